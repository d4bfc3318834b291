"""A whole request, read piece by piece, and the options that its pieces name together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from agent_tools.planner import camera, quote, style, timing
from agent_tools.planner.duration import Length
from agent_tools.planner.reading import Reading, expand, read
from agent_tools.planner.split import Break, Piece, loose, says_something, split
from agent_tools.planner.text import words
from agent_tools.schema import MAX_CLIP_S, MIN_SHOT_S, SIZES, Brief
from policy.types import Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, read.

    Attributes:
        heading: What stands before a list or timeline; None without one.
        readings: The pieces in order.
        notes: What could not be read.
    """

    heading: Reading | None
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]

    @property
    def pieces(self) -> tuple[Reading, ...]:
        """Heading and pieces."""
        return (self.heading, *self.readings) if self.heading else self.readings

    @property
    def count(self) -> int | None:
        """How many shots the words ask for; None when they say nothing."""
        return next((reading.count for reading in self.pieces if reading.count), None)

    @property
    def transition(self) -> Transition | None:
        """How every shot is to begin; None when the words say nothing."""
        return next((reading.transition for reading in self.pieces if reading.transition), None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every on-screen text, in order."""
        return tuple(dict.fromkeys(text for reading in self.pieces for text in reading.texts))


# One request is read several times on its way; what people said is not to be remembered longer than that.
@lru_cache(maxsize=4)
def read_request(text: str) -> Request:
    """Read a cleaned request in which emoji are words."""
    lifted, texts, notes = quote.lift(text)
    head, parts = split(expand(lifted))
    product = camera.is_product(text)
    if says_something(head) and not head.rstrip().endswith(":"):
        opening = read(Piece(text=head, opens=Break.NONE), texts, frozenset(), product=product)
        if opening.acts:
            # "A fox runs. Shot 2: it sleeps": what stands before the first label is a shot of its own.
            first, *rest = loose(head)
            head, parts = "", [replace(first, opens=Break.HARD), *rest, *parts]
    headed = says_something(head)
    pieces = [Piece(text=head, opens=Break.NONE), *parts] if headed else parts
    counts = [Counter(words(piece.text)) for piece in pieces]
    total = sum(counts, Counter())
    readings = [
        read(
            piece,
            texts,
            frozenset(word for word in total if total[word] > own[word]),
            product=product,
            follows=index > 0 and piece.opens is Break.HARD,
        )
        for index, (piece, own) in enumerate(zip(pieces, counts, strict=True))
    ]
    return Request(
        heading=readings[0] if headed else None,
        readings=tuple(readings[1:] if headed else readings),
        notes=(*notes, *(note for reading in readings for note in reading.notes)),
    )


def _whole_lengths(request: Request, n_shots: int) -> list[Length]:
    own = [length for reading in request.readings for length in reading.lengths if not length.each]
    head = [length for length in request.heading.lengths if not length.each] if request.heading else []
    return head + [length for length in own if length.whole or n_shots == 1]


def total_s(request: Request, brief: Brief, n_shots: int, notes: list[str]) -> float | None:
    """Length of the whole clip, 1..60 s; None when nobody says one.

    Args:
        request: The request.
        brief: Its `duration_s` wins over the words.
        n_shots: How many shots there are; with one, every length is the clip's.
        notes: Grows by contradictions.
    """
    lengths = _whole_lengths(request, n_shots)
    if brief.duration_s is not None:
        for length in lengths:
            if length.seconds != brief.duration_s:
                notes.append(
                    f"duration {brief.duration_s:g} s was given, so {length.words!r} in the words was not used"
                )
        return brief.duration_s
    if not lengths:
        return None
    first = lengths[0]
    for other in lengths[1:]:
        if other.seconds != first.seconds:
            notes.append(f"{first.words!r} and {other.words!r} contradict each other; kept {first.words!r}")
    return timing.clamp_total(first.seconds, first.words, notes)


def each_s(request: Request) -> float | None:
    """Length that the words ask for every shot; None when they say nothing."""
    return next((length.seconds for reading in request.pieces for length in reading.lengths if length.each), None)


def style_of(request: Request, brief: Brief, notes: list[str]) -> str:
    """Style words of the whole clip: the brief's, else the request's, else the default."""
    found = list(dict.fromkeys(word for reading in request.pieces for word in reading.styles))
    if brief.style is not None and brief.style.strip():
        if found and ", ".join(found).casefold() != brief.style.strip().casefold():
            notes.append(f"style {brief.style.strip()!r} was given, so {', '.join(found)!r} in the words was not used")
        return " ".join(brief.style.split())
    return ", ".join(found) or style.DEFAULT


def ratio_of(request: Request, brief: Brief, notes: list[str]) -> str:
    """The frame's shape: the brief's, else the request's first, else 1:1."""
    found = list(dict.fromkeys(ratio for reading in request.pieces for ratio in reading.ratios))
    if brief.aspect_ratio is not None:
        if found and found != [brief.aspect_ratio]:
            notes.append(
                f"aspect ratio {brief.aspect_ratio} was given, so {', '.join(found)} in the words was not used"
            )
        return brief.aspect_ratio
    if len(found) > 1:
        notes.append(f"{' and '.join(found)} contradict each other; made {found[0]}")
    return found[0] if found else next(iter(SIZES))


def fits(total: float | None, n_shots: int) -> int:
    """How many of `n_shots` a clip of `total` seconds has room for, at 1 s a shot."""
    return n_shots if total is None else max(1, min(n_shots, int(min(total, MAX_CLIP_S) / MIN_SHOT_S)))
