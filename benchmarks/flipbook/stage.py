"""Pictures and tracks as frames, by the compositor that draws every clip: what is judged is what a person would see."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from generator.flipbook.compositor import Compositor, Scene
from generator.flipbook.known import LAYER_SIZES, Known
from generator.flipbook.layout import CAMERA_AT, LIGHT_AT, N_KEYS, N_MOTION, POSE, WEATHER_AT
from generator.flipbook.pipeline import FlipbookPipeline

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]

LOOK_PX = 64
"""Side of the pictures that the classifier looks at."""
LOOK_ZOOM = 1.9
"""At this zoom a subject of scale 1 fills four fifths of a square frame."""
MATTE_PX = 96


def still(zoom: float = 1.0) -> F32:
    """(24, N_MOTION) world motion in which the first subject stands in the middle and the others are away."""
    rows = np.zeros((N_KEYS, N_MOTION), np.float32)
    for name, value in (("scale", 1.0), ("opacity", 1.0), ("facing", 1.0)):
        rows[:, POSE.index(name)] = value
    rows[:, CAMERA_AT + 2] = zoom
    rows[:, LIGHT_AT] = 1.0
    return rows


def plain(motion: F32) -> F32:
    """The same motion under a steady light, with a camera that stands still and with clear air."""
    out = motion.copy()
    out[:, CAMERA_AT:] = still()[0, CAMERA_AT:]
    return out


def bare(motion: F32) -> F32:
    """The same motion under a steady light and with clear air; the camera moves as it does."""
    out = motion.copy()
    out[:, LIGHT_AT : LIGHT_AT + 2] = (1.0, 0.0)
    out[:, WEATHER_AT:] = 0.0
    return out


def flat(colour: tuple[int, int, int]) -> U8:
    """A canvas of one colour."""
    return np.full((2, 3, 3), colour, np.uint8)


def sprite(pipeline: FlipbookPipeline, tokens: Tensor) -> U8:
    """(1, N, C) tokens of a subject -> its enlarged picture, (s, s, 4) premultiplied."""
    nothing = {name: torch.zeros(1, *LAYER_SIZES[name]) for name in ("background", "motion")}
    known = {
        "subject1": Known(tokens=tokens),
        "background": Known(tokens=nothing["background"], exact=flat((0, 0, 0))),
        "motion": Known(tokens=nothing["motion"]),
    }
    sprites: tuple[U8, ...] = pipeline({}, n_subjects=1, known=known).scene.sprites
    return sprites[0]


def look(picture: U8, canvas: U8) -> U8:
    """A sprite before a canvas, (64, 64, 3): what the classifier is shown."""
    return draw(canvas, picture, still(LOOK_ZOOM), size=(LOOK_PX, LOOK_PX), n_frames=1)[0]


def draw(canvas: U8, picture: U8 | None, motion: F32, *, size: tuple[int, int], n_frames: int) -> U8:
    """(n, h, w, 3) frames of one shot without shadows.

    Args:
        canvas: (h, w, 3).
        picture: The first subject's sprite; None shows the place alone.
        motion: (keys, N_MOTION), world units; with as many frames as keys each frame is a key.
        size: Width and height in pixels.
        n_frames: How many.
    """
    scene = Scene(background=canvas, sprites=() if picture is None else (picture,), motion=motion, floor=False)
    return np.stack(list(Compositor(scene, width_px=size[0], height_px=size[1], n_frames=n_frames).frames()))


def matte(picture: U8) -> tuple[U8, F32]:
    """Colour (h, w, 3) and opacity (h, w), 0..1, of a sprite, measured from what is seen before black and white.

    Difference matting (Smith & Blinn, "Blue screen matting", 1996): before two known grounds, one equation a colour
    tells how much of the ground shines through.
    """
    size, pose = (MATTE_PX, MATTE_PX), still(LOOK_ZOOM)
    black, white = (
        draw(flat(ground), picture, pose, size=size, n_frames=1)[0].astype(np.float32)
        for ground in ((0, 0, 0), (255, 255, 255))
    )
    opacity = np.clip(1 - (white - black).mean(-1) / 255, 0, 1)
    colour = black / np.maximum(opacity, 1e-3)[..., None]
    return np.clip(np.round(colour), 0, 255).astype(np.uint8), opacity.astype(np.float32)


def small(frames: U8, size: tuple[int, int]) -> F32:
    """(n, h, w, 3) -> (n, height, width, 3) float 0..1 by area averaging."""
    return np.stack([cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in frames]).astype(
        np.float32
    ) / np.float32(255)
