"""Camera words: which move is asked for, how strongly, and what only sounds like one (`a ball rolls`).

A move is read from a clause whose subject is the camera (`while the camera slowly pans right`), from a clause of ours
(`we follow the fox`), from the name of a shot (`drone shot of`), and from a bare move that stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from agent_tools.planner.camera_words import (
    AFTER_CAMERA,
    FALLS,
    FRAMINGS,
    GENTLE,
    HOW,
    MOVES,
    SENTENCES,
    SHOTS,
    STRONG,
)
from agent_tools.planner.lexicon import ADVERBS, DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS
from agent_tools.planner.morphology import is_plural
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import cut, words
from policy.types import CameraKind

GENTLE_STRENGTH, PLAIN_STRENGTH, STRONG_STRENGTH = 0.25, 0.5, 0.9

_AUXILIARY = r"(?:(?:is|should\s+be|should|will|can|to|starts?\s+to|begins?\s+to|also|then|keeps?|starts?|slow)\s+)*"
_CAMERA = Rule(
    rf"(?:^|(?<=[\s,.;:(]))(?:(?:,\s*)?(?:and|with|while|as|where|then)\s+){{0,3}}"
    rf"(?:(?:the|our)\s+(?:{HOW}\s+)?(?:camera|lens|viewpoint)|(?<![a-z]\s)camera|(?<=with\s)camera|(?<=while\s)camera|"
    rf"(?<=and\s)camera|(?<=as\s)camera)\b\s*[:=]?\s*{_AUXILIARY}(?:{HOW}[\s,]+)*",
)
_WE = Rule(rf"(?:^|(?<=[\s,.;]))(?:(?:,\s*)?(?:and|as|while|then)\s+)?we\s+(?:{HOW}\s+)*")
_ELLIPTIC = Rule(
    rf"^\s*(?:{HOW}\s+)*(?=zooms\b|pans\s+(?:left|right|to|across)|tilts\s+(?:up|down)|dollies\b|"
    r"pulls\s+(?:back|out)\s*(?:[,.;!]|$|to\s+(?:reveal|show)|from)|pushes\s+in\s*(?:[,.;!]|$|on\b|to\b))",
)
_THEN = Rule(rf"\s*(?:,|,?\s*and(?:\s+then)?|,?\s*then|,?\s*before)\s+(?:it\s+)?(?:{HOW}\s+)*")
_LABEL = Rule(
    r"(?:^|(?<=[.;,\n(]))\s*camera(?:\s+(?:movement|motion|move|angle|work))?\s*[:=]\s*(?P<words>[^.;\n)]{1,160})",
)
_PRODUCT = Rule(
    r"\b(?:an?|my|his|her|vintage|old|digital|security|film|new|action|web|video)\s+(?:(?!static|still|fixed|shaky|"
    r"hand|moving)"
    r"\w+\s+){0,2}?camera\b(?!\s+(?:pan|zoom|tilt|move|roll|movement|shot|angle|work|orbit|that\s+(?:pan|zoom|tilt|"
    r"follow)))",
)
_JOINT = Rule(r"^(?:,\s*)?(?:(?:and|with|while|as|where|then)\s+)+")
_CLAUSE_END = Rule(
    r"[,.;!?\n]|\s+(?:while|as|and|then|when|until)\b|\s+(?=to\s+(?:reveal|show)\b|revealing\b|showing\b)|$",
)
_REVEAL = Rule(r"^\s*(?:to\s+(?:reveal|show)|revealing|showing)\s+")
_OF = r"(?:\s+(?:of|showing)(?=\s))?"
_LEAD = r"(?:(?:,\s*)?(?:(?:and|then)\s+)?(?:(?:with|in|using|as|from|by|use)\s+)?(?:(?:an?|the)\s+)?)"
_FROM_ABOVE = Rule(r"(?:,\s*)?\bfrom\s+(?:high\s+|directly\s+)?above\b")
_SUBJECT = Rule(r"^\s*the\s+(?:subject|scene|action|frame|view|viewer|main\s+character|character)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One camera wish.

    Attributes:
        kind: The move; None for a framing such as `close-up`, which moves nothing.
        strength: 0.25 gentle, 0.5 plain, 0.9 strong.
        words: As typed.
        aimed: Whether it is aimed at something, and so belongs to one shot (`zooms in on the fox`).
    """

    kind: CameraKind | None
    strength: float
    words: str
    aimed: bool = False


