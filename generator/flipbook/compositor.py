"""From a denoised scene to frames: pictures are moved by their tracks and laid over one another.

A subject is mirrored (facing), squashed, sheared and bent with its feet fixed, then scaled and turned about its
sprite's centre, then moved; the camera looks at all of it through a window. Only the box of a sprite is touched.
Everything is uint8 and premultiplied, drawn by OpenCV; nothing here knows the network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from generator.flipbook.layout import (
    CAMERA_AT,
    CANVAS_H,
    CANVAS_W,
    CHANGE_AT,
    LIGHT_AT,
    N_POSE,
    SPRITE_SIDE,
    WEATHER,
    WEATHER_AT,
    WINDOW_AREA,
)
from generator.flipbook.morph import Morph
from generator.flipbook.particle import Air, Particles, over

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Row = npt.NDArray[np.floating]

GROUND_Y = 0.40
PARALLAX = 0.9
"""How far the background follows the camera: 1 would be the subjects' own plane, less is further away."""
BEND_SHIFT = 0.25
"""Sprite sides that the top moves sideways at bend 1."""
SHUTTER = 0.5
"""Open share of a frame's time (a 180 degree shutter)."""
BLUR_PX = 5.0
"""A sprite that moves further than this in one open shutter is drawn several times and averaged."""
MAX_BLUR_SAMPLES = 4
MIN_EDGE_PX = 2.0
WORKERS = 2
AHEAD = 4
"""Frames that are drawn or wait while one is read."""
SHADOW_DARKNESS = 0.28
WARM = np.array([0.16, 0.02, -0.18])
"""What warmth +1 adds to red, green and blue, as a share of the light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One denoised shot.

    Attributes:
        background: (h, w, 3) RGB canvas.
        sprites: (s, s, 4) premultiplied RGBA, one a subject.
        motion: (24, N_MOTION) in world units, columns as in `layout`.
        floor: Whether shadows fall.
        after: What the first subject becomes, as its sprite; None when it stays.
        air: What fills the air; None when nothing does.
    """

    background: U8
    sprites: tuple[U8, ...]
    motion: F32
    floor: bool
    after: U8 | None = None
    air: Air | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One subject at one moment."""

    x: float
    y: float
    scale: float
    rotation: float
    squash: float
    shear: float
    bend: float
    opacity: float
    facing: float


def interpolate(keys: F32, n_frames: int, *, at: float = 0.0) -> F64:
    """Key columns (24, C) at every frame (n_frames, C): a Catmull-Rom spline through the keys.

    Args:
        keys: Values at key times spread evenly over the shot.
        n_frames: Frames; the first key falls on the first frame, the last key on the last.
        at: Offset in frames, for motion blur.
    """
    return interpolate_at(keys, (np.arange(n_frames) + at) / max(n_frames - 1, 1))


def interpolate_at(keys: F32, shares: F64) -> F64:
    """Key columns (24, C) at shares of the shot (n,), 0..1 -> (n, C), by the same spline."""
    where = np.clip(shares, 0, 1) * (len(keys) - 1)
    i = np.minimum(where.astype(int), len(keys) - 2)
    f = (where - i)[:, None]
    padded = np.concatenate([2 * keys[:1] - keys[1:2], keys, 2 * keys[-1:] - keys[-2:-1]]).astype(np.float64)
    p0, p1, p2, p3 = (padded[i + k] for k in range(4))
    square, cube = 2 * p0 - 5 * p1 + 4 * p2 - p3, 3 * (p1 - p2) + p3 - p0
    return np.asarray(0.5 * (2 * p1 + (p2 - p0) * f + square * f**2 + cube * f**3), np.float64)


class Compositor:
    """Draws one scene at one size.

    Args:
        scene: What was denoised.
        width_px: Frame width.
        height_px: Frame height.
        n_frames: How many frames.
    """

    def __init__(self, scene: Scene, *, width_px: int, height_px: int, n_frames: int) -> None:
        self.scene, self.width, self.height, self.n_frames = scene, width_px, height_px, n_frames
        self._unit = (width_px * height_px / WINDOW_AREA) ** 0.5  # pixels a world unit at zoom 1
        self._background = _enlarged(scene.background, self._unit)
        self._tracks = interpolate(scene.motion, n_frames)
        self._later = interpolate(scene.motion, n_frames, at=SHUTTER)
        self._shadow = _shadow_patch()
        self._morph = Morph(scene.sprites[0], scene.after) if scene.sprites and scene.after is not None else None
        flow = self._tracks[:, WEATHER_AT : WEATHER_AT + len(WEATHER)]
        self._particles = Particles(scene.air, flow) if scene.air is not None else None

    def frames(self) -> Iterator[U8]:
        """Every frame in order, (height, width, 3) RGB; a few are drawn ahead, as OpenCV needs no interpreter lock."""
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="compositor") as pool:
            ahead = deque(pool.submit(self.frame, i) for i in range(min(AHEAD, self.n_frames)))
            try:
                for i in range(AHEAD, self.n_frames + AHEAD):
                    if not ahead:
                        return
                    frame = ahead.popleft().result()
                    if i < self.n_frames:
                        ahead.append(pool.submit(self.frame, i))
                    yield frame
            finally:
                for waiting in ahead:
                    waiting.cancel()

    def frame(self, i: int) -> U8:
        """One frame by its index, 0..n_frames-1."""
        row, later = self._tracks[i], self._later[i]
        camera = self._camera(row)
        drawn = cv2.warpAffine(
            self._background,
            _backdrop(camera, self._background.shape, self.width, self.height, self._unit),
            (self.width, self.height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        out = np.asarray(drawn, np.uint8)
        poses = [(_pose(row, k), _pose(later, k), s) for k, s in enumerate(self._sprites(row))]
        poses.sort(key=lambda p: p[0].y)  # nearer feet are lower in the picture
        if self.scene.floor:
            for pose, _, _ in poses:
                self._lay_shadow(out, pose, camera)
        if self._particles:
            self._particles.lay(out, i, camera, front=False)
        for pose, next_pose, sprite in poses:
            self._lay_sprite(out, sprite, pose, next_pose, camera, self._camera(later))
        if self._particles:
            self._particles.lay(out, i, camera, front=True)
        return _lit(out, row)

    def _sprites(self, row: Row) -> tuple[U8, ...]:
        """Every subject's picture at a moment."""
        if self._morph is None:
            return self.scene.sprites
        return (self._morph.at(float(row[CHANGE_AT])), *self.scene.sprites[1:])

    def _camera(self, row: Row) -> F64:
        """(2, 3) world -> pixels."""
        x, y, zoom, roll = row[CAMERA_AT : CAMERA_AT + 4]
        scale = self._unit * max(zoom, 0.3)
        c, s = np.cos(-roll) * scale, np.sin(-roll) * scale
        return np.array(
            [[c, -s, self.width / 2 - c * x + s * y], [s, c, self.height / 2 - s * x - c * y]], dtype=np.float64
        )

    def _lay_sprite(self, out: U8, sprite: U8, pose: Pose, later: Pose, camera: F64, camera_later: F64) -> None:
        if pose.opacity <= 0.004 or pose.scale <= 0.01:
            return
        a, b = camera @ [pose.x, pose.y, 1.0], camera_later @ [later.x, later.y, 1.0]
        n = int(np.clip(np.ceil(np.hypot(*(b - a)) / BLUR_PX), 1, MAX_BLUR_SAMPLES))
        moments = [(_between(pose, later, k / n), camera + (camera_later - camera) * (k / n)) for k in range(n)]
        boxes = [_box(p, c, self.width, self.height) for p, c in moments]
        x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
        x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
        if x1 <= x0 or y1 <= y0:
            return
        drawn = [_warp(sprite, p, c, (x0, y0, x1, y1)) for p, c in moments]
        opacity = float(np.clip(pose.opacity, 0, 1)) / n
        if opacity == 1.0:
            over(out[y0:y1, x0:x1], drawn[0])
            return
        total = drawn[0].astype(np.uint16)
        for d in drawn[1:]:
            total += d
        over(out[y0:y1, x0:x1], np.asarray(cv2.convertScaleAbs(total, alpha=opacity), np.uint8))

    def _lay_shadow(self, out: U8, pose: Pose, camera: F64) -> None:
        """A soft ellipse where the subject stands, fainter and wider the higher it is."""
        half = SPRITE_SIDE * pose.scale / 2
        height = GROUND_Y - (pose.y + half)
        strength = SHADOW_DARKNESS * float(np.clip(1 - height / 0.7, 0, 1)) * float(np.clip(pose.opacity, 0, 1))
        if strength < 0.02 or height < -0.25 or pose.scale <= 0.05:
            return
        wide = half * np.exp(-pose.squash) * (0.75 + 0.5 * max(height, 0.0))
        foot = GROUND_Y - 0.02 if height >= 0 else pose.y + half - 0.02
        size = self._shadow.shape[0]
        grow = np.array([[2 * wide / size, 0, pose.x - wide], [0, 0.36 * wide / size, foot - 0.18 * wide], [0, 0, 1]])
        matrix = camera @ grow
        corners = matrix @ np.array([[0, size, 0, size], [0, 0, size, size], [1, 1, 1, 1]])
        x0, y0, x1, y1 = _clip(corners, self.width, self.height)
        if x1 <= x0 or y1 <= y0:
            return
        matrix[:, 2] -= (x0, y0)
        shade = cv2.warpAffine(self._shadow, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        keep = 255 - cv2.convertScaleAbs(shade, alpha=strength)
        region = out[y0:y1, x0:x1]
        cv2.multiply(region, cv2.merge([keep, keep, keep]), dst=region, scale=1 / 255)


def _enlarged(background: U8, unit: float) -> U8:
    """The canvas at about the size it is shown at, by a smooth filter, once; a far larger one is made smaller."""
    wanted = CANVAS_W * unit
    if background.shape[1] > 2 * wanted:  # the camera may come twice as near
        factor = 2 * wanted / background.shape[1]
        return np.asarray(cv2.resize(background, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    factor = float(np.clip(wanted / background.shape[1], 1.0, 4.0))
    if factor < 1.2:
        return background
    return np.asarray(cv2.resize(background, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)


def _backdrop(camera: F64, shape: tuple[int, ...], width: int, height: int, unit: float) -> F64:
    """(2, 3) background pixels -> frame pixels; the camera moves it a little less than the subjects."""
    to_world = np.array(
        [[CANVAS_W / shape[1], 0, -CANVAS_W / 2], [0, CANVAS_H / shape[0], -CANVAS_H / 2], [0, 0, 1]], dtype=np.float64
    )
    far = camera.copy()
    centre = np.array([width / 2, height / 2])
    far[:, 2] = centre + (camera[:, 2] - centre) * PARALLAX
    smallest = 1.02 * max(width / CANVAS_W, height / CANVAS_H)  # never show more than there is
    scale = float(np.hypot(camera[0, 0], camera[1, 0]))
    if scale < smallest:
        far *= smallest / scale
        far[:, 2] = centre + (camera[:, 2] - centre) * PARALLAX * smallest / scale
    return far @ to_world


def _pose(row: Row, subject: int) -> Pose:
    return Pose(**dict(zip(Pose.__slots__, map(float, row[subject * N_POSE : (subject + 1) * N_POSE]), strict=True)))


def _between(a: Pose, b: Pose, f: float) -> Pose:
    return Pose(**{k: getattr(a, k) + (getattr(b, k) - getattr(a, k)) * f for k in Pose.__slots__})


def _placed(pose: Pose) -> F64:
    """(3, 3) sprite coordinates (centre 0, side 1, y down) -> world."""
    facing = np.sign(pose.facing or 1.0) * max(abs(pose.facing), 0.06)
    wide, tall = facing * np.exp(-pose.squash), np.exp(pose.squash)
    feet = 0.5  # squash and shear keep y = 0.5 where it is
    shape = np.array([[wide, pose.shear, -pose.shear * feet], [0, tall, feet - tall * feet], [0, 0, 1]])
    size = SPRITE_SIDE * max(pose.scale, 0.0)
    c, s = np.cos(pose.rotation) * size, np.sin(pose.rotation) * size
    return np.asarray(np.array([[c, -s, pose.x], [s, c, pose.y], [0, 0, 1]]) @ shape, np.float64)


def _box(pose: Pose, camera: F64, width: int, height: int) -> tuple[int, int, int, int]:
    side = 0.5 + abs(pose.bend) * BEND_SHIFT
    corners = np.array([[-side, side, -side, side], [-0.5, -0.5, 0.5, 0.5], [1, 1, 1, 1]])
    return _clip(camera @ _placed(pose) @ corners, width, height)


def _clip(corners: F64, width: int, height: int) -> tuple[int, int, int, int]:
    low, high = np.floor(corners.min(1)) - 1, np.ceil(corners.max(1)) + 2
    x0, x1 = (int(np.clip(v, 0, width)) for v in (low[0], high[0]))
    y0, y1 = (int(np.clip(v, 0, height)) for v in (low[1], high[1]))
    return x0, y0, x1, y1


def _warp(sprite: U8, pose: Pose, camera: F64, box: tuple[int, int, int, int]) -> U8:
    """The sprite as it stands in the box, (h, w, 4)."""
    x0, y0, x1, y1 = box
    side = sprite.shape[0]
    matrix = camera @ _placed(pose) @ np.array([[1 / side, 0, -0.5], [0, 1 / side, -0.5], [0, 0, 1]])
    matrix[:, 2] -= (x0, y0)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    if abs(pose.bend) * BEND_SHIFT * side * scale < MIN_EDGE_PX:
        return _affine(sprite, matrix, (x1 - x0, y1 - y0), scale)
    inverse = cv2.invertAffineTransform(matrix).astype(np.float32)
    xs, ys = np.arange(x1 - x0, dtype=np.float32), np.arange(y1 - y0, dtype=np.float32)[:, None]
    v = inverse[1, 0] * xs + inverse[1, 1] * ys + inverse[1, 2]
    lift = np.clip(1 - v / side, 0, 1.2)  # 0 at the feet, 1 at the top
    u = inverse[0, 0] * xs + inverse[0, 1] * ys + inverse[0, 2]
    u -= np.float32(pose.bend * BEND_SHIFT * side * (1 if pose.facing >= 0 else -1)) * lift * lift
    return np.asarray(cv2.remap(sprite, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT), np.uint8)


def _affine(sprite: U8, matrix: F64, size: tuple[int, int], scale: float) -> U8:
    """Warp; a sprite drawn much smaller than it is goes through a smaller copy, so that it does not sparkle."""
    if scale < 0.5:
        factor = max(2.0 * scale, 0.05)
        small = cv2.resize(sprite, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.diag([sprite.shape[1] / small.shape[1], sprite.shape[0] / small.shape[0], 1.0])
        sprite = np.asarray(small, np.uint8)
    return np.asarray(cv2.warpAffine(sprite, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def _shadow_patch() -> U8:
    """(64, 64) soft disc."""
    axis = np.linspace(-1, 1, 64)
    r = np.hypot(axis[:, None], axis[None])
    return np.asarray(np.clip(1 - r, 0, 1) ** 0.8 * 255, np.uint8)


def _lit(frame: U8, row: Row) -> U8:
    """Gain and warmth of the light on the whole frame."""
    gain, warmth = row[LIGHT_AT], float(np.clip(row[LIGHT_AT + 1], -1, 1))
    factors = np.clip(gain, 0.05, 2.0) * (1 + warmth * WARM)
    if np.abs(factors - 1).max() < 0.012:
        return frame
    ramp = np.arange(256)[:, None] * factors[None]
    table = np.clip(np.round(ramp), 0, 255).astype(np.uint8)[None]  # (1, 256, 3)
    return np.asarray(cv2.LUT(frame, table), np.uint8)
