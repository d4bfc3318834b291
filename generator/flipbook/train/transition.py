"""A subject that becomes another: how far it is at each key time, and what its body does meanwhile.

Two pictures of one subject are known; the change is a column of its own (see `layout.CHANGE`), and the compositor draws
every shape between. Nothing here knows what the pictures show: which subject becomes which is in `changes.txt`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from generator.flipbook.train.change import How
from generator.flipbook.train.gesture import spot
from generator.flipbook.train.pose import KEYS, Curve, Pose, Poses, cycles, key_times, on_ground, ramp, swing, through

Draw = Callable[[np.random.Generator, float], tuple[Poses, Curve]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One way of becoming something else.

    Attributes:
        name: Stable name, the key in `TRANSITIONS`.
        phrases: Ways to say it of the first subject, in the third person.
        draw: Makes the track and the share of the change at each key time, (KEYS,), 0..1, never falling.
    """

    name: str
    phrases: tuple[str, ...]
    draw: Draw


def gradual(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Curve]:
    """Over most of the shot, breathing; begins and ends at rest."""
    start, end = rng.uniform(0.1, 0.22), rng.uniform(0.72, 0.88)
    change = through((start, 0.0), (end, 1.0))
    breaths = cycles(duration_s, 0.4, (1, 3))
    scale = through((start, rng.uniform(0.92, 1.0)), (end, rng.uniform(1.02, 1.12)))
    squash = 0.04 * swing(breaths) + 0.06 * _bump(start, end)
    return Pose(x=spot(rng), y=on_ground(scale), scale=scale, squash=squash).track(), change


def sudden(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Curve]:
    """Trembles, gathers itself and is something else at once, with a stretch that settles."""
    at = rng.uniform(0.4, 0.58)
    change = ramp(at, at + 0.09)
    tremble = 0.07 * np.sin(np.pi / 2.0 * np.arange(KEYS)) * ramp(0.08, at) * (key_times() < at)
    squash = through((0.0, 0.0), (at - 0.12, -0.05), (at, -0.22), (at + 0.08, 0.24), (at + 0.18, -0.07), (at + 0.28, 0))
    return Pose(x=spot(rng), y=on_ground(1.0 + 0 * squash), rotation=tremble, squash=squash).track(), change


def stepwise(rng: np.random.Generator, duration_s: float) -> tuple[Poses, Curve]:
    """In three pushes with a rest between them."""
    width, first = rng.uniform(0.1, 0.14), rng.uniform(0.1, 0.16)
    starts = [first, first + 0.28, first + 0.56]
    change = sum(ramp(s, s + width) for s in starts) / 3.0
    squash = sum(0.1 * _bump(s - 0.02, s + width + 0.08) for s in starts)
    return Pose(x=spot(rng), y=on_ground(np.ones(KEYS)), squash=squash).track(), np.asarray(change)


def _bump(start: float, end: float) -> Curve:
    """0 outside, one smooth rise and fall inside."""
    return np.sin(np.pi * ramp(start, end)) ** 2


STEPS = frozenset({How.SEASONS, How.CENTURIES, How.DIVIDES})
AT_ONCE = frozenset({How.HATCHES, How.BREAKS, How.LIGHTS_UP, How.GOES_OUT, How.BEATS})


def manner(how: How) -> str:
    """The key in `TRANSITIONS` of what happens in a change of this kind."""
    return "stepwise" if how in STEPS else "sudden" if how in AT_ONCE else "gradual"


TRANSITIONS: dict[str, Transition] = {
    "gradual": Transition(
        name="gradual",
        phrases=("becomes", "turns into", "changes into", "grows into", "transforms into", "slowly becomes"),
        draw=gradual,
    ),
    "sudden": Transition(
        name="sudden",
        phrases=("suddenly becomes", "pops into", "bursts into", "breaks into", "hatches into", "flips into"),
        draw=sudden,
    ),
    "stepwise": Transition(
        name="stepwise",
        phrases=("becomes step by step", "turns step by step into", "grows in stages into", "builds up to"),
        draw=stepwise,
    ),
}
