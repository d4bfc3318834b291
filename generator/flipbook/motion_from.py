"""Motion transfer: how a video moves, as key rows that are known before a shot is denoised.

Measured are the camera, and place, size and direction of the main mover; what cannot be measured (squash, bend, light,
other subjects) is left to the network. Nothing of how the video looks is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from generator.errors import FootageError
from generator.flipbook.camera_flow import CameraPath, camera_path
from generator.flipbook.footage import Footage, read_footage
from generator.flipbook.known import CAMERA_COLUMNS, Known, known_motion
from generator.flipbook.layout import MAX_SUBJECTS, N_KEYS, N_MOTION, N_POSE, POSE, SPRITE_SIDE, WINDOW_AREA
from generator.flipbook.mover import Track, main_mover

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

X, Y, SCALE, FACING = (POSE.index(name) for name in ("x", "y", "scale", "facing"))
FILLED = 0.5
"""Share of its square that a training picture fills: turns an area into a scale."""
SCALES = (0.25, 1.8)
REACH = (1.4, 0.9)
"""Furthest place of a subject, world units."""
TRAVELS = 0.25
"""Sideways way, in world units, from which a mover looks where it goes."""
ON_THE_SPOT = 1.5
"""A mover that goes less far than so many of its longer sides hides what is behind it: its size cannot be measured."""
MANY_LOST = 0.3
MIN_WHOLE = 4
"""So many uncut sightings are enough to leave out those that the frame's edge cuts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMotion:
    """What a video gave.

    Attributes:
        rows: (24, N_MOTION) world units; only what `mask` marks means anything.
        mask: (24, N_MOTION), true where something was measured.
        duration_s: Seconds of the video.
        camera_moves: Whether the camera moves.
        mover_seen: Whether something moves against the background.
        notes: What a person should know, in plain words.
    """

    rows: F32
    mask: Mask
    duration_s: float
    camera_moves: bool
    mover_seen: bool
    notes: tuple[str, ...]

    @property
    def known(self) -> Known:
        """As knowledge of the motion layer."""
        return known_motion(self.rows, self.mask)


def motion_from(path: Path, *, subject: int = 0) -> MeasuredMotion:
    """Measure the motion of a video.

    Args:
        path: See `read_footage`.
        subject: Which subject (0..2) moves as the main mover does.

    Raises:
        FootageError: The video cannot be used, or nothing moves in it.
        ValueError: `subject` is out of range.
    """
    if not 0 <= subject < MAX_SUBJECTS:
        raise ValueError(f"subject must be 0..{MAX_SUBJECTS - 1}, got {subject!r}")
    return motion_of(read_footage(path), path.name, subject=subject)


def motion_of(footage: Footage, name: str, *, subject: int = 0) -> MeasuredMotion:
    """Measure the motion of decoded footage; see `motion_from`.

    Args:
        footage: The frames.
        name: What the video is called where nothing moves in it.
        subject: Which subject (0..2) moves as the main mover does.

    Raises:
        FootageError: Nothing moves in it.
    """
    measured = measure(footage, subject=subject)
    if not measured.camera_moves and not measured.mover_seen:
        raise FootageError(
            f"nothing moves in {name!r}: neither the camera nor anything before its background, over "
            f"{footage.duration_s:.1f} s"
        )
    return measured


def measure(footage: Footage, *, subject: int) -> MeasuredMotion:
    """Camera and main mover of decoded footage; see `motion_from`."""
    path = camera_path(footage.frames)
    track = main_mover(footage.frames, path.background)
    rows, mask = np.zeros((N_KEYS, N_MOTION), np.float32), np.zeros((N_KEYS, N_MOTION), np.bool_)
    frames_at = np.arange(len(footage.frames), dtype=np.float64)
    rows[:, CAMERA_COLUMNS] = np.stack([_keys(frames_at, c, len(frames_at)) for c in path.poses.T], 1)
    mask[:, CAMERA_COLUMNS] = True
    notes = _camera_notes(path)
    if track is not None:
        pose = slice(subject * N_POSE, (subject + 1) * N_POSE)
        rows[:, pose], mask[:, pose] = _subject(track, path, footage.frames.shape)
    return MeasuredMotion(
        rows=rows,
        mask=mask,
        duration_s=footage.duration_s,
        camera_moves=path.moves,
        mover_seen=track is not None,
        notes=notes,
    )


