"""Does the camera do what it was told?

The model makes the motion of a shot; the compositor draws a true scene through its camera, with nobody in it; dense
flow measures the camera's path and a rule names the move. The ceiling is the same for true camera tracks over the same
scenes. Flow tells changes only, so that each clip begins with a run-up from the plain framing to the first one: an
aerial shot is known by how much it shows. Scenes in which flow cannot follow one known path, such as a grid of equal
lines, are left out before anything is judged.

In a flat world a zoom and a dolly look the same; both count as `closer` or `further`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from benchmarks.flipbook.bench import Bench, NothingToJudge
from benchmarks.flipbook.flow import camera_path
from benchmarks.flipbook.marker import subject_path
from benchmarks.flipbook.row import Row, share_row
from benchmarks.flipbook.shot import Asked, made, motion_of, place, true_motion
from benchmarks.flipbook.stage import bare, draw, still
from generator.flipbook.compositor import PARALLAX
from generator.flipbook.layout import CAMERA_AT, WINDOW_AREA
from generator.flipbook.train.atlas import VARIANTS
from generator.flipbook.train.camera import STRENGTH_WORDS
from policy.types import CameraKind

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

SIZE = (160, 90)
UNIT_PX = (SIZE[0] * SIZE[1] / WINDOW_AREA) ** 0.5
RUN_UP = 12
"""Frames from the plain framing to the first one of the clip."""
MAX_ERROR = 0.03
"""How far a measured path may be from a known one, on average over its keys, in a scene that is filmed."""
CLOSER, FURTHER = "closer", "further"
SAME_LOOK = {
    CameraKind.ZOOM_IN: CLOSER,
    CameraKind.DOLLY_IN: CLOSER,
    CameraKind.ZOOM_OUT: FURTHER,
    CameraKind.DOLLY_OUT: FURTHER,
}
MOVER = "run"
"""What a subject does that a camera should follow; before any other move it stands."""

# Thresholds of the rule: world units, log zoom, radians; midway between the tracks of neighbouring moves.
STILL, STILL_ROLL = 0.05, 0.05
WIDE_SHOT = -0.07
RESTLESS = 2.6
"""A hand-held camera's path is so much longer than its extent."""
MIN_SHAKE = 0.012
FOLLOWS, MIN_TRAVEL = 0.3, 0.5
"""Share of the subject's way that a following camera goes, and the way from which it is asked."""
ROLL_PER_X = 1.0
CRANE_ZOOM = (0.25, 1.4)
"""Log zoom for each world unit of height: less is a tilt, more a zoom."""


def move_name(kind: CameraKind) -> str:
    """What a kind of move looks like: its own name, or `closer` and `further`."""
    return SAME_LOOK.get(kind, kind.value)


def film(canvas: U8, motion: F32) -> U8:
    """(36, 90, 160, 3): the place alone, through the shot's camera, after the run-up; one frame for each key."""
    rows = bare(motion)
    plain_row = still()[0]
    start = rows[0].copy()
    run_up = np.repeat(start[None], RUN_UP, 0)
    share = np.linspace(0, 1, RUN_UP, endpoint=False, dtype=np.float32)[:, None]
    at = slice(CAMERA_AT, CAMERA_AT + 4)
    run_up[:, at] = plain_row[at] + share * (start[at] - plain_row[at])
    return draw(canvas, None, np.concatenate([run_up, rows]), size=SIZE, n_frames=RUN_UP + len(rows))


def measured(canvas: U8, motion: F32) -> F64:
    """(24, 4): x, y, log zoom and roll of a shot's camera, by flow, relative to the plain framing."""
    return camera_path(film(canvas, motion), unit_px=UNIT_PX * PARALLAX)[RUN_UP:]


def decide(path: F64, subject_x: F64) -> str:
    """The move that a path is.

    Args:
        path: (n, 4) x, y, log zoom, roll, relative to the plain framing.
        subject_x: (n,) where the subject is, world units.

    Returns:
        A value of `move_name`.
    """
    x, zoom = path[:, 0], path[:, 2]
    dx, dy, dz, dr = path[-1] - path[0]
    if _follows(x, subject_x):
        return CameraKind.TRACKING.value
    if _restless(path):
        return CameraKind.HANDHELD.value
    if zoom.max() < WIDE_SHOT:
        return CameraKind.AERIAL.value
    if abs(dr) > STILL_ROLL:
        return CameraKind.ROLL.value if abs(dr) > ROLL_PER_X * abs(dx) else CameraKind.ORBIT.value
    if max(abs(dx), abs(dy), abs(dz)) < STILL:
        return CameraKind.STATIC.value
    return _slide(dx, dy, dz)


