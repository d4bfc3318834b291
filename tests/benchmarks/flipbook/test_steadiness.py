from __future__ import annotations

import numpy as np
import pytest

from benchmarks.flipbook.stage import draw, still
from benchmarks.flipbook.steadiness import distance, flicker
from generator.flipbook.layout import CAMERA_AT
from tests.benchmarks.flipbook.shape import scenes


def panned() -> np.ndarray:
    motion = still()
    motion[:, CAMERA_AT] = np.linspace(-0.2, 0.2, 24)
    return draw(scenes(1)[0], None, motion, size=(192, 108), n_frames=24)


def test_a_moving_clip_does_not_flicker_and_a_pulsing_one_does() -> None:
    steady = panned()
    pulsing = steady.copy()
    pulsing[::2] = (pulsing[::2] * 0.85).astype(np.uint8)
    assert flicker(steady) < 1.0
    assert flicker(pulsing) > 5 * flicker(steady)


def test_one_frame_cannot_flicker() -> None:
    with pytest.raises(ValueError, match="at least 2 frames"):
        flicker(panned()[:1])


def test_distance_is_the_mean_over_pairs() -> None:
    zero, one, three = (np.full((2, 2), v, np.float32) for v in (0, 1, 3))
    assert distance([zero, one]) == pytest.approx(1.0)
    assert distance([zero, one, three]) == pytest.approx(2.0)
    assert distance([one, one.copy()]) == 0.0
    with pytest.raises(ValueError, match="at least 2"):
        distance([one])