@cache
def _compiled(name: str) -> tuple[tuple[CameraKind, Rule], ...]:
    """A table with its patterns compiled at the first use, so that importing stays quick."""
    if name == "after":
        return tuple((k, Rule(rf"(?:{p})\b(?:\s+{HOW}\b)*")) for k, p in AFTER_CAMERA)
    lead = rf"(?P<lead>{_LEAD}(?:{HOW}[\s,]+)*)"
    table = SHOTS if name == "shots" else MOVES
    return tuple((k, Rule(rf"(?<![\w-]){lead}(?<![\w-])(?P<term>{p})(?![\w-])(?:\s+{HOW}\b)*{_OF}")) for k, p in table)


@cache
def _framing() -> Rule:
    return Rule(rf"(?<![\w-]){_LEAD}(?P<term>(?:{FRAMINGS}))(?![\w-]){_OF}")


def strength_of(text: str) -> float:
    """How strong a move is, from words such as `slowly` and `fast`."""
    found = set(words(text))
    if found & STRONG:
        return STRONG_STRENGTH
    return GENTLE_STRENGTH if found & GENTLE else PLAIN_STRENGTH


def sentence(kind: CameraKind, strength: float) -> str:
    """Words for a move that nobody typed."""
    plain = SENTENCES[kind]
    if strength <= GENTLE_STRENGTH and plain.startswith("the camera"):
        return plain.replace("the camera", "the camera slowly", 1)
    return plain


class _Reader:
    """One pass over one piece: `text` shrinks while `moves` grows."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.text = text
        self.known = known
        self.moves: list[Move] = []

    def add(self, kind: CameraKind | None, typed: str, *, aimed: bool = False) -> None:
        typed = re.sub(r"\s+", " ", typed).strip(" ,.;:!?")
        self.moves.append(Move(kind=kind, strength=strength_of(typed), words=typed, aimed=aimed))

    def _object(self, start: int, end: int, elsewhere: str) -> str:
        """The part of a camera clause's object that shows something new: `a castle` in `zooms in on a castle`."""
        tail = self.text[start:end]
        if (skipped := _SUBJECT.match(tail)) is not None:
            tail = tail[skipped.end() :]
        known = self.known | set(words(elsewhere)) | OBJECT_PRONOUNS | DETERMINERS | ADVERBS | {"its", "left", "right"}
        tokens = list(re.finditer(r"\S+", tail))
        first = next(
            (i for i, t in enumerate(tokens) if i and words(t.group())[:1] and words(t.group())[0] in PREPOSITIONS),
            len(tokens),
        )
        if all(word in known for token in tokens[:first] for word in words(token.group())):
            tail = tail[tokens[first].start() :] if first < len(tokens) else ""
        return tail if any(word not in known | PREPOSITIONS for word in words(tail)) else ""

    def take_clause(self, start: int, verb_end: int, kind: CameraKind) -> None:
        """Cut the clause that begins at `start`, keep what it shows, and read the moves that are chained to it."""
        end_match = _CLAUSE_END.search(self.text, verb_end)
        end = end_match.start() if end_match else len(self.text)
        kept = self._object(verb_end, end, self.text[:start] + " " + self.text[end:])
        typed = _JOINT.sub("", self.text[start:end].strip())
        self.add(kind, typed, aimed=bool(words(self.text[verb_end:end])))
        while (chain := _THEN.match(self.text, end)) and (found := match_after(self.text, chain.end())):
            kind, verb_end = found
            end_match = _CLAUSE_END.search(self.text, verb_end)
            end = end_match.start() if end_match else len(self.text)
            kept += " " + self._object(verb_end, end, self.text[:start] + " " + self.text[end:])
            self.add(kind, self.text[chain.end() : end], aimed=bool(words(self.text[verb_end:end])))
        rest = self.text[end:]
        if reveal := _REVEAL.match(rest):
            rest = rest[reveal.end() :]
        joined = f"{self.text[:start].rstrip()} {kept.strip()}".strip()
        rest = (
            rest.lstrip() if joined else re.sub(r"^\s*(?:[,;.!?]|while\b|as\b|and\b|then\b)*\s*", "", rest, flags=re.I)
        )
        self.text = f"{joined}{', ' if reveal and joined else ' '}{rest}".strip()

    def clauses(self, opening: Rule, allowed: Callable[[CameraKind], bool]) -> None:
        """Read every clause that opens so and goes on with a camera verb."""
        position = 0
        while match := opening.search(self.text, position):
            found = match_after(self.text, match.end())
            if found is None or not allowed(found[0]):
                position = match.start() + 1
                continue
            self.take_clause(match.start(), found[1], found[0])
            position = 0

    def terms(self, table: str) -> None:
        """Read the names of shots, or bare moves where they cannot be what a subject does."""
        for kind, pattern in _compiled(table):
            position = 0
            while match := pattern.search(self.text, position):
                if table == "moves" and not self._stands_alone(match):
                    position = match.end()
                    continue
                end = match.end()
                if table == "moves":
                    self.take_clause(match.start(), end, kind)
                else:
                    self.add(kind, match["lead"].lstrip(", ") + match["term"])
                    self.text = cut(self.text, match.start(), end)
                position = 0

    def _stands_alone(self, match: re.Match[str]) -> bool:
        """Whether a bare move opens a chunk or follows `with`, `slow` and the like, so that no subject does it."""
        before, term = self.text[: match.start()].rstrip(), match["term"].strip().lower()
        if match["lead"].strip() or not before or before[-1] in ",.;:(!?":
            return not (
                match["lead"].strip(" ,").lower() in ("a", "an", "the") and not re.match(r"slow|gent|zoom|pan\b", term)
            )
        last = words(before)[-1:]
        if re.search(r"ing\b", term):
            return term.endswith(" on")
        return (
            bool(last)
            and not is_plural(last[0])
            and last[0] not in {"to", "can", "will", "they", "you", "we", "and", "a"}
        )