def _camera_notes(path: CameraPath) -> tuple[str, ...]:
    notes = []
    if path.fitted:
        notes.append("The video's camera moves further than the canvas reaches; its path was made smaller.")
    if path.lost > MANY_LOST:
        notes.append(
            f"The video's camera could not be measured in {path.lost:.0%} of its frames; it counts as still there."
        )
    return tuple(notes)


def _subject(track: Track, path: CameraPath, shape: tuple[int, ...]) -> tuple[F32, Mask]:
    """(24, 9) pose rows of the mover and which of them are measured."""
    height, width = shape[1:3]
    unit = (width * height / WINDOW_AREA) ** 0.5
    seen = [(i, b) for i, b in zip(track.at, track.blobs, strict=True) if b is not None]
    whole = [(i, b) for i, b in seen if not b.cut]
    used = whole if len(whole) >= MIN_WHOLE else seen
    at = np.array([i for i, _ in used])
    enters, leaves = bool(seen[0][0] < at[0]), bool(seen[-1][0] > at[-1])
    x, y, zoom, roll = path.poses[at].T
    right = (np.array([b.x for _, b in used]) - width / 2) / (unit * zoom)
    down = (np.array([b.y for _, b in used]) - height / 2) / (unit * zoom)
    c, s = np.cos(roll), np.sin(roll)  # the frame is turned by -roll
    size = np.sqrt(np.array([b.area for _, b in used]) / FILLED) / (unit * zoom) / SPRITE_SIDE
    when, n = at.astype(np.float64), shape[0]
    rows = np.zeros((N_KEYS, N_POSE), np.float32)
    rows[:, X] = np.clip(_keys(when, x + c * right - s * down, n, enters=enters, leaves=leaves), -REACH[0], REACH[0])
    rows[:, Y] = np.clip(_keys(when, y + s * right + c * down, n, enters=enters, leaves=leaves), -REACH[1], REACH[1])
    rows[:, SCALE] = np.clip(_keys(when, size, n), *SCALES)
    mask = np.zeros((N_KEYS, N_POSE), np.bool_)
    mask[:, [X, Y]] = True
    span = float(np.hypot(np.ptp(right), np.ptp(down)))
    side = np.array([b.side for _, b in used]) / (unit * zoom)
    mask[:, SCALE] = span > ON_THE_SPOT * float(side.max())
    way = rows[-1, X] - rows[0, X]
    if abs(way) > TRAVELS:  # as drawn, pictures look to the left
        rows[:, FACING], mask[:, FACING] = -np.sign(way), True
    return rows, mask


def _keys(at: F64, values: F64, n_frames: int, *, enters: bool = False, leaves: bool = False) -> F64:
    """Values at frames `at` -> at the 24 key times, a little smoothed.

    Before the first and after the last of them the value is held, or carried on evenly where the mover enters or leaves
    through the frame's edge.
    """
    keys = np.linspace(0, n_frames - 1, N_KEYS)
    smooth = values
    if len(values) >= 5:
        padded = np.concatenate([2 * values[:1] - values[1:2], values, 2 * values[-1:] - values[-2:-1]])
        smooth = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
    out = np.interp(keys, at, smooth)
    for carries, end, beyond in ((enters, slice(0, 3), keys < at[0]), (leaves, slice(-3, None), keys > at[-1])):
        if carries and len(at) >= 3:
            edge = 0 if end.start == 0 else -1
            speed = np.polyfit(at[end], smooth[end], 1)[0]
            out[beyond] = smooth[edge] + speed * (keys[beyond] - at[edge])
    return np.asarray(out, np.float64)
