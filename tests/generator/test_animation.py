"""The animation library: tracks are well formed, physical where they claim to be, and obey their words."""

from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook import layout
from generator.flipbook.train.animation import (
    DIRECTION_PHRASES,
    GROUND_Y,
    KEYS,
    MOTIONS,
    PAIRS,
    POSE,
    STAND_Y,
    mirror,
    place,
)
from generator.flipbook.train.camera import (
    CAMERA_PHRASES,
    LIMIT_X,
    LIMIT_Y,
    STRENGTH_WORDS,
    TRACK_LIMIT_X,
    TRACK_LIMIT_Y,
    draw_camera,
)
from generator.flipbook.train.light import LIGHTS
from generator.flipbook.train.pose import HALF_HEIGHT, Pose, arcs, cycles
from policy.types import CameraKind

X, Y, SCALE, ROTATION, SQUASH, SHEAR, BEND, OPACITY, FACING = range(9)
DURATIONS = (1.0, 4.0, 10.0)
DIRECTIONAL = sorted(name for name, motion in MOTIONS.items() if motion.directional)


def draw(name, *, seed=0, duration_s=4.0, direction=1):
    return MOTIONS[name].draw(np.random.default_rng(seed), duration_s, direction)


def camera(kind, strength=0.5, *, seed=0, duration_s=4.0, follow="idle"):
    return draw_camera(kind, strength, np.random.default_rng(seed), duration_s, draw(follow, duration_s=duration_s))


def assert_well_formed(poses):
    assert poses.shape == (KEYS, len(POSE))
    assert poses.dtype == np.float32
    assert np.isfinite(poses).all()
    assert (poses[:, SCALE] >= 0).all()
    assert (poses[:, SCALE] <= 1.6).all()
    assert (np.abs(poses[:, X]) <= 1.5).all()
    assert (np.abs(poses[:, Y]) <= 1.4).all()
    assert (np.abs(poses[:, SQUASH]) <= 1.0).all()
    assert (np.abs(poses[:, BEND]) <= 1.0).all()
    assert (np.abs(poses[:, FACING]) <= 1.0).all()
    assert (poses[:, OPACITY] >= 0).all()
    assert (poses[:, OPACITY] <= 1).all()


def test_the_model_and_the_library_agree_on_the_layout_of_a_track():
    assert (layout.N_KEYS, layout.POSE) == (KEYS, POSE)


@pytest.mark.parametrize("name", MOTIONS)
def test_every_motion_is_well_formed_at_every_length(name):
    for duration_s in DURATIONS:
        for seed in range(8):
            assert_well_formed(draw(name, seed=seed, duration_s=duration_s, direction=-1))


@pytest.mark.parametrize("name", MOTIONS)
def test_every_motion_moves_and_the_same_seed_gives_the_same_track(name):
    first, again, other = draw(name, seed=3), draw(name, seed=3), draw(name, seed=4)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.ptp(first, axis=0).max() > 0.05


def test_the_library_knows_at_least_28_motions_and_each_phrase_asks_for_one():
    phrases = [phrase for motion in MOTIONS.values() for phrase in motion.phrases]
    assert len(MOTIONS) >= 28
    assert len(phrases) == len(set(phrases))
    for name, motion in MOTIONS.items():
        assert motion.name == name
        assert 5 <= len(motion.phrases) <= 10
        assert motion.suits <= {"ground", "air", "water", "any"}
    assert set(DIRECTION_PHRASES) == {"left", "right"}


@pytest.mark.parametrize("name", DIRECTIONAL)
@pytest.mark.parametrize("direction", [-1, 1])
def test_travel_and_facing_agree_with_the_direction(name, direction):
    for seed in range(6):
        poses = draw(name, seed=seed, direction=direction)
        assert direction * (poses[-1, X] - poses[0, X]) > 0.3
        assert (poses[:, FACING] == -direction).all()


@pytest.mark.parametrize("name", DIRECTIONAL)
def test_left_is_the_mirror_of_right(name):
    np.testing.assert_array_equal(draw(name, direction=-1), mirror(draw(name, direction=1)))


def test_motions_without_direction_ignore_it():
    for name in MOTIONS.keys() - set(DIRECTIONAL):
        np.testing.assert_array_equal(draw(name, direction=-1), draw(name, direction=1))


@pytest.mark.parametrize("name", sorted(MOTIONS.keys() - {"take_off", "fade_out", "fade_in", "pop_in"}))
def test_the_subject_is_in_view_most_of_the_shot(name):
    poses = np.concatenate([draw(name, seed=seed) for seed in range(30)])
    visible = (np.abs(poses[:, X]) < 0.7) & (np.abs(poses[:, Y]) < 0.8)
    assert visible.mean() > 0.7


