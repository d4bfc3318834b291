"""How long each shot lasts: every wish is met that fits 1..10 s a shot and 1..60 s a clip, the rest is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent_tools.schema import MAX_CLIP_S, MAX_SHOT_S, MIN_SHOT_S

DEFAULT_S = 4.0
SHORT_S = 3.0
_MANY = 3
_CENTS = 100


def default_shot_s(n_shots: int) -> float:
    """Seconds of a shot that nobody timed: 4, or 3 when there are more than three."""
    return DEFAULT_S if n_shots <= _MANY else SHORT_S


def clamp_total(seconds: float, words: str, notes: list[str]) -> float:
    """A length from the words, within 1..60 s; a note says when it was not."""
    clamped = min(max(seconds, MIN_SHOT_S), MAX_CLIP_S)
    if clamped != seconds:
        notes.append(f"{words!r} is outside {MIN_SHOT_S:g}..{MAX_CLIP_S:g} s; made {clamped:g} s")
    return clamped


def from_marks(
    marks: Sequence[tuple[float | None, float | None]], total: float | None, notes: list[str]
) -> list[float | None]:
    """Seconds of each shot from the begin and end that a timeline gives.

    Args:
        marks: Begin and end of each shot; None where the words say nothing.
        total: Length of the clip that is asked for elsewhere, if any.
        notes: Grows by what the timeline leaves open.
    """
    found: list[float | None] = []
    for index, (begin, end) in enumerate(marks):
        following = marks[index + 1][0] if index + 1 < len(marks) else None
        stop = end if end is not None else following
        if stop is None and begin is not None and total is not None and total > begin:
            stop = total
        found.append(stop - begin if begin is not None and stop is not None and stop > begin else None)
    for (_, end), (begin, _) in pairwise(marks):
        if end is not None and begin is not None and begin > end:
            notes.append(f"the timeline leaves {end:g}..{begin:g} s empty; the gap was closed")
    return found


def share(total: float, weights: Sequence[float]) -> list[float]:
    """`total` seconds over shots in proportion to `weights`, each within 1..10 s, in whole hundredths.

    Args:
        total: 1 x shots .. 10 x shots.
        weights: One number above 0 a shot.
    """
    fixed: dict[int, float] = {}
    while True:
        free = [index for index in range(len(weights)) if index not in fixed]
        left = total - sum(fixed.values())
        weight = sum(weights[index] for index in free)
        wished = {index: left * weights[index] / weight for index in free}
        low = {index: MIN_SHOT_S for index, value in wished.items() if value < MIN_SHOT_S}
        high = {index: MAX_SHOT_S for index, value in wished.items() if value > MAX_SHOT_S}
        if not low and not high:
            break
        # Fixing both ends at once could overshoot: the end that is farther out goes first.
        too_low = sum(MIN_SHOT_S - wished[index] for index in low)
        too_high = sum(wished[index] - MAX_SHOT_S for index in high)
        fixed |= low if too_low >= too_high else high
        if len(fixed) == len(weights):
            wished = {}
            break
    return _rounded([fixed.get(index, wished.get(index, MIN_SHOT_S)) for index in range(len(weights))], total)


def _rounded(seconds: list[float], total: float) -> list[float]:
    """Whole hundredths whose sum is `total`; what rounding leaves goes to shots that have room."""
    cents = [round(value * _CENTS) for value in seconds]
    spare = round(total * _CENTS) - sum(cents)
    step = 1 if spare > 0 else -1
    for index in range(len(cents)):
        while spare and MIN_SHOT_S * _CENTS <= cents[index] + step <= MAX_SHOT_S * _CENTS:
            cents[index] += step
            spare -= step
    return [value / _CENTS for value in cents]


def durations(wished: Sequence[float | None], total: float | None, notes: list[str]) -> list[float]:
    """Seconds of each shot.

    Args:
        wished: What the words ask for each shot; None where they say nothing.
        total: What is asked for the whole clip, 1..60 and at least 1 a shot; None = nothing.
        notes: Grows by what could not be met.

    Returns:
        One length a shot, each 1..10 s, together at most 60 s.
    """
    default = default_shot_s(len(wished))
    each = [default if value is None else value for value in wished]
    if total is None:
        clamped = [min(max(value, MIN_SHOT_S), MAX_SHOT_S) for value in each]
        for value, made in zip(each, clamped, strict=True):
            if value != made:
                notes.append(f"a shot of {value:g} s is outside {MIN_SHOT_S:g}..{MAX_SHOT_S:g} s; made {made:g} s")
        each, total = clamped, min(sum(clamped), MAX_CLIP_S)
        if total < sum(clamped):
            notes.append(f"the shots add up to {sum(clamped):g} s; shortened to {MAX_CLIP_S:g} s together")
    elif any(value is not None for value in wished) and abs(sum(each) - total) > 1 / _CENTS:
        notes.append(f"the shots' own lengths add up to {sum(each):g} s; scaled to the {total:g} s of the clip")
    most = MAX_SHOT_S * len(each)
    if total > most:
        one = "one shot" if len(each) == 1 else f"{len(each)} shots"
        notes.append(f"{total:g} s is more than {one} can last ({most:g} s); made {most:g} s")
        total = most
    return share(total, [max(value, 1 / _CENTS) for value in each])
