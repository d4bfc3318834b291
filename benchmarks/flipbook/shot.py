"""One shot that is asked for: its words, what the model makes of them, and what it would truly be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.flipbook.bench import Bench, style_words
from generator.flipbook.layout import CAMERA_AT, MAX_SUBJECTS, N_MOTION, N_POSE, scale_motion, unscale_motion
from generator.flipbook.pipeline import FlipbookOutput
from generator.flipbook.train.animation import DIRECTION_PHRASES, MOTIONS, Poses
from generator.flipbook.train.atlas import VARIANTS
from generator.flipbook.train.batch import REST, background_tokens
from generator.flipbook.train.camera import CAMERA_PHRASES, STRENGTH_WORDS, CameraTrack, draw_camera
from generator.flipbook.train.light import LIGHTS
from generator.flipbook.train.setting import MOODS, SETTINGS
from policy.types import CameraKind

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
PACE = {strength: word for word, strength in reversed(STRENGTH_WORDS.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one shot should be.

    Attributes:
        subject: Index into the bench's subjects.
        style: Index into `STYLES`.
        motion: Key of `MOTIONS`.
        direction: -1 left, +1 right; without meaning where the motion has none.
        camera: The move.
        strength: Of the move; one of `STRENGTH_WORDS`.
        setting: Index into `SETTINGS`.
        duration_s: Seconds.
        variant: Which drawing of the setting.
    """

    subject: int
    style: int = 0
    motion: str = "idle"
    direction: int = 1
    camera: CameraKind = CameraKind.STATIC
    strength: float = 0.5
    setting: int = 0
    duration_s: float = 4.0
    variant: int = 0

    def roles(self, name: str) -> dict[str, str]:
        """The words that ask for it; `name` is the subject's."""
        motion = MOTIONS[self.motion]
        action = motion.phrases[0]
        if motion.directional:
            action += " " + DIRECTION_PHRASES["right" if self.direction > 0 else "left"][0]
        return {
            "subject1": name,
            "action1": action,
            "setting": SETTINGS[self.setting].phrases[0],
            "lighting": MOODS[0].phrases[0],
            "camera": f"{CAMERA_PHRASES[self.camera][0]} {PACE[self.strength]}".strip(),
            "style": style_words(self.style),
        }

    def poses(self, rng: np.random.Generator) -> Poses:
        """A true track of the subject."""
        return MOTIONS[self.motion].draw(rng, self.duration_s, self.direction)

    def camera_track(self, rng: np.random.Generator, follow: Poses) -> CameraTrack:
        """A true track of the camera."""
        return draw_camera(self.camera, self.strength, rng, self.duration_s, follow)


def made(bench: Bench, asked: Asked, seed: int, *, own_picture: bool = False) -> FlipbookOutput:
    """What the model makes of it.

    Args:
        bench: With the model.
        asked: The shot.
        seed: Of the noise.
        own_picture: Whether the model draws the subject too; else it is given the true picture.
    """
    known = {} if own_picture else {"subject1": bench.true_tokens(asked.subject, asked.style)}
    return bench.pipeline(
        asked.roles(bench.subjects[asked.subject].name),
        duration_s=asked.duration_s,
        sampling=bench.seeded(seed),
        known=known,
    )


def true(bench: Bench, asked: Asked, rng: np.random.Generator) -> FlipbookOutput:
    """What it would truly be: the true pictures and a fresh true track, through the same pipeline's compositor."""
    known = {
        "subject1": bench.true_tokens(asked.subject, asked.style),
        "background": background_tokens(place(bench, asked)[None]),
        "motion": scale_motion(torch.from_numpy(true_motion(asked, rng)))[None],
    }
    return bench.pipeline({}, duration_s=asked.duration_s, known=known)


def true_motion(asked: Asked, rng: np.random.Generator) -> F32:
    """(24, N_MOTION) of a fresh true shot, in world units, under a steady light."""
    rows = np.tile(REST[0], MAX_SUBJECTS)
    poses = asked.poses(rng)
    out = np.zeros((len(poses), N_MOTION), np.float32)
    out[:, :CAMERA_AT] = rows
    out[:, :N_POSE] = poses
    camera = asked.camera_track(rng, poses)
    light = LIGHTS["steady"].draw(rng, asked.duration_s)
    out[:, CAMERA_AT : CAMERA_AT + camera.shape[1] + light.shape[1]] = np.concatenate([camera, light], 1)
    return out


def place(bench: Bench, asked: Asked) -> U8:
    """(96, 144, 3): the true canvas of the setting in plain daylight.

    Raises:
        KeyError: The atlas has no drawing of it.
    """
    found = np.flatnonzero((bench.atlas.scene_setting == asked.setting) & (bench.atlas.scene_mood == 0))
    if not len(found):
        raise KeyError(f"the atlas has no drawing of {SETTINGS[asked.setting].name!r}")
    return np.asarray(bench.atlas.scene[found[asked.variant % VARIANTS]])


def motion_of(out: FlipbookOutput) -> F32:
    """(24, N_MOTION) in world units."""
    return np.asarray(unscale_motion(out.layers["motion"])[0].numpy(), np.float32)