@pytest.mark.parametrize("direction", [-1, 1])
def test_rolling_turns_by_distance_over_radius(direction):
    poses = draw("roll", direction=direction).astype(np.float64)
    np.testing.assert_allclose(np.diff(poses[:, ROTATION]), np.diff(poses[:, X]) / HALF_HEIGHT, atol=1e-5)


@pytest.mark.parametrize("name", ["bounce", "hop", "jump", "leap"])
def test_everything_in_the_air_falls_with_one_constant_acceleration(name):
    for seed in range(8):
        height = (STAND_Y - draw(name, seed=seed)[:, Y]).astype(np.float64)
        acceleration = height[2:] - 2.0 * height[1:-1] + height[:-2]
        airborne = height[1:-1] > 1e-4
        assert airborne.sum() >= 4
        gravity = acceleration[airborne][0]
        assert gravity < -0.003
        np.testing.assert_allclose(acceleration[airborne], gravity, atol=1e-5)


def test_lower_bounces_are_shorter_in_time():
    lift, squash = arcs([10, 6], 0.5, 0.3, 3)
    assert lift.max() == pytest.approx(0.5)
    assert lift[13:20].max() == pytest.approx(0.5 * 0.36)
    assert squash[13] == pytest.approx(-0.18)
    assert lift[13] == 0
    assert (squash[:4] <= 0).all()


def test_a_bounce_is_flat_on_the_ground_and_tall_at_speed():
    poses = draw("bounce", duration_s=2.0)
    landed = np.flatnonzero(np.isclose(poses[:, Y], STAND_Y, atol=1e-5))[1:]
    assert poses[landed, SQUASH].min() < -0.2
    assert poses[:, SQUASH].max() > 0.1


@pytest.mark.parametrize("name", ["sway", "nod", "wave", "sleep", "wobble"])
def test_feet_stay_where_they_are(name):
    poses = draw(name).astype(np.float64)
    feet_x = poses[:, X] - HALF_HEIGHT * np.sin(poses[:, ROTATION])
    feet_y = poses[:, Y] + HALF_HEIGHT * np.cos(poses[:, ROTATION])
    np.testing.assert_allclose(feet_x, feet_x[0], atol=1e-5)
    np.testing.assert_allclose(feet_y, GROUND_Y, atol=1e-5)


@pytest.mark.parametrize("name", ["grow", "shrink", "pop_in", "melt", "pulse"])
def test_changing_size_keeps_the_feet_on_the_ground(name):
    poses = draw(name)
    np.testing.assert_allclose(poses[:, Y] + HALF_HEIGHT * poses[:, SCALE], GROUND_Y, atol=1e-5)