def match_after(text: str, position: int) -> tuple[CameraKind, int] | None:
    """The camera verb at this place, and where it ends."""
    for kind, pattern in _compiled("after"):
        if match := pattern.match(text, position):
            return kind, match.end()
    return None


_OURS = frozenset(CameraKind) - {
    CameraKind.ROLL,
    CameraKind.STATIC,
    CameraKind.CRANE_UP,
    CameraKind.CRANE_DOWN,
    CameraKind.HANDHELD,
}


def read(text: str, known: frozenset[str] = frozenset(), *, product: bool = False) -> tuple[str, list[Move], list[str]]:
    """Take the camera words out of a piece of text.

    Args:
        text: One piece of a request.
        known: Words of the other pieces; what the camera looks at stays in the text unless they name it.
        product: Whether a camera is one of the things that are shown.

    Returns:
        The text without them, the wishes in order, and notes on camera words that name no known move.
    """
    reader = _Reader(text, known)
    notes: list[str] = []
    while match := _LABEL.search(reader.text):
        inner, moves, more = read(match["words"].strip(), known)
        if not moves:
            found = match_after(match["words"].strip(), 0)
            moves = [Move(kind=found[0], strength=strength_of(inner), words=inner)] if found else []
        if not moves:
            notes.append(f"{inner!r} is no camera move among {', '.join(CameraKind)}")
        notes += more
        reader.moves += moves
        kept = "" if moves else f" {inner} "
        reader.text = reader.text[: match.start()] + kept + reader.text[match.end() :]
    if not product:
        reader.clauses(_CAMERA, lambda kind: True)
    reader.clauses(_ELLIPTIC, lambda kind: True)
    reader.clauses(_WE, lambda kind: kind in _OURS)
    reader.terms("shots")
    reader.terms("moves")
    while framing := _framing().search(reader.text):
        reader.add(None, framing["term"])
        reader.text = cut(reader.text, framing.start(), framing.end())
    if (above := _FROM_ABOVE.search(reader.text)) and not set(words(reader.text[: above.start()])) & FALLS:
        reader.add(CameraKind.AERIAL, above.group())
        reader.text = cut(reader.text, above.start(), above.end())
    return reader.text, reader.moves, notes


def is_product(text: str) -> bool:
    """Whether a request shows a camera as a thing: `a vintage camera rotates on a table`."""
    return _PRODUCT.search(text) is not None
