"""What several turns say only together: a trait, an office or a name that is split over them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from policy.detector import Detector, finding, found
from policy.document import Document, Field
from policy.types import Finding

_MOST = 2000  # characters; a longer conversation is judged by its end
_CLOSED = (".", "!", "?", "\u2026", "\u3002", ":")
_WHY = "Turns that say it only together."


class Conversation:
    """Reads the turns as one text, and tells what reaches from one turn into another."""

    name = "conversation"

    def __init__(self, persons: tuple[Detector, ...]) -> None:
        """Makes the detector.

        Args:
            persons: The detectors that find people; each is asked about the turns as one text.
        """
        self._persons = persons

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each place that begins in one turn and ends in another."""
        turns = _latest(document.turns)
        if len(turns) < 2:
            return
        texts = [_joinable(turn.text) for turn in turns]
        begins = [0, *accumulate(len(text) for text in texts)]
        whole = Field("turns[]", "".join(texts))
        together = Document((whole,), invented=document.invented, today=document.today)
        for detector in self._persons:
            for each in found(detector, together):
                first, last = (bisect_right(begins, place) - 1 for place in (each.span[0], each.span[1] - 1))
                if first != last:
                    end = min(each.span[1] - begins[last], len(turns[last].text))
                    yield finding(self, each.code, each.verdict, turns[last], (0, end), why=_WHY)


def _latest(turns: tuple[Field, ...]) -> tuple[Field, ...]:
    """The last turns that are not too long together."""
    sizes = accumulate(len(turn.text) for turn in reversed(turns))
    kept = sum(size <= _MOST for size in sizes)
    return turns[len(turns) - kept :]


def _joinable(text: str) -> str:
    """A turn with what parts it from the next: a space where its sentence goes on, else a line end."""
    bare = text.rstrip()
    return f"{text}\n" if bare.endswith(_CLOSED) and len(bare.split()) > 2 else f"{text} "
