from __future__ import annotations

import threading

import numpy as np
import pytest

from generator.flipbook.compositor import Compositor, Scene, interpolate
from generator.flipbook.layout import CAMERA_AT, LIGHT_AT, N_KEYS, N_MOTION

CAMERA_X, CAMERA_ZOOM, GAIN, WARMTH = CAMERA_AT, CAMERA_AT + 2, LIGHT_AT, LIGHT_AT + 1
X, Y, SCALE, SQUASH, OPACITY, FACING = 0, 1, 2, 4, 7, 8


def still_motion() -> np.ndarray:
    """One subject that stands still before a camera that stands still."""
    motion = np.zeros((N_KEYS, N_MOTION), np.float32)
    motion[:, [SCALE, OPACITY, FACING, CAMERA_ZOOM, GAIN]] = 1.0
    motion[:, Y] = 0.12
    return motion


def sprite() -> np.ndarray:
    """Red on its left half, green on its right half, opaque."""
    out = np.zeros((64, 64, 4), np.uint8)
    out[:, :32], out[:, 32:] = (255, 0, 0, 255), (0, 255, 0, 255)
    return out


def canvas() -> np.ndarray:
    out = np.full((40, 60, 3), 128, np.uint8)
    out[:, ::6] = 90
    return out


def draw(change: dict[int, object] | None = None, *, frame: int = 0, n: int = 5, floor: bool = False, size=(120, 120)):
    motion = still_motion()
    for column, values in (change or {}).items():
        motion[:, column] = values
    scene = Scene(background=canvas(), sprites=(sprite(),), motion=motion, floor=floor)
    return Compositor(scene, width_px=size[0], height_px=size[1], n_frames=n).frame(frame)


def centre(frame: np.ndarray) -> tuple[float, float]:
    """Centroid (x, y) of everything that is not grey."""
    coloured = np.ptp(frame.astype(int), axis=2) > 60
    ys, xs = np.nonzero(coloured)
    return float(xs.mean()), float(ys.mean())


def test_the_spline_goes_through_its_keys() -> None:
    keys = np.random.default_rng(0).normal(size=(24, 3)).astype(np.float32)
    assert np.allclose(interpolate(keys, 24), keys, atol=1e-5)
    assert np.allclose(interpolate(keys, 47)[::2], keys, atol=1e-5)


def test_the_spline_draws_a_line_through_a_line() -> None:
    keys = np.linspace(0, 1, 24, dtype=np.float32)[:, None]
    assert np.allclose(interpolate(keys, 100)[:, 0], np.linspace(0, 1, 100), atol=1e-6)


def test_a_still_scene_has_identical_frames() -> None:
    frames = list(Compositor(Scene(background=canvas(), sprites=(sprite(),), motion=still_motion(), floor=True),
                             width_px=96, height_px=54, n_frames=4).frames())  # fmt: skip
    assert all(f.shape == (54, 96, 3) and f.dtype == np.uint8 for f in frames)
    assert all(np.array_equal(frames[0], f) for f in frames[1:])


def test_a_subject_moves_right_and_down_as_its_track_says() -> None:
    x0, y0 = centre(draw())
    x1, y1 = centre(draw({X: 0.3}))
    assert x1 - x0 == pytest.approx(0.3 * 120 / 1.4, abs=1.0)
    assert y1 == pytest.approx(y0, abs=1.0)
    assert centre(draw({Y: 0.3}))[1] > y0 + 10


def test_a_camera_that_moves_right_leaves_the_subject_to_the_left() -> None:
    assert centre(draw({CAMERA_X: 0.2}))[0] < centre(draw())[0] - 10


def test_the_background_follows_the_camera_less_than_the_subject() -> None:
    empty = {OPACITY: 0.0}
    edges = [np.abs(np.diff(draw({**empty, CAMERA_X: x}, size=(240, 240))[10, :, 0].astype(float))) for x in (0.0, 0.1)]
    shifts = range(0, 40)
    score = [np.sum(edges[0][40:] * np.roll(edges[1], s)[40:]) for s in shifts]
    moved = int(np.argmax(score)) % round(6 / 60 * 3 * 240 / 1.4)
    assert 0 < moved < 0.1 * 240 / 1.4


def test_zooming_in_makes_the_subject_larger() -> None:
    def area(f: np.ndarray) -> int:
        return int((np.ptp(f.astype(int), axis=2) > 60).sum())

    assert area(draw({CAMERA_ZOOM: 1.5})) == pytest.approx(2.25 * area(draw()), rel=0.1)


