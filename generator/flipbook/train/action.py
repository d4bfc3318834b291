"""Everything that subjects can be asked to do, as the memory of motion has it: the words, and the mean of the tracks.

A motion that goes somewhere has two rows, to the right and to the left; where no side is said it goes to the right. A
row's track is a mean over the shots that its words can mean at one length: places and sizes vary, tempo and phase do
not (`docs/decisions/0007`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from generator.flipbook.layout import CHANGE_AT, MAX_SUBJECTS, MOTION_CENTRE, N_KEYS, N_MOTION, N_POSE
from generator.flipbook.network import LENGTHS, LONGEST_S, SHORTEST_S
from generator.flipbook.train.animation import DIRECTION_PHRASES, MOTIONS, PAIRS, Motion, PairMotion, Poses
from generator.flipbook.train.batch import REST
from generator.flipbook.train.transition import TRANSITIONS, Transition
from generator.flipbook.train.validation import validation

N_DRAWS = 12
Columns = tuple[list[Poses], np.ndarray]
"""The tracks of the subjects, and the change of the first, (24,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One row.

    Attributes:
        phrases: Ways to say it.
        draw: The columns of one shot, from a generator and the duration in seconds.
    """

    phrases: tuple[str, ...]
    draw: Callable[[np.random.Generator, float], Columns]


def actions() -> tuple[Action, ...]:
    """All rows, in a fixed order; without the phrases that are held out to be measured on."""
    rows: list[Action] = []
    for motion in MOTIONS.values():
        right = (*motion.phrases, *_sided(motion, "right")) if motion.directional else motion.phrases
        rows.append(Action(phrases=right, draw=_moving(motion, 1)))
        if motion.directional:
            rows.append(Action(phrases=_sided(motion, "left"), draw=_moving(motion, -1)))
    rows += [Action(phrases=_said(pair), draw=_together(pair)) for pair in PAIRS.values()]
    rows += [Action(phrases=change.phrases, draw=_changing(change)) for change in TRANSITIONS.values()]
    held_out = validation()
    return tuple(replace(row, phrases=tuple(p for p in row.phrases if not held_out.says("action", p))) for row in rows)


def length_s(index: int) -> float:
    """The middle of one of the `LENGTHS` of a shot, in seconds."""
    return SHORTEST_S + (index + 0.5) * (LONGEST_S - SHORTEST_S) / LENGTHS


def mean_track(action: Action, duration_s: float, seed: int) -> np.ndarray:
    """(24, N_MOTION) world motion: the mean of what is drawn for these words, everything else at its centre."""
    rng = np.random.default_rng(seed)
    out = np.tile(MOTION_CENTRE.numpy(), (N_KEYS, 1))
    drawn = [_columns(*action.draw(rng, duration_s)) for _ in range(N_DRAWS)]
    mean = np.mean(drawn, 0)  # (24, poses and change)
    out[:, : mean.shape[1] - 1] = mean[:, :-1]
    out[:, CHANGE_AT] = mean[:, -1]
    return out.astype(np.float32)[:, :N_MOTION]


def _columns(tracks: list[Poses], change: np.ndarray) -> np.ndarray:
    """(24, poses of every subject and then the change)."""
    everybody = [*tracks, *[REST] * (MAX_SUBJECTS - len(tracks))]
    out: np.ndarray = np.concatenate([*everybody, change[:, None]], 1)
    if out.shape[1] != MAX_SUBJECTS * N_POSE + 1:
        raise ValueError(f"a track must have {N_POSE} columns, got {out.shape!r}")
    return out


def _sided(motion: Motion, side: str) -> tuple[str, ...]:
    """Each phrase with each way to say the side, the one word that a request is reduced to first."""
    return tuple(f"{phrase} {words}" for words in (side, *DIRECTION_PHRASES[side]) for phrase in motion.phrases)


def _said(pair: PairMotion) -> tuple[str, ...]:
    """What two do, without who they are."""
    return tuple(dict.fromkeys(phrase.replace("{a}", "").replace("{b}", "").strip() for phrase in pair.phrases))


def _moving(motion: Motion, direction: int) -> Callable[[np.random.Generator, float], Columns]:
    return lambda rng, duration_s: ([motion.draw(rng, duration_s, direction)], np.zeros(N_KEYS, np.float32))


def _together(pair: PairMotion) -> Callable[[np.random.Generator, float], Columns]:
    return lambda rng, duration_s: (list(pair.draw(rng, duration_s)), np.zeros(N_KEYS, np.float32))


def _changing(change: Transition) -> Callable[[np.random.Generator, float], Columns]:
    def draw(rng: np.random.Generator, duration_s: float) -> Columns:
        poses, share = change.draw(rng, duration_s)
        return [poses], share.astype(np.float32)

    return draw