def test_a_rocket_sinks_before_it_leaves_through_the_top():
    for seed in range(6):
        poses = draw("take_off", seed=seed)
        assert poses[: KEYS // 3, SQUASH].min() < -0.1
        assert (np.diff(poses[:, Y]) <= 1e-6).all()
        assert np.diff(poses[:, Y], 2).min() < 0
        assert poses[-1, Y] < -1.0


@pytest.mark.parametrize(
    ("name", "column", "begin", "end"),
    [
        ("turn", FACING, 1.0, -1.0),
        ("fade_in", OPACITY, 0.0, 1.0),
        ("fade_out", OPACITY, 1.0, 0.0),
        ("pop_in", SCALE, 0.0, 1.0),
        ("fall", Y, -0.85, STAND_Y),
        ("land", Y, -1.0, STAND_Y),
    ],
)
def test_what_changes_ends_where_its_word_says(name, column, begin, end):
    poses = draw(name)
    assert poses[0, column] == pytest.approx(begin, abs=0.1)
    assert poses[-1, column] == pytest.approx(end, abs=0.02)


def test_growing_and_shrinking_are_opposites_and_popping_overshoots():
    for seed in range(6):
        grown, shrunk = draw("grow", seed=seed)[:, SCALE], draw("shrink", seed=seed)[:, SCALE]
        assert grown[-1] > 2.0 * grown[0]
        assert shrunk[0] > 2.0 * shrunk[-1]
        assert draw("pop_in", seed=seed)[:, SCALE].max() > 1.1


def test_a_pendulum_keeps_the_length_of_its_string():
    poses = draw("pendulum").astype(np.float64)
    angle = -poses[:, ROTATION]
    swinging = np.abs(np.sin(angle)) > 0.05
    length = poses[swinging, X] / np.sin(angle[swinging])
    np.testing.assert_allclose(length, length[0], rtol=1e-4)
    pivot_y = poses[:, Y] - length[0] * np.cos(angle)
    np.testing.assert_allclose(pivot_y, pivot_y[0], atol=1e-4)


@pytest.mark.parametrize("name", ["pendulum", "float", "idle", "sway", "dance", "wobble", "walk", "swim"])
def test_swings_stay_below_what_the_keys_can_hold(name):
    for seed in range(6):
        moved = np.diff(draw(name, seed=seed, duration_s=10.0), axis=0)
        for column in (X, Y, ROTATION, SQUASH, BEND):
            track = moved[:, column]
            track = track[np.abs(track) > (0.01 if column == Y else 1e-4)]  # leaning about the feet lifts a little
            assert (np.diff(np.sign(track)) != 0).sum() <= 11


@pytest.mark.parametrize("name", PAIRS)
def test_pairs_are_well_formed_deterministic_and_say_who_is_who(name):
    pair = PAIRS[name]
    assert 5 <= len(pair.phrases) <= 10
    for phrase in pair.phrases:
        said = phrase.format(a="CAT", b="DOG")
        assert "CAT" in said
        assert "DOG" in said
    for duration_s in DURATIONS:
        for seed in range(6):
            a, b = pair.draw(np.random.default_rng(seed), duration_s)
            again, _ = pair.draw(np.random.default_rng(seed), duration_s)
            assert_well_formed(a)
            assert_well_formed(b)
            np.testing.assert_array_equal(a, again)


def test_the_hunter_stays_behind_its_prey_and_both_look_ahead():
    for seed in range(8):
        a, b = PAIRS["chase"].draw(np.random.default_rng(seed), 4.0)
        direction = np.sign(b[-1, X] - b[0, X])
        gap = direction * (b[:, X] - a[:, X])
        assert (gap > 0.25).all()
        assert gap[-1] < gap[0]
        assert (a[:, FACING] == -direction).all()
        assert (b[:, FACING] == -direction).all()


def test_those_who_meet_end_face_to_face():
    a, b = PAIRS["meet"].draw(np.random.default_rng(1), 4.0)
    assert a[0, X] < -0.5 < a[-1, X] < 0 < b[-1, X] < 0.5 < b[0, X]
    assert a[-1, FACING] == -1
    assert b[-1, FACING] == 1


def test_those_who_pass_change_sides():
    a, b = PAIRS["pass_by"].draw(np.random.default_rng(1), 4.0)
    assert (a[0, X] - b[0, X]) * (a[-1, X] - b[-1, X]) < 0


def test_placing_a_smaller_subject_keeps_it_on_the_ground_and_rolling_without_slipping():
    poses = place(draw("roll"), x=0.2, scale=0.5).astype(np.float64)
    np.testing.assert_allclose(poses[:, Y] + 0.5 * HALF_HEIGHT, GROUND_Y, atol=1e-6)
    np.testing.assert_allclose(np.diff(poses[:, ROTATION]), np.diff(poses[:, X]) / (0.5 * HALF_HEIGHT), atol=1e-5)


def test_values_out_of_range_are_named():
    rng, follow = np.random.default_rng(0), draw("idle")
    with pytest.raises(ValueError, match=r"direction 0 is not one of -1 \(left\) and \+1 \(right\)"):
        Pose().track(0)
    with pytest.raises(ValueError, match=r"duration_s 0\.0 is not above 0"):
        cycles(0.0, 1.0, (1, 5))
    with pytest.raises(ValueError, match=r"scale -1\.0 is not above 0"):
        place(follow, scale=-1.0)
    with pytest.raises(ValueError, match=r"strength 1\.5 is outside 0\.\.1"):
        draw_camera(CameraKind.ROLL, 1.5, rng, 4.0, follow)
    with pytest.raises(ValueError, match=r"duration_s -1\.0 is not above 0"):
        draw_camera(CameraKind.ROLL, 0.5, rng, -1.0, follow)
    with pytest.raises(ValueError, match=r"follow has shape \(3, 9\), not \(24, 9\)"):
        draw_camera(CameraKind.ROLL, 0.5, rng, 4.0, follow[:3])


@pytest.mark.parametrize("kind", CameraKind)
def test_every_camera_move_is_well_formed_inside_its_limits_and_deterministic(kind):
    limits = (TRACK_LIMIT_X, TRACK_LIMIT_Y) if kind is CameraKind.TRACKING else (LIMIT_X, LIMIT_Y)
    assert 5 <= len(CAMERA_PHRASES[kind]) <= 10
    for strength in (0.0, 0.25, 0.5, 1.0):
        for seed in range(6):
            track = camera(kind, strength, seed=seed, follow="fly")
            assert track.shape == (KEYS, 4)
            assert track.dtype == np.float32
            assert np.isfinite(track).all()
            assert (np.abs(track[:, 0]) <= limits[0] + 1e-6).all()
            assert (np.abs(track[:, 1]) <= limits[1] + 1e-6).all()
            assert (track[:, 2] > 0.7).all()
            assert (track[:, 2] < 2.1).all()
            np.testing.assert_array_equal(track, camera(kind, strength, seed=seed, follow="fly"))


@pytest.mark.parametrize(
    ("kind", "column", "sign"),
    [
        (CameraKind.PAN_LEFT, 0, -1),
        (CameraKind.PAN_RIGHT, 0, 1),
        (CameraKind.TILT_UP, 1, -1),
        (CameraKind.TILT_DOWN, 1, 1),
        (CameraKind.CRANE_UP, 1, -1),
        (CameraKind.CRANE_DOWN, 1, 1),
        (CameraKind.ZOOM_IN, 2, 1),
        (CameraKind.ZOOM_OUT, 2, -1),
        (CameraKind.DOLLY_IN, 2, 1),
        (CameraKind.DOLLY_OUT, 2, -1),
    ],
)
def test_camera_moves_obey_their_sign_without_turning_back(kind, column, sign):
    for seed in range(6):
        assert (sign * np.diff(camera(kind, 0.5, seed=seed)[:, column]) > 0).all()


@pytest.mark.parametrize("kind", sorted(set(CameraKind) - {CameraKind.STATIC}))
def test_camera_moves_grow_with_their_strength(kind):
    extent = [np.ptp(camera(kind, s, seed=2, follow="walk"), axis=0).sum() for s in (0.0, 0.25, 0.5, 1.0)]
    assert extent[1] > extent[0]
    assert extent[2] > 1.2 * extent[1]
    assert extent[3] > 1.2 * extent[2]


def test_half_strength_pans_half_a_unit_and_zooms_by_1_35():
    pan, zoom = camera(CameraKind.PAN_RIGHT), camera(CameraKind.ZOOM_IN)
    assert pan[-1, 0] - pan[0, 0] == pytest.approx(0.5, abs=0.05)
    assert zoom[-1, 2] / zoom[0, 2] == pytest.approx(1.35, abs=0.05)
    assert STRENGTH_WORDS["slowly"] < STRENGTH_WORDS[""] < STRENGTH_WORDS["quickly"]


def test_a_static_camera_does_not_move():
    assert (np.ptp(camera(CameraKind.STATIC, 1.0), axis=0) == 0).all()


@pytest.mark.parametrize("direction", [-1, 1])
def test_a_tracking_camera_follows_with_lag(direction):
    follow = draw("walk", direction=direction)
    track = draw_camera(CameraKind.TRACKING, 1.0, np.random.default_rng(0), 4.0, follow)
    lag = direction * (follow[:, X] - track[:, 0])
    assert direction * (track[-1, 0] - track[0, 0]) > 0.4
    assert 0.02 < lag[KEYS // 2] < 0.35


def test_only_a_rolling_camera_turns_far():
    turned = {kind: np.ptp(camera(kind, 1.0)[:, 3]) for kind in CameraKind}
    assert max(turned, key=turned.__getitem__) is CameraKind.ROLL
    assert turned[CameraKind.ROLL] > 0.6


def test_an_aerial_camera_is_wide():
    zoom = camera(CameraKind.AERIAL)[:, 2]
    assert (zoom >= 0.75).all()
    assert (zoom <= 0.9).all()


@pytest.mark.parametrize("name", LIGHTS)
def test_lights_are_well_formed_and_deterministic(name):
    light = LIGHTS[name]
    assert 5 <= len(light.phrases) <= 10
    for duration_s in DURATIONS:
        for seed in range(6):
            track = light.draw(np.random.default_rng(seed), duration_s)
            assert track.shape == (KEYS, 2)
            assert track.dtype == np.float32
            assert (track[:, 0] > 0).all()
            assert (track[:, 0] <= 2).all()
            assert (np.abs(track[:, 1]) <= 1).all()
            np.testing.assert_array_equal(track, light.draw(np.random.default_rng(seed), duration_s))


@pytest.mark.parametrize(
    ("name", "gain", "warmth"),
    [("sunrise", 1, 1), ("dusk", -1, -1), ("lights_on", 1, 1), ("lights_off", -1, -1), ("day_to_night", -1, -1)],
)
def test_lights_change_the_way_their_name_says(name, gain, warmth):
    for seed in range(6):
        track = LIGHTS[name].draw(np.random.default_rng(seed), 4.0)
        change = track[-1] - track[0]
        assert gain * change[0] > 0.4
        assert warmth * change[1] > 0.1


def test_steady_light_is_steady_and_the_others_are_not():
    for name, light in LIGHTS.items():
        moved = np.ptp(light.draw(np.random.default_rng(0), 4.0)[:, 0])
        assert (moved == 0) == (name == "steady")
