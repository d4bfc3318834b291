"""What the gate must know of stored layers: whether one of their pictures shows a face, and every text in the file.

A file of layers can hold any picture, whoever wrote it, so it is looked through like a picture that was given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np
import numpy.typing as npt

from generator.flipbook.known import Known
from generator.flipbook.layer_file import StoredLayers
from generator.flipbook.layout import BACKGROUND, PARTICLE, PICTURE_ROLES, SUBJECT
from policy.types import FaceState, Reference

U8 = npt.NDArray[np.uint8]

_GRIDS = {"background": BACKGROUND, "weather": PARTICLE, **dict.fromkeys(PICTURE_ROLES, SUBJECT)}
_WORST_FIRST = (FaceState.PRESENT, FaceState.UNCERTAIN, FaceState.UNCHECKED, FaceState.NONE)
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Brightness of red, green and blue, ITU-R BT.601."""


def examine_layers(stored: StoredLayers, *, sha256: str, name: str, look: Callable[[U8], FaceState]) -> Reference:
    """The value that the gate judges.

    Args:
        stored: What the file holds.
        sha256: `sha256:...` of the whole file.
        name: The file's name.
        look: From brightness, uint8 (H, W), to whether there is a face.
    """
    states = {look(grey) for layer, known in stored.layers.items() for grey in _pictures(layer, known)}
    return Reference(sha256=sha256, faces=worst(states), texts=tuple(dict.fromkeys((name, *stored.words.values()))))


def worst(states: Collection[FaceState]) -> FaceState:
    """The one that counts for all; `NONE` where there is none."""
    return next((state for state in _WORST_FIRST if state in states), FaceState.NONE)


def brightness(pixels: npt.NDArray[np.generic]) -> U8:
    """(h, w, 3 or 4) 0..255 -> (h, w), uint8; what is transparent counts too."""
    return np.asarray(np.round(pixels[..., :3].astype(np.float32) @ _LUMA), np.uint8)


def _pictures(layer: str, known: Known) -> Iterator[U8]:
    """Every picture of one layer as brightness: as the network sees it, and in full resolution where there is one."""
    if layer not in _GRIDS:
        return
    pixels = _GRIDS[layer].unpatchify(known.tokens)[0].permute(1, 2, 0).numpy()  # (h, w, C) in [-1, 1]
    yield brightness((pixels.clip(-1, 1) + 1) * 127.5)
    if known.exact is not None:
        yield brightness(known.exact)
