"""Motions of two subjects that mean something only together.

Phrases are templates with `{a}` and `{b}`; the first track is a's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from generator.flipbook.train import gesture
from generator.flipbook.train.pose import (
    MAX_CYCLES,
    Poses,
    cycles,
    key_times,
    mirror,
    place,
    ramp,
    swing,
)
from generator.flipbook.train.travel import running, walking


@dataclass(frozen=True, slots=True, kw_only=True)
class PairMotion:
    """One way of moving together.

    Attributes:
        name: Stable name, the key in `PAIRS`.
        phrases: Sentences with `{a}` and `{b}`.
        draw: Makes the tracks of a and b from a generator and the duration in seconds.
    """

    name: str
    phrases: tuple[str, ...]
    draw: Callable[[np.random.Generator, float], tuple[Poses, Poses]]


def _gain_ground(poses: Poses, x: float) -> Poses:
    """The track at pair size, moved along by `x` without shrinking its travel."""
    sized = place(poses, scale=0.75)
    sized[:, 0] = poses[:, 0] + x
    return sized


def chase(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """B runs away and a runs after it, closing the gap a little."""
    steps = cycles(duration_s, 2.2, (4, MAX_CYCLES))
    x = rng.uniform(0.55, 0.75) * (2.0 * key_times() - 1.0)
    closing = 0.10 * key_times()
    hunter = _gain_ground(running(x + closing, steps, rng).track(), -0.30)
    prey = _gain_ground(running(x, max(steps - 1, 4), rng).track(), 0.24)
    return hunter, prey


def meet(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """Both walk in from their sides, stop face to face and hop for joy."""
    steps = cycles(duration_s, 1.4, (3, 4))
    arrive = rng.uniform(0.55, 0.68)
    x = -0.25 - rng.uniform(0.35, 0.55) * (1.0 - ramp(0.0, arrive)) ** 1.4
    still = ramp(arrive - 0.1, arrive)[:, None].astype(np.float32)
    stepping = walking(x, steps).track()
    standing = stepping.copy()
    standing[:, 0], standing[:, 3:6] = x, 0.0
    base = (1.0 - still) * stepping + still * standing
    hops = np.abs(np.sin(2.0 * np.pi * ramp(arrive, 1.0)))
    base[:, 1] -= (0.10 * hops).astype(np.float32)
    a = _gain_ground(base, 0.0)
    return a, mirror(a)


def orbit_around(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """A goes round b, which stands in the middle."""
    turns = cycles(duration_s, 0.4, (1, 3))
    depth = swing(turns)
    b = place(gesture.idle(rng, duration_s, 1), scale=0.62)
    b[:, 0] *= 0.3
    a = b.copy()
    a[:, 0] = 0.46 * swing(turns, 0.25)
    a[:, 1] = 0.18 + 0.28 * depth
    a[:, 2] = 0.40 + 0.08 * depth
    a[:, 3:7] = 0.0
    a[:, 8] = np.tanh(3.0 * depth)
    return a, b


def pass_by(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """Each walks its own way; they pass in the middle, a a little further back."""
    steps = cycles(duration_s, 1.5, (3, MAX_CYCLES))
    x = rng.uniform(0.60, 0.80) * (2.0 * key_times() - 1.0)
    a = place(_gain_ground(walking(x, steps).track(), 0.0), scale=0.88)
    b = mirror(_gain_ground(walking(x, max(steps - 1, 3)).track(), 0.0))
    a[:, 1] -= 0.06
    b[:, 1] += 0.04
    return a, b


def dance_together(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """One dance, mirrored between them."""
    step = place(gesture.dance(rng, duration_s, 1), scale=0.75)
    step[:, 0] -= step[:, 0].mean()
    a = step.copy()
    a[:, 0] -= 0.28
    return a, mirror(a)


def side_by_side(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Poses]:
    """They stand beside each other, turned to one another, each breathing in its own time."""
    gap = rng.uniform(0.27, 0.34)
    a, b = (place(gesture.idle(rng, duration_s, 1), scale=0.78) for _ in range(2))
    a[:, 0] += -gap - a[:, 0].mean()
    b[:, 0] += gap - b[:, 0].mean()
    a[:, 8] = -1.0
    return a, b


def _pair(name: str, draw: Callable[[np.random.Generator, float], tuple[Poses, Poses]], phrases: str) -> PairMotion:
    """One row of the table."""
    return PairMotion(name=name, phrases=tuple(phrases.split("|")), draw=draw)


PAIRS: dict[str, PairMotion] = {
    pair.name: pair
    for pair in (
        _pair(
            "chase",
            chase,
            "{a} chases {b}|{a} is chasing {b}|{a} runs after {b}|{a} hunts {b}"
            "|{b} flees from {a}|{b} runs away from {a}",
        ),
        _pair(
            "meet",
            meet,
            "{a} and {b} meet in the middle|{a} meets {b}|{a} and {b} meet|{a} and {b} walk towards each other"
            "|{a} and {b} come together|{a} greets {b}",
        ),
        _pair(
            "orbit_around",
            orbit_around,
            "{a} orbits around {b}|{a} circles {b}|{a} flies around {b}|{a} goes round {b}|{a} is circling around {b}"
            "|{a} orbits {b}",
        ),
        _pair(
            "pass_by",
            pass_by,
            "{a} passes by {b}|{a} and {b} pass each other|{a} walks past {b}|{a} and {b} cross paths"
            "|{a} goes past {b}",
        ),
        _pair(
            "dance_together",
            dance_together,
            "{a} and {b} dance together|{a} dances with {b}|{a} and {b} are dancing|{a} and {b} dance"
            "|{a} is dancing with {b}",
        ),
        _pair(
            "side_by_side",
            side_by_side,
            "{a} and {b} stand side by side|{a} stands next to {b}|{a} and {b}|{a} with {b}|{a} beside {b}"
            "|{a} is standing beside {b}",
        ),
    )
}
