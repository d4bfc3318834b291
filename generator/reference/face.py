"""Says whether a picture shows a face, by two detectors that must agree.

The first is OpenCV's frontal Haar cascade. scikit-image's LBP cascade is no dependency, so the second opinion comes
from OpenCV's `alt2` cascade, which was trained apart from the first, and from its profile cascade. All three come with
`opencv-python-headless` 4. The frontal ones are run on the upright picture and on its three turns (Viola and Jones,
2001; Lienhart and Maydt, 2002). Cascades are simple: they overlook faces that are small, covered, dark or half turned
away, and take some patterns for faces. That is why one opinion alone is already `uncertain`, and "no face" is no proof.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policy.types import FaceState

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

Opinion = Callable[[NDArray[np.uint8]], Sequence[Box]]
"""From brightness (H, W) to where faces are."""

LEAST_SIDE_PX = 48
"""In a smaller picture the cascades see nothing, and a face can still be known."""

LONGEST_SIDE_PX = 640
AGREEMENT = 0.3
"""Least share of common area (intersection over union) at which two boxes are one face."""

FRONTAL, SECOND, PROFILE = (
    "haarcascade_frontalface_default.xml",
    "haarcascade_frontalface_alt2.xml",
    "haarcascade_profileface.xml",
)
_SCALE_STEP = 1.1
_N_NEIGHBOURS = 4
_LEAST_FACE_PX = 24

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFinder:
    """Two opinions on where faces are.

    Attributes:
        first: One detector.
        second: Another one, that errs in other ways.
        side: What the second one also takes for faces when it is shown the picture upright.
    """

    first: Opinion
    second: Opinion
    side: Opinion = lambda _grey: ()

    def look(self, grey: NDArray[np.uint8]) -> FaceState:
        """Whether there is a face: for sure where both agree on one, perhaps where one alone sees something.

        Args:
            grey: Brightness, uint8 (H, W).

        Returns:
            `unchecked` where a detector fails, which counts as a face.
        """
        if min(grey.shape) < LEAST_SIDE_PX:
            return FaceState.UNCERTAIN
        state = FaceState.NONE
        try:
            for n_turns in range(4):
                turned = np.ascontiguousarray(np.rot90(grey, n_turns))
                first, second = self.first(turned), [*self.second(turned), *(() if n_turns else self.side(turned))]
                if any(_overlap(one, other) >= AGREEMENT for one in first for other in second):
                    return FaceState.PRESENT
                if len(first) or len(second):
                    state = FaceState.UNCERTAIN
        except Exception:
            _logger.exception("a look for faces failed")
            return FaceState.UNCHECKED
        return state


def find_faces(grey: NDArray[np.uint8]) -> FaceState:
    """Whether there is a face, by OpenCV's cascades.

    Args:
        grey: Brightness, uint8 (H, W).

    Returns:
        `unchecked`, which counts as a face, where OpenCV or its cascades are missing.
    """
    try:
        finder = haar_finder()
    except (ImportError, AttributeError, OSError) as exc:
        _logger.warning("there is no look for faces, so each picture counts as one with a face: %s", exc)
        return FaceState.UNCHECKED
    return finder.look(_shrunk(grey))


@cache
def haar_finder() -> FaceFinder:
    """The finder over the cascades that come with OpenCV 4.

    Raises:
        ImportError: OpenCV is not installed.
        AttributeError: This OpenCV has no cascades; release 5 left them out.
        OSError: A cascade is missing or damaged.
    """
    frontal, second, profile = _cascade(FRONTAL), _cascade(SECOND), _cascade(PROFILE)

    def sides(grey: NDArray[np.uint8]) -> Sequence[Box]:
        width = grey.shape[1]
        # The cascade knows one side of a face only.
        mirrored = profile(np.ascontiguousarray(grey[:, ::-1]))
        return [*profile(grey), *((width - x - w, y, w, h) for x, y, w, h in mirrored)]

    return FaceFinder(first=frontal, second=second, side=sides)


def _cascade(name: str) -> Opinion:
    # OpenCV takes a quarter of a second to load, and only a reference picture needs it.
    import cv2.data

    path = Path(cv2.data.haarcascades) / name
    classifier = cv2.CascadeClassifier(str(path))
    if classifier.empty():
        raise OSError(f"face cascade {str(path)!r} is missing or damaged")

    def opinion(grey: NDArray[np.uint8]) -> Sequence[Box]:
        found = classifier.detectMultiScale(
            grey,
            scaleFactor=_SCALE_STEP,
            minNeighbors=_N_NEIGHBOURS,
            minSize=(_LEAST_FACE_PX, _LEAST_FACE_PX),
        )
        return [(int(x), int(y), int(w), int(h)) for x, y, w, h in found]

    return opinion


def _shrunk(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with no side longer than the cascades need."""
    from PIL import Image

    longest = max(grey.shape)
    if longest <= LONGEST_SIDE_PX:
        return grey
    image = Image.fromarray(grey)
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.uint8)


def _overlap(one: Box, other: Box) -> float:
    """The share of common area of two boxes, 0..1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    whole = one[2] * one[3] + other[2] * other[3] - common
    return common / whole if whole else 0.0
