from __future__ import annotations

import numpy as np
import pytest

from benchmarks.flipbook.camera import CLOSER, FURTHER, decide, film, known_path, measured, move_name
from benchmarks.flipbook.flow import similarity
from benchmarks.flipbook.shot import Asked, true_motion
from benchmarks.flipbook.stage import still
from generator.flipbook.layout import CAMERA_AT
from policy.types import CameraKind
from tests.benchmarks.flipbook.shape import scenes

CANVAS = scenes(1)[0]
NOBODY = np.zeros(24)
DONE = np.linspace(0, 1, 24)


def moved(x: float = 0.0, y: float = 0.0, log_zoom: float = 0.0, roll: float = 0.0) -> np.ndarray:
    """A motion whose camera goes steadily by so much."""
    motion = still()
    motion[:, CAMERA_AT] = x * (DONE - 0.5)
    motion[:, CAMERA_AT + 1] = y * (DONE - 0.5)
    motion[:, CAMERA_AT + 2] = np.exp(log_zoom * DONE)
    motion[:, CAMERA_AT + 3] = roll * DONE
    return motion


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ({}, "static"),
        ({"x": -0.3}, "pan_left"),
        ({"x": 0.3}, "pan_right"),
        ({"x": 0.9}, "pan_right"),
        ({"y": -0.25}, "tilt_up"),
        ({"y": 0.25}, "tilt_down"),
        ({"log_zoom": 0.3}, CLOSER),
        ({"log_zoom": -0.2}, FURTHER),
        ({"y": -0.3, "log_zoom": -0.22}, "crane_up"),
        ({"y": 0.3, "log_zoom": 0.22}, "crane_down"),
        ({"roll": 0.3}, "roll"),
        ({"roll": -0.3}, "roll"),
        ({"x": 0.4, "roll": 0.16}, "orbit"),
    ],
)
def test_a_known_movement_is_measured_and_named(by: dict[str, float], name: str) -> None:
    path = measured(CANVAS, moved(**by))
    gone = path[-1] - path[0]
    wanted = [by.get(k, 0.0) for k in ("x", "y", "log_zoom", "roll")]
    assert gone == pytest.approx(wanted, abs=0.04)
    assert decide(path, NOBODY) == name


def test_a_mixed_path_is_followed_key_by_key() -> None:
    known = known_path()
    true = known[:, CAMERA_AT : CAMERA_AT + 4].astype(float)
    true[:, 2] = np.log(true[:, 2])
    assert np.abs(measured(CANVAS, known) - true).max() < 0.04


def test_a_wide_framing_is_known_by_the_run_up() -> None:
    motion = still(0.8)
    assert measured(CANVAS, motion)[:, 2] == pytest.approx(np.log(0.8), abs=0.03)
    assert decide(measured(CANVAS, motion), NOBODY) == "aerial"


def test_a_still_film_stays_still() -> None:
    frames = film(CANVAS, still())
    assert (frames == frames[0]).all()


@pytest.mark.parametrize("kind", list(CameraKind))
def test_the_rule_names_a_true_track(kind: CameraKind) -> None:
    mover = kind is CameraKind.TRACKING
    hits = 0
    for k in range(20):
        asked = Asked(subject=0, camera=kind, motion="run" if mover else "idle", strength=(0.25, 0.5, 0.9)[k % 3])
        motion = true_motion(asked, np.random.default_rng(k))
        path = motion[:, CAMERA_AT : CAMERA_AT + 4].astype(float)
        path[:, 2] = np.log(path[:, 2])
        hits += decide(path, motion[:, 0].astype(float) if mover else NOBODY) == move_name(kind)
    assert hits >= 19


def test_one_similarity_is_found_behind_what_moves_otherwise() -> None:
    height, width = 60, 100
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float64)
    true = np.array([[1.02, -0.01, 0.7], [0.01, 1.02, -1.2]])
    flow = np.stack([true[0, 0] * xs + true[0, 1] * ys + true[0, 2] - xs,
                     true[1, 0] * xs + true[1, 1] * ys + true[1, 2] - ys], -1)  # fmt: skip
    flow[10:30, 20:50] = (6.0, 4.0)
    assert similarity(flow.astype(np.float32), np.ones((height, width)))[:2] == pytest.approx(true, abs=2e-2)
