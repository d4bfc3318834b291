"""From a picture file to the value that the gate judges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.reference.face import find_faces
from generator.reference.picture import read_picture
from policy.types import FaceState, Reference

Look = Callable[[NDArray[np.uint8]], FaceState]
"""From brightness, uint8 (H, W), to whether there is a face."""


def examine(path: Path, *, look: Look = find_faces) -> Reference:
    """What the gate must know of a reference picture.

    Args:
        path: A PNG, JPEG or WebP file.
        look: Looks for faces.

    Raises:
        PictureError: The file is no picture that may be used.
    """
    picture = read_picture(path)
    return Reference(sha256=picture.sha256, faces=look(picture.grey), texts=picture.texts)
