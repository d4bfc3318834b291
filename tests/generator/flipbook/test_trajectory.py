from __future__ import annotations

import math

import numpy as np
import pytest

from generator.errors import TrajectoryError
from generator.flipbook.layout import N_KEYS
from generator.flipbook.trajectory import camera_track, parse_trajectory
from policy.types import CameraPose

X, Y, ZOOM, ROLL = range(4)


def track(text: str, duration_s: float = 4.0) -> np.ndarray:
    return camera_track(parse_trajectory(text, duration_s=duration_s), duration_s=duration_s)


def test_poses_are_read_in_the_order_of_their_times() -> None:
    poses = parse_trajectory(" 2:0.3,0,1.4,-10  0:0,-0.1,1.0 ", duration_s=4.0)
    assert poses == (
        CameraPose(at_s=0.0, x=0.0, y=-0.1, zoom=1.0, roll=0.0),
        CameraPose(at_s=2.0, x=0.3, y=0.0, zoom=1.4, roll=-10.0),
    )


def test_the_camera_is_where_it_was_told_to_be_and_rests_afterwards() -> None:
    rows = track("0:0,0,1.0 2:0.3,0.1,1.4")
    assert rows.shape == (N_KEYS, 4)
    assert rows[0] == pytest.approx([0, 0, 1, 0])
    assert rows[N_KEYS // 2 + 1 :] == pytest.approx(
        np.tile([0.3, 0.1, 1.4, 0], (N_KEYS - N_KEYS // 2 - 1, 1)), abs=1e-6
    )


def test_it_rests_before_the_first_pose() -> None:
    assert (track("2:0.1,0,1 4:0.5,0,1")[: N_KEYS // 2, X] == np.float32(0.1)).all()


def test_roll_is_given_in_degrees_and_kept_in_radians() -> None:
    assert track("0:0,0,1,-20 4:0,0,1,20")[[0, -1], ROLL] == pytest.approx([-math.radians(20), math.radians(20)])


def test_zoom_grows_by_equal_factors() -> None:
    middle = track("0:0,0,1 4:0,0,2")[:, ZOOM]
    assert math.sqrt(middle[11] * middle[12]) == pytest.approx(math.sqrt(2), rel=1e-5)


def test_it_starts_and_ends_softly() -> None:
    steps = np.diff(track("0:-0.5,0,1 4:0.5,0,1")[:, X])
    assert (steps > 0).all()
    assert max(steps[0], steps[-1]) < steps[len(steps) // 2] / 3


def test_it_never_goes_beyond_the_poses_it_was_given() -> None:
    rows = track("0:0,0,1 0.5:0.8,0,1 1:0.8,0.3,2 3:-0.8,-0.3,0.8 4:0.1,0,1")
    assert np.abs(rows[:, X]).max() <= 0.8 + 1e-6
    assert np.abs(rows[:, Y]).max() <= 0.3 + 1e-6
    assert rows[:, ZOOM].min() >= 0.8 - 1e-6
    assert rows[:, ZOOM].max() <= 2.0 + 1e-6


def test_a_pose_on_a_key_time_is_met_exactly_on_a_smooth_way() -> None:
    at = 4.0 * 10 / (N_KEYS - 1)
    assert track(f"0:0,0,1 {at!r}:0.4,0,1 4:0.8,0,1")[10, X] == pytest.approx(0.4, abs=1e-6)


def test_one_pose_is_a_camera_that_stands_there() -> None:
    assert (track("1:0.2,-0.1,1.5") == np.array([0.2, -0.1, 1.5, 0], np.float32)).all()


@pytest.mark.parametrize(
    "text", ["0:0,0,1", "4:0,0,1", "0:1,0.6,2.5,45", "0:-1,-0.6,0.6,-45", "0:0,0,1 1e-1:0,0,1", "0:+.5,-0,1."]
)
def test_the_ends_of_every_range_are_inside(text: str) -> None:
    assert track(text).shape == (N_KEYS, 4)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 poses"),
        ("   ", "0 poses"),
        ("0:0,0,1 0:0.1,0,1", "two poses at 0.0 s"),
        ("1.0:0,0,1 0:0,0,1 1:0,0,1.5", "two poses at 1.0 s"),
        ("0:0,0,1 4.01:0,0,1", "time .*0..4, got '4.01'"),
        ("-1:0,0,1", "time .*got '-1'"),
        ("0:1.01,0,1", "x .*-1..1, got '1.01'"),
        ("0:0,-0.7,1", "y .*-0.6..0.6, got '-0.7'"),
        ("0:0,0,0", "zoom .*0.6..2.5, got '0'"),
        ("0:0,0,9", "zoom .*got '9'"),
        ("0:0,0,1,90", "roll .*-45..45, got '90'"),
        ("0:0,0,nan", "zoom .*got 'nan'"),
        ("0:inf,0,1", "x .*got 'inf'"),
        ("0:0,zero,1", "y 'zero' .*not a number"),
        ("now:0,0,1", "time 'now' .*not a number"),
        ("0:0,0", "must be seconds:x,y,zoom"),
        ("0:0,0,1,0,0", "must be seconds:x,y,zoom"),
        ("0,0,1", "must be seconds:x,y,zoom"),
        (" ".join(f"0.{i:02}:0,0,1" for i in range(25)), "25 poses"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, says: str) -> None:
    with pytest.raises(TrajectoryError, match=says):
        parse_trajectory(text, duration_s=4.0)
