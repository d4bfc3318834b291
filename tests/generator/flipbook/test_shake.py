from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook.known import CAMERA_COLUMNS
from generator.flipbook.layout import unscale_motion
from generator.flipbook.shake import NEARER, REACH, by_hand, tremor


@pytest.mark.parametrize("strength", [0.1, 0.5, 1.0])
def test_a_tremor_stays_within_reach_and_keeps_turning_back(strength: float) -> None:
    track = tremor(strength, np.random.default_rng(0))
    assert track.shape == (24, 4)
    away = np.abs(track - np.array([0.0, 0.0, NEARER, 0.0])).max(0)
    assert np.allclose(away, np.array(REACH) * strength, rtol=1e-4)
    turns = (np.diff(np.sign(np.diff(track, axis=0)), axis=0) != 0).sum(0)
    assert (turns >= 3).all()


@pytest.mark.parametrize(
    "words", ["handheld camera", "handheld shot slowly", "Shaky camera", "the camera shakes quickly"]
)
def test_a_camera_held_by_hand_is_known_and_nothing_else_of_the_motion_is(words: str) -> None:
    known = by_hand(words, 3)
    assert known is not None
    assert known.mask is not None
    assert known.mask[:, CAMERA_COLUMNS].all()
    assert known.mask.sum() == known.mask[:, CAMERA_COLUMNS].sum()


@pytest.mark.parametrize("words", ["", "static camera", "camera pans left slowly", "a hand holds the camera"])
def test_no_other_camera_trembles(words: str) -> None:
    assert by_hand(words, 3) is None


def test_the_seed_and_the_pace_make_the_tremor() -> None:
    def x(words: str, seed: int) -> np.ndarray:
        known = by_hand(words, seed)
        assert known is not None
        return np.asarray(unscale_motion(known.tokens)[0][:, CAMERA_COLUMNS][:, 0])

    assert np.array_equal(x("handheld camera", 1), x("handheld camera", 1))
    assert not np.allclose(x("handheld camera", 1), x("handheld camera", 2))
    assert (
        np.ptp(x("handheld camera slowly", 1))
        < np.ptp(x("handheld camera", 1))
        < np.ptp(x("handheld camera quickly", 1))
    )