def _slide(dx: float, dy: float, dz: float) -> str:
    """A move without a turn, by what changes most."""
    low, high = CRANE_ZOOM
    if abs(dz) > max(high * abs(dy), 0.5 * abs(dx), STILL):
        return CLOSER if dz > 0 else FURTHER
    if abs(dx) > abs(dy):
        return (CameraKind.PAN_RIGHT if dx > 0 else CameraKind.PAN_LEFT).value
    if abs(dz) > low * abs(dy):
        return (CameraKind.CRANE_DOWN if dy > 0 else CameraKind.CRANE_UP).value
    return (CameraKind.TILT_DOWN if dy > 0 else CameraKind.TILT_UP).value


def _follows(x: F64, subject_x: F64) -> bool:
    travel, gone = np.ptp(subject_x), np.ptp(x)
    if travel < MIN_TRAVEL or gone < FOLLOWS * travel:
        return False
    return float(np.corrcoef(x, subject_x)[0, 1]) > 0.8


def _restless(path: F64) -> bool:
    steps = np.abs(np.diff(path[:, :2], axis=0)).sum(0)
    extent = np.maximum(np.ptp(path[:, :2], axis=0), 1e-9)
    axis = int(extent.argmax())
    return bool(extent[axis] > MIN_SHAKE and steps[axis] > RESTLESS * extent[axis])


def measure(bench: Bench) -> list[Row]:
    """All moves together, then each."""
    hits: dict[str, list[bool]] = {}
    top: dict[str, list[bool]] = {}
    misses = []
    for k, asked in enumerate(shots(bench)):
        canvas, wanted = place(bench, asked), move_name(asked.camera)
        found, best = (
            decide(measured(canvas, motion), subject_path(motion))
            for motion in (motion_of(made(bench, asked, k)), true_motion(asked, np.random.default_rng([k, 3])))
        )
        hits.setdefault(wanted, []).append(found == wanted)
        top.setdefault(wanted, []).append(best == wanted)
        misses += [f"{wanted}: {found}"] * (found != wanted)
    every, ideal = (list(itertools.chain.from_iterable(each.values())) for each in (hits, top))
    rows = [share_row("camera move obeyed", every, ceiling=ideal, misses=misses)]
    return rows + [share_row(f"  camera: {name}", hits[name], ceiling=top[name]) for name in hits]


def shots(bench: Bench) -> Iterator[Asked]:
    """The shots that are asked for: every move, its strengths in turn."""
    rng = random.Random("camera")
    strengths = sorted(set(STRENGTH_WORDS.values()))
    scenes = filmed(bench)
    flat = sorted(i for i, s in bench.rows if s == 0)
    for kind in CameraKind:
        for k in range(bench.sizes.camera):
            setting, variant = rng.choice(scenes)
            yield Asked(
                subject=rng.choice(flat),
                motion=MOVER if kind is CameraKind.TRACKING else "idle",
                direction=rng.choice((-1, 1)),
                camera=kind,
                strength=strengths[k % len(strengths)],
                setting=setting,
                variant=variant,
            )


def filmed(bench: Bench) -> list[tuple[int, int]]:
    """(setting, variant) of the scenes in which a known path is measured well.

    Raises:
        NothingToJudge: There is none.
    """
    known = known_path()
    found = []
    for setting in sorted(set(bench.atlas.scene_setting[bench.atlas.scene_mood == 0].tolist())):
        for variant in range(VARIANTS):
            canvas = place(bench, Asked(subject=0, setting=setting, variant=variant))
            path = measured(canvas, known)
            true = known[:, CAMERA_AT : CAMERA_AT + 4].astype(np.float64)
            true[:, 2] = np.log(true[:, 2])
            if np.abs(path - true).mean(0).max() < MAX_ERROR:
                found.append((setting, variant))
    if not found:
        raise NothingToJudge("flow follows a known path in no scene of the atlas: is it another one than Flipbook's?")
    return found


def known_path() -> F32:
    """(24, N_MOTION): a camera that goes about, nears and turns, a little faster than most moves."""
    motion = still()
    t = np.linspace(0, 2 * np.pi, len(motion))
    motion[:, CAMERA_AT] = 0.35 * np.sin(1.5 * t)
    motion[:, CAMERA_AT + 1] = 0.15 * np.sin(t)
    motion[:, CAMERA_AT + 2] = 1.15 - 0.25 * np.cos(t / 2)
    motion[:, CAMERA_AT + 3] = 0.2 * np.sin(t / 2)
    return motion
