"""What is measured in clips whose motion is known, because the package's own compositor drew them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generator.errors import FootageError
from generator.flipbook.align import misfit, refined
from generator.flipbook.camera_flow import camera_path
from generator.flipbook.footage import Footage
from generator.flipbook.known import CAMERA_COLUMNS, known_camera
from generator.flipbook.layout import N_POSE
from generator.flipbook.motion_from import MeasuredMotion, measure, motion_from
from tests.generator.flipbook.moving import FACING, FPS, SCALE, SHARES, X, Y, film, motion, scenery, write

CX, CY, ZOOM, ROLL = range(4)
EASE = 3 * SHARES**2 - 2 * SHARES**3
MOVES = {
    "pan": {CX: -0.25 + 0.5 * EASE},
    "tilt": {CY: 0.15 - 0.3 * EASE},
    "zoom in": {ZOOM: 1.0 + 0.5 * EASE},
    "zoom out": {ZOOM: 1.4 - 0.4 * EASE},
    "roll": {ROLL: 0.3 * EASE},
    "all at once": {CX: 0.2 * EASE, CY: -0.1 * EASE, ZOOM: 1.0 + 0.3 * EASE, ROLL: -0.15 * EASE},
}
TRAVELS = {
    "runs right": {X: -0.6 + 1.2 * SHARES, Y: 0.1},
    "runs left": {X: 0.6 - 1.2 * SHARES, Y: 0.1},
    "falls": {X: 0.1, Y: -0.3 + 0.6 * SHARES**2, SCALE: 0.4},
    "circles": {X: 0.3 * np.cos(5 * SHARES), Y: 0.15 * np.sin(5 * SHARES)},
}


def measured(rows: np.ndarray, **options: object) -> MeasuredMotion:
    frames = film(rows, **options)  # type: ignore[arg-type]
    return measure(Footage(frames=frames, duration_s=len(frames) / FPS), subject=0)


def apart(found: np.ndarray, true: np.ndarray) -> float:
    """Mean difference of two tracks; where a track begins cannot be seen and does not count."""
    return float(np.abs((found - found.mean()) - (true - true.mean())).mean())


@pytest.mark.parametrize(
    ("move", "grain"), [*((move, 12) for move in MOVES), ("pan", 96), ("zoom in", 96), ("all at once", 96)]
)
def test_the_camera_is_measured(move: str, grain: int) -> None:
    rows = motion(MOVES[move])
    found = measured(rows, grain=grain)
    assert found.camera_moves
    assert not found.mover_seen
    assert found.notes == ()
    camera, true = found.rows[:, CAMERA_COLUMNS], rows[:, CAMERA_COLUMNS]
    for column in (CX, CY, ROLL):
        assert apart(camera[:, column], true[:, column]) < 0.02
    assert apart(np.log(camera[:, ZOOM]), np.log(true[:, ZOOM])) < 0.02
    for column in MOVES[move]:
        assert np.corrcoef(camera[:, column], true[:, column])[0, 1] > 0.99


@pytest.mark.parametrize(
    ("travel", "camera"),
    [*((travel, "still") for travel in TRAVELS), ("circles", "zoom in"), ("runs left", "pan"), ("falls", "pan")],
)
def test_the_mover_is_followed_whatever_the_camera_does(travel: str, camera: str) -> None:
    rows = motion(MOVES.get(camera, {}), TRAVELS[travel])
    found = measured(rows)
    assert found.mover_seen
    assert found.camera_moves == (camera != "still")
    assert found.mask[:, [X, Y]].all()
    for column in (X, Y):
        assert apart(found.rows[:, column], rows[:, column]) < 0.05
        if np.ptp(rows[:, column]) > 0.1:
            assert np.corrcoef(found.rows[:, column], rows[:, column])[0, 1] > 0.98


def test_a_mover_that_comes_nearer_grows() -> None:
    rows = motion({}, {X: -0.6 + 1.2 * SHARES, SCALE: 0.4 + 0.5 * SHARES})
    found = measured(rows)
    assert found.mask[:, SCALE].all()
    assert np.corrcoef(found.rows[:, SCALE], rows[:, SCALE])[0, 1] > 0.95
    assert found.rows[-1, SCALE] / found.rows[0, SCALE] == pytest.approx(0.9 / 0.4, rel=0.3)


@pytest.mark.parametrize(("travel", "facing"), [("runs right", -1.0), ("runs left", 1.0), ("falls", None)])
def test_a_mover_looks_where_it_goes(travel: str, facing: float | None) -> None:
    found = measured(motion({}, TRAVELS[travel]))
    assert found.mask[:, FACING].any() == (facing is not None)
    if facing is not None:
        assert (found.rows[:, FACING] == facing).all()


def test_a_mover_that_hardly_leaves_its_place_keeps_its_direction_and_no_size_is_claimed() -> None:
    rows = motion({}, {Y: -0.1 + 0.2 * SHARES})
    found = measured(rows)
    assert found.mover_seen
    assert not found.mask[:, SCALE].any()
    assert np.corrcoef(found.rows[:, Y], rows[:, Y])[0, 1] > 0.85


def test_a_shadow_is_no_mover() -> None:
    rows = motion({}, TRAVELS["runs right"])
    with_shadow = measured(rows, floor=True)
    assert apart(with_shadow.rows[:, X], rows[:, X]) < 0.05


def test_light_that_changes_is_no_movement() -> None:
    rows = motion()
    rows[:, -2] = 1.0 - 0.3 * SHARES
    found = measured(rows)
    assert not found.mover_seen


def test_what_is_known_is_what_was_measured_for_the_subject_that_was_named() -> None:
    frames = film(motion({}, TRAVELS["runs right"]))
    found = measure(Footage(frames=frames, duration_s=2.0), subject=1)
    assert found.mask[:, N_POSE + X].all()
    assert not found.mask[:, :N_POSE].any()
    known = found.known
    assert known.mask is not None
    assert np.array_equal(known.mask.numpy(), found.mask)
    over = known_camera(np.tile(np.array([0.1, 0, 1.2, 0], np.float32), (24, 1))).over(known)
    assert over.mask is not None
    assert over.mask[:, N_POSE + X].all()


def test_a_file_gives_what_its_frames_give(tmp_path: Path) -> None:
    rows = motion(MOVES["pan"], TRAVELS["runs right"])
    found = motion_from(write(tmp_path / "clip.mp4", film(rows)))
    assert found.duration_s == 2.0
    assert apart(found.rows[:, X], rows[:, X]) < 0.05
    assert apart(found.rows[:, CAMERA_COLUMNS][:, CX], rows[:, CAMERA_COLUMNS][:, CX]) < 0.02


@pytest.mark.parametrize("subject", [None, {X: 0.2}], ids=["empty", "a ball that lies there"])
def test_a_video_in_which_nothing_moves_is_refused(tmp_path: Path, subject: dict[int, object] | None) -> None:
    path = write(tmp_path / "still.mp4", film(motion(subject=subject)))
    with pytest.raises(FootageError, match=r"nothing moves in 'still\.mp4'.* over 2\.0 s"):
        motion_from(path)


def test_one_flat_colour_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "flat.mp4", np.full((24, 64, 96, 3), 90, np.uint8))
    with pytest.raises(FootageError, match="nothing moves"):
        motion_from(path)


@pytest.mark.parametrize("subject", [-1, 3])
def test_a_fourth_subject_is_named(tmp_path: Path, subject: int) -> None:
    with pytest.raises(ValueError, match=rf"0\.\.2, got {subject}"):
        motion_from(tmp_path / "a.mp4", subject=subject)


def test_a_camera_that_goes_too_far_is_brought_back_with_a_note() -> None:
    path = camera_path(film(motion({CX: -0.9 + 1.8 * SHARES, ZOOM: 2.0}), seconds=3.0, grain=12))
    long = camera_path(film(motion({ZOOM: np.exp(1.2 * SHARES)}), seconds=3.0, grain=12))
    assert np.abs(path.poses[:, 0]).max() <= 1.0
    assert long.fitted
    assert long.poses[:, 2].max() == pytest.approx(2.5)


def test_alignment_finds_a_shift_that_corners_would_not_need() -> None:
    scene = scenery(96).astype(np.float32).mean(2)
    before, after = scene[40:200, 60:300].copy(), scene[43:203, 55:295].copy()
    step = refined(before, after, np.eye(3))
    assert step[:2, 2] == pytest.approx([5.0, -3.0], abs=0.1)
    assert step[:2, :2] == pytest.approx(np.eye(2), abs=0.002)
    assert misfit(before, after, step) < 0.2 * misfit(before, after, np.eye(3))
