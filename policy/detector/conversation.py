"""What several turns say only together: whatever begins at the end of one turn and ends at the start of a later one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from policy.detector import Detector, finding, found
from policy.document import Document, Field
from policy.reference import composed
from policy.types import Finding, Verdict
from policy.wording import Triggers

_MOST = 2000  # characters; of a longer conversation the last turns are read
_END = 160  # characters of each end of a long turn, more than any name, phrase or wording has
_CLOSED = (".", "!", "?", "\u2026", "\u3002", ":")
_WHY = "Turns that say it only together."
_WORD = re.compile(r"\w+")
_GOES_ON = re.compile(r"\.\s?\.|[\u2026\u2013\u2014,&+/-]\s*$")
_GONE_ON = re.compile(r"\s*(?:\.\s?\.|\u2026)")
_PART = re.compile(
    r"(?:[\"'“‘«„「]|[=:]\s*|\b(?:is|be|word|half|part|piece|syllable|name|surname)\s+)(\w{2,24})[\"'“”‘’»」]?\s*[.!]?\s*$",
    re.IGNORECASE,
)
_SHORT = 60  # characters, of a turn that only hands over a part of a name


class _Piece(NamedTuple):
    """A part of a turn: which turn, where in it the part begins, and the part with what follows it."""

    turn: int
    start: int
    text: str


class Conversation:
    """Reads the ends of the turns as one text, and tells what reaches from one turn into another."""

    name = "conversation"

    def __init__(self, detectors: tuple[Detector, ...], triggers: Triggers) -> None:
        """Makes the detector.

        Args:
            detectors: Each is asked about the turns as one text.
            triggers: The words with which no sentence ends, those that go on with one, and those that say nothing.
        """
        self._detectors = detectors
        self._open = frozenset(triggers.words("seam_open"))
        self._further = frozenset(triggers.words("seam_further"))
        self._fillers = frozenset(triggers.words("seam_filler"))
        self._persons = frozenset((*triggers.words("topic_person"), *triggers.words("reference_person")))

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each place that begins in one turn and ends in another."""
        if len(document.turns) < 2:
            return
        yield from self._combined(document)
        yield from self._referred(document)
        turns = self._telling(document.turns)
        pieces = self._pieces([turn.text for turn in turns])
        begins = [0, *accumulate(len(piece.text) for piece in pieces)]
        whole = Field("turns[]", "".join(piece.text for piece in pieces))
        together = Document((whole,), invented=document.invented, today=document.today)
        for detector in self._detectors:
            for each in found(detector, together):
                first, last = (bisect_right(begins, place) - 1 for place in (each.span[0], each.span[1] - 1))
                turn, start, _ = pieces[last]
                if pieces[first].turn != turn:
                    end = min(start + each.span[1] - begins[last], len(turns[turn].text))
                    yield finding(self, each.code, each.verdict, turns[turn], (0, end), why=_WHY)

    def _combined(self, document: Document) -> Iterator[Finding]:
        """What words that were handed over one by one say together: "the first word: Jackie", "the second: Chan"."""
        last = document.turns[-1]
        parts = [match[1] for turn in document.turns if len(turn.text) <= _SHORT and (match := _PART.search(turn.text))]
        for text in (" ".join(parts), "".join(parts)) if len(parts) > 1 else ():
            for each in self._found(text, document):
                if each.verdict is Verdict.BLOCK:
                    yield finding(self, each.code, each.verdict, last, (0, len(last.text)), why=_WHY)

    def _referred(self, document: Document) -> Iterator[Finding]:
        """What later turns say of the person whom an earlier one brought in."""
        for turn, text, plain in composed([turn.text for turn in document.turns], self._persons):
            told = tuple(self._found(text, document))
            known = {(each.code, each.matched.lower()) for each in self._found(plain, document)} if told else ()
            for each in told:
                if (each.code, each.matched.lower()) not in known:
                    field = document.turns[turn]
                    yield finding(self, each.code, each.verdict, field, (0, len(field.text)), why=_WHY)

    def _found(self, text: str, document: Document) -> Iterator[Finding]:
        together = Document((Field("turns[]", text),), invented=document.invented, today=document.today)
        return (each for detector in self._detectors for each in found(detector, together))

    def _telling(self, turns: tuple[Field, ...]) -> list[Field]:
        """The turns without a mere "and" or "um" behind one whose sentence goes on."""
        kept: list[Field] = []
        for turn in turns:
            short = len(turn.text) <= _END and not self._told(turn.text)
            before = self._told(kept[-1].text[-_END:]) if short and kept else []
            if not before or before[-1].group().lower() not in self._open:
                kept.append(turn)
        return kept

    def _pieces(self, texts: list[str]) -> list[_Piece]:
        """The ends of the last turns in their order, as many as are not too long together."""
        pieces: list[_Piece] = []
        length, end, parting = 0, len(texts[-1]), ""
        for number in range(len(texts) - 1, -1, -1):
            seam = self._seam(texts[number - 1], texts[number]) if number else (0, "", 0)
            added = _ends(_Piece(number, seam[2], texts[number][seam[2] : end]), parting)
            length += sum(len(piece.text) for piece in added)
            if length > _MOST:
                break
            pieces[:0] = added
            end, parting = seam[0], seam[1]
        return pieces

    def _told(self, text: str, offset: int = 0) -> list[re.Match[str]]:
        """The words of a text from a place on, without those that say nothing, such as "and" and "um"."""
        return [word for word in _WORD.finditer(text, offset) if word.group().lower() not in self._fillers]

    def _seam(self, before: str, after: str) -> tuple[int, str, int]:
        """Where a turn ends, what parts it from the next one, and where that begins.

        A sentence that is not at its end goes on, whatever signs and "and" or "um" stand where it is cut.
        """
        offset = max(0, len(before) - _END)
        left = list(_WORD.finditer(before, offset))
        right = list(_WORD.finditer(after[:_END]))
        told_left, told_right = self._told(before, offset), self._told(after[:_END])
        if told_left and told_right:
            ended, begun = told_left[-1], told_right[0]
            if ended.group().lower() in self._open or begun.group().lower() in self._further:
                return ended.end(), " ", begun.start()
            if _GOES_ON.search(before, left[-1].end()) or _GONE_ON.match(after):
                return left[-1].end(), " ", right[0].start()
        closed = before.rstrip().endswith(_CLOSED) and len(left) > 2
        return len(before), "\n" if closed else " ", 0


def _ends(piece: _Piece, parting: str) -> list[_Piece]:
    """A part of a turn, of a long one only both ends, which nothing joins."""
    if len(piece.text) <= 2 * _END:
        return [piece._replace(text=piece.text + parting)]
    head, tail = piece.text[:_END], piece.text[-_END:]
    head = head[: head.rfind(" ") + 1] or head
    cut = tail.find(" ") + 1
    return [
        piece._replace(text=f"{head}\n\n"),
        _Piece(piece.turn, piece.start + len(piece.text) - _END + cut, tail[cut:] + parting),
    ]
