"""Where one shot ends and the next begins: timelines, labels, lists, words of sequence and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from agent_tools.planner.lexicon import DETERMINERS, NUMBERS, ORDINALS, SUBJECT_PRONOUNS
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import words
from policy.types import Transition


class Break(StrEnum):
    """How sure it is that a new shot begins: certainly, if there is an action, or not at all."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the request.

    Attributes:
        text: As typed, without the words that only mark the place in a sequence.
        opens: Whether a shot begins here.
        start_s: When it begins, if a timeline says so.
        end_s: When it ends, if a timeline says so.
        transition: How the shot begins, if the words say so.
    """

    text: str
    opens: Break
    start_s: float | None = None
    end_s: float | None = None
    transition: Transition | None = None


_NUMBER_WORDS = "|".join([*sorted(NUMBERS, key=len, reverse=True), *sorted(ORDINALS)])
_TIME = r"(?:\d{1,2}:\d{2}(?:\.\d{1,3})?|\d{1,3}(?:[.,]\d{1,3})?)"
_UNIT = r"(?:seconds?|secs?|s)"
_RANGE = Rule(
    rf"(?:^|(?<=[\n.,;|:!?])\s*|(?<=[\n.,;|:!?]\s))(?P<open>[\[(])?\s*(?:and\s+|then\s+)?(?P<from>(?:from|between|"
    rf"seconds?|sec|t\s*=)\s+)?"
    rf"(?P<a>{_TIME})\s*(?:{_UNIT})?\s*(?:-|–|—|to|until|"
    rf"and)\s*(?P<b>{_TIME})\s*(?P<unit>{_UNIT}\b)?\s*(?P<close>[\])])?"
    r"\s*(?P<sign>[:–—-]|,)?\s*",
)
_AT = Rule(
    rf"(?:^|(?<=[\n.,;|!?])\s*|,?\s+(?=(?:and|then)\s))(?:and\s+)?(?:then\s+)?[\[(]?(?:(?:at|after|"
    rf"@)\s+(?:the\s+)?(?:second\s+)?)"
    rf"(?:(?P<clock>0?0:\d{{2}})|(?P<a>\d{{1,3}}(?:[.,]\d{{1,3}})?)\s*-?{_UNIT}\b(?:\s+mark\b)?(?!\s+(?:intervals?|"
    rf"of|each)))[\])]?\s*[:,–-]?\s*",
)
_WHICH = rf"(?:{'|'.join(sorted(ORDINALS))}|next|opening|closing)"
_UNITS = r"(?:shot|scene|part|step|panel)"
_LABEL = Rule(
    rf"(?:^|(?<=[\s.,;|(\[]))[\[(]?(?:(?:shot|scene|step|part|frame|slide|panel|clip|act)\s*(?:no\.?\s*|number\s+|"
    rf"#\s*)?(?:\d{{1,2}}|{_NUMBER_WORDS})"
    rf"\s*[\])]?\s*(?:[:.)–—]|\s-\s|-(?=\s))\s*"
    rf"|(?:(?:in|for)\s+)?the\s+{_WHICH}\s+{_UNITS}\b\s*[:,–—-]?\s*(?:shows?\s+|is\s+|we\s+see\s+)?"
    rf"|{_WHICH}\s+{_UNITS}\s*[:,–—]\s*"
    rf"|in\s+(?:shot|scene|step|part)\s+(?:\d{{1,2}}|{_NUMBER_WORDS})\b\s*,?\s*)",
)
_NUMBERED = Rule(
    r"(?:(?:^|\n)\s*\(?(?P<line>\d{1,2})\s*[.):–-]|(?:^|(?<=[\s:,;.]))\(?(?P<inline>\d{1,2})[.)])\s+(?=\S)"
)
_BULLET = Rule(r"(?:^|\n)\s*[-*•·‣▪◦+–—]\s+(?=\S)|(?:^|\s)[•‣▪◦]\s*(?=\S)")
_MARKDOWN = Rule(r"(?m)^\s*#{1,6}\s+|\*\*|__|`+")
_ARROW = Rule(r"\s*(?:-+>|=+>|→|➡|⇒|>>+)\s*")
_SEQUENCE = Rule(
    r"(?P<before>^|[,;:]?\s+|[,;:])(?P<and>and\s+)?\b(?P<word>then|after\s+(?:that|this|which)|afterwards?|"
    r"thereafter|next|finally|lastly|"
    r"eventually|subsequently|at\s+last|(?:in|at)\s+the\s+(?:very\s+)?end|followed\s+by|later(?:\s+on)?|to\s+finish|"
    r"firstly|first(?:\s+of\s+all)?|to\s+(?:start|begin)(?:\s+with)?|at\s+first|secondly|second|thirdly|third|"
    r"fourth|last|"
    r"(?:it\s+|we\s+)?(?:cut|cuts|smash\s+cut)\s+to|(?:it\s+|we\s+)?(?:fades?|dissolves?|cross-?fades?|"
    r"transitions?)\s+(?:in)?to)\b(?P<after>\s*[,:]?\s*)",
)
_ALWAYS = Rule(
    r"after\s|afterwards?$|thereafter|lastly|subsequently|firstly|to\s|at\s+(?:first|last)|secondly|thirdly|first\s+of",
)
_NEVER_SENTENCE_END = frozenset("mr mrs ms dr prof st vs eg ie fig no approx".split())
_MAYBE_SENTENCE_END = frozenset("sec secs min mins s etc inc co ltd".split())
_SENTENCE = Rule(r"[.!?…]+[)\]]*(?=\s)|\n+|;(?=\s)|[\u3002\uff01\uff1f]")
_NEXT_NOUNS = frozenset("to door week day year generation level morning month time gen one best step big".split())


def _seconds(time: str) -> float:
    if ":" in time:
        minutes, seconds = time.split(":")
        return 60.0 * float(minutes) + float(seconds)
    return float(time.replace(",", "."))


def says_something(text: str) -> bool:
    """Whether there is a word, a number or the mark of an on-screen text."""
    return any(char.isalnum() or "\ue000" <= char <= "\uf8ff" for char in text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; stops of abbreviations and numbers end none."""
    found: list[str] = []
    begin = 0
    for match in _SENTENCE.finditer(text):
        last = words(text[begin : match.start()])[-1:]
        stop = match.group() == "."
        if (
            stop
            and last
            and (last[0] in _NEVER_SENTENCE_END or (len(last[0]) == 1 and last[0].isalpha() and last[0] != "s"))
        ):
            continue
        if stop and last and last[0] in _MAYBE_SENTENCE_END and text[match.end() :].lstrip()[:1].islower():
            continue
        found.append(text[begin : match.end()])
        begin = match.end()
    found.append(text[begin:])
    return [part.strip(" ;\n") for part in found if part.strip(" ;\n.!?")]


