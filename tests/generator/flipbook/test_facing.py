from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook.facing import settled
from generator.flipbook.layout import N_KEYS, N_MOTION, N_POSE, POSE
from generator.flipbook.train.animation import MOTIONS

FACING = POSE.index("facing")


def faced(*tracks: object) -> np.ndarray:
    motion = np.zeros((N_KEYS, N_MOTION), np.float32)
    for i in range(3):
        motion[:, FACING + i * N_POSE] = tracks[i] if i < len(tracks) else 1.0
    return motion


@pytest.mark.parametrize(("unsure", "side"), [(0.05, 1.0), (-0.05, -1.0), (0.0, 1.0), (0.4, 1.0)])
def test_a_subject_on_its_edge_looks_to_the_side_it_leans_to(unsure: float, side: float) -> None:
    motion = faced(-1.0, unsure)
    found = settled(motion)
    assert (found[:, FACING] == -1.0).all()
    assert (found[:, FACING + N_POSE] == side).all()
    assert motion[0, FACING + N_POSE] == np.float32(unsure)


def test_a_turn_is_left_as_it_is() -> None:
    turn = faced(np.cos(np.linspace(0, np.pi, N_KEYS)), 0.8)
    assert (settled(turn) == turn).all()


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_no_true_track_is_changed(name: str) -> None:
    for seed in range(4):
        motion = faced()
        motion[:, :N_POSE] = MOTIONS[name].draw(np.random.default_rng(seed), 4.0, 1 if seed % 2 else -1)
        assert (settled(motion) == motion).all()