def test_facing_mirrors_and_passes_through_an_edge() -> None:
    def first_colour(f: np.ndarray) -> int:
        xs = np.nonzero(np.ptp(f[60].astype(int), axis=1) > 60)[0]
        return int(f[60, xs[3]].argmax())

    assert first_colour(draw()) == 0
    assert first_colour(draw({FACING: -1.0})) == 1
    assert (np.ptp(draw({FACING: 0.0}).astype(int), axis=2) > 60).sum() < 800


def test_squash_keeps_the_feet_and_lowers_the_head() -> None:
    def rows(f: np.ndarray) -> np.ndarray:
        return np.nonzero((np.ptp(f.astype(int), axis=2) > 60).any(1))[0]

    assert rows(draw({SQUASH: -0.4})).max() == pytest.approx(rows(draw()).max(), abs=1)
    assert rows(draw({SQUASH: -0.4})).min() > rows(draw()).min() + 5


def test_an_invisible_subject_leaves_the_background_alone() -> None:
    assert np.array_equal(draw({OPACITY: 0.0}), draw({X: 9.0}))


def test_light_gain_darkens_and_warmth_reddens() -> None:
    plain, dark, warm = draw(), draw({GAIN: 0.5}), draw({WARMTH: 1.0})
    assert dark.mean() == pytest.approx(plain.mean() / 2, rel=0.05)
    assert warm[..., 0].mean() > plain[..., 0].mean()
    assert warm[..., 2].mean() < plain[..., 2].mean()


def test_a_shadow_falls_only_on_a_floor_and_only_darkens() -> None:
    lit, shaded = draw({OPACITY: 1.0}), draw({OPACITY: 1.0}, floor=True)
    assert (shaded <= lit).all()
    assert (shaded < lit).any()


def test_fast_movement_is_blurred() -> None:
    track = np.linspace(-0.6, 0.6, 24, dtype=np.float32)
    fast = draw({X: track}, frame=1, n=4)
    slow = draw({X: float(interpolate(track[:, None], 4)[1, 0])}, frame=1, n=4)

    def sharpest(f: np.ndarray) -> int:
        return int(np.abs(np.diff(f[60, :, 0].astype(int))).max())

    assert sharpest(fast) < sharpest(slow)


def moving(n: int) -> Compositor:
    motion = still_motion()
    motion[:, X] = np.linspace(-0.5, 0.5, N_KEYS)
    scene = Scene(background=canvas(), sprites=(sprite(),), motion=motion, floor=True)
    return Compositor(scene, width_px=96, height_px=54, n_frames=n)


@pytest.mark.parametrize("n", [1, 3, 4, 5, 40])
def test_frames_that_are_drawn_ahead_come_in_their_order_and_each_once(n: int) -> None:
    compositor = moving(n)
    frames = list(compositor.frames())
    assert len(frames) == n
    assert all(np.array_equal(frame, compositor.frame(i)) for i, frame in enumerate(frames))


def test_whoever_stops_reading_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    frames = moving(1000).frames()
    next(frames)
    assert set(threading.enumerate()) - before
    frames.close()
    assert set(threading.enumerate()) <= before


def test_a_frame_that_cannot_be_drawn_is_told_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    compositor = moving(40)
    drawn = compositor.frame

    def fails_at_ten(i: int) -> np.ndarray:
        if i == 10:
            raise MemoryError("ten")
        return drawn(i)

    monkeypatch.setattr(compositor, "frame", fails_at_ten)
    frames = compositor.frames()
    assert len([next(frames) for _ in range(10)]) == 10
    with pytest.raises(MemoryError, match="ten"):
        next(frames)


@pytest.mark.parametrize("size", [(64, 64), (512, 288), (288, 512), (640, 64), (1, 1)])
def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    assert draw(size=size, floor=True).shape == (size[1], size[0], 3)


def test_a_camera_far_away_never_shows_beyond_the_canvas() -> None:
    frame = draw({CAMERA_ZOOM: 0.3, OPACITY: 0.0})
    assert frame.min() > 60


def test_a_background_far_larger_than_the_frame_does_not_sparkle() -> None:
    stripes = np.zeros((1024, 1536, 3), np.uint8)
    stripes[:, ::2] = 255
    scene = Scene(background=stripes, sprites=(), motion=still_motion(), floor=False)
    frame = Compositor(scene, width_px=64, height_px=64, n_frames=1).frame(0)
    assert frame.min() > 105
    assert frame.max() < 150