def _timeline(text: str) -> tuple[str, list[Piece]] | None:
    marks: list[tuple[int, int, float, float | None]] = []
    for match in _RANGE.finditer(text):
        begin, end = _seconds(match["a"]), _seconds(match["b"])
        clock = ":" in match["a"] and ":" in match["b"]
        timed = clock or match["unit"] or (match["open"] and match["close"])
        marked = match["close"] or match["from"] or match["sign"] in (":", "-", "–", "—") or (clock and match["sign"])
        opens_line = not text[: match.start("a")].rpartition("\n")[2].strip(" [(")
        if begin < end <= 600 and timed and (marked or (clock and opens_line)) and text[match.end() :].strip():
            marks.append((match.start(), match.end(), begin, end))
    for match in _AT.finditer(text):
        inside = any(first <= match.start() < end for first, end, _, _ in marks)
        if not inside and text[match.end() :].strip(" .!?"):
            marks.append((match.start(), match.end(), _seconds(match["clock"] or match["a"]), None))
    if not marks:
        return None
    marks.sort()
    pieces = []
    for (_, end, begin_s, end_s), following in zip(marks, [*marks[1:], None], strict=True):
        body = text[end : following[0] if following else len(text)]
        pieces.append(Piece(text=body, opens=Break.HARD, start_s=begin_s, end_s=end_s))
    heading = text[: marks[0][0]]
    if marks[0][3] is None and marks[0][2] > 0 and says_something(heading):
        # "A fox sits. At 3 s it jumps": what comes before the first mark begins at 0.
        return "", [Piece(text=heading, opens=Break.HARD, start_s=0.0), *pieces]
    return heading, pieces


def _between(text: str, marks: list[tuple[int, int]]) -> tuple[str, list[Piece]]:
    ends = [start for start, _ in marks[1:]] + [len(text)]
    parts = [text[end:until] for (_, end), until in zip(marks, ends, strict=True)]
    return text[: marks[0][0]], [Piece(text=part, opens=Break.HARD) for part in parts if says_something(part)]


def _labelled(text: str) -> tuple[str, list[Piece]] | None:
    marks = [match.span() for match in _LABEL.finditer(text) if text[match.end() :].strip(" .!?")]
    return _between(text, marks) if marks else None


def _numbered(text: str) -> tuple[str, list[Piece]] | None:
    marks: list[tuple[int, int]] = []
    for match in _NUMBERED.finditer(text):
        if int(match["line"] or match["inline"]) == len(marks) + 1:
            marks.append(match.span())
    return _between(text, marks) if len(marks) > 1 else None


def _bulleted(text: str) -> tuple[str, list[Piece]] | None:
    marks = [match.span() for match in _BULLET.finditer(text)]
    return _between(text, marks) if len(marks) > 1 or (marks and text[: marks[0][0]].rstrip().endswith(":")) else None


def _is_sequence(match: re.Match[str], sentence: str, *, started: bool) -> bool:
    """Whether a word of sequence really separates two shots here."""
    word = re.sub(r"\s+", " ", match["word"].lower())
    following = words(sentence[match.end() :])[:1]
    previous = words(sentence[: match.start("word")])[-1:]
    boundary = not sentence[: match.start("word")].strip() or bool(match["and"]) or match["before"].strip() != ""
    if not following or (previous and previous[0] in ("since", "until", "by", "back", "even", "the", "a", "just")):
        return False
    if word == "then":
        return not {"if", "when"} & set(words(sentence[: match.start()]))
    if word in ("first", "second", "third", "fourth", "last"):
        comma = "," in match["after"] or ":" in match["after"]
        opens_phrase = following[0] in DETERMINERS | SUBJECT_PRONOUNS and word in ("first", "second", "third")
        return boundary and (comma or opens_phrase) and (word == "first" or started)
    if word == "next":
        return boundary and following[0] not in _NEXT_NOUNS
    if word in ("finally", "eventually") or word.startswith(("in the", "at the")):
        return (boundary and (match["after"].strip() != "" or not word.startswith(("in", "at")))) or started
    if word.startswith("later"):
        return boundary and bool(match["before"].strip() or not previous)
    if word == "followed by":
        return "," in match["before"] or ";" in match["before"]
    if word.endswith("to") and not word.startswith("to"):
        return (following[0] not in ("black", "white", "the") and boundary) or (following[0] == "the" and boundary)
    return bool(_ALWAYS.match(word)) and (boundary or started)


def _transition(word: str) -> Transition | None:
    low = word.lower()
    if "cut" in low:
        return Transition.CUT
    if "fade" in low and "cross" not in low:
        return Transition.FADE
    return Transition.CROSSFADE if re.search(r"dissolve|cross|transition", low) else None


def _sequence(sentence: str, *, started: bool) -> list[Piece]:
    """One sentence at its words of sequence and arrows; the first part opens softly unless it is marked."""
    parts: list[Piece] = []
    begin, opens, transition = 0, Break.SOFT, None
    for match in _SEQUENCE.finditer(sentence):
        if not _is_sequence(match, sentence, started=started):
            continue
        before = sentence[begin : match.start()]
        if says_something(before):
            parts.append(Piece(text=before, opens=opens, transition=transition))
        begin, opens, transition = match.end(), Break.HARD, _transition(match["word"])
        started = True
    parts.append(Piece(text=sentence[begin:], opens=opens, transition=transition))
    found: list[Piece] = []
    for part in parts:
        for index, text in enumerate(_ARROW.split(part.text)):
            if says_something(text):
                found.append(replace(part, text=text) if not index else Piece(text=text, opens=Break.HARD))
    return found


def loose(text: str) -> Iterator[Piece]:
    """A text without lists as pieces: its sentences, cut at words of sequence."""
    started = False
    for sentence in sentences(text):
        for piece in _sequence(sentence, started=started):
            started = started or piece.opens is Break.HARD
            yield piece


def split(text: str) -> tuple[str, list[Piece]]:
    """A request as a heading and pieces.

    Args:
        text: Cleaned text; on-screen texts are marks.

    Returns:
        What stands before a list or timeline (empty without one), and the pieces in order. In a list each item is
        one shot, whatever sentences it has.
    """
    text = _MARKDOWN.sub("", text)
    for structure in (_timeline, _labelled, _numbered, _bulleted):
        if found := structure(text):
            heading, items = found
            if not items:
                continue
            pieces = []
            for item in items:
                first, *rest = sentences(item.text) or [item.text]
                pieces.append(replace(item, text=first))
                pieces += [Piece(text=part, opens=Break.NONE) for part in rest]
            return heading, pieces
    return "", list(loose(text))
