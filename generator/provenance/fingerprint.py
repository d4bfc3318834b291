"""A perceptual fingerprint: text that is nearly the same for a clip and for its re-encoded, scaled or trimmed copies.

Of each of eight moments, evenly spread over the clip, the signs of 63 low cosine coefficients of its luma (Zauner 2010,
"Implementation and benchmarking of perceptual image hash functions"). It says that two files look alike, never that
they are the same; a clip that only resembles another one may come near to it as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from generator.types import Frame

PREFIX = "dct8:"
"""Says how a fingerprint was taken; those of another prefix cannot be compared."""

N_MOMENTS = 8
N_BITS = N_MOMENTS * 63
NEAR = 0.14
"""Share of bits that differ up to which two fingerprints are told as a match."""

_SIDE = 32
_LOW = 8  # coefficients a side
_MIDDLE = (_LOW * _LOW - 1) // 2


class Fingerprinter:
    """Takes the frames of a clip as they pass and keeps what the fingerprint needs.

    Args:
        n_frames: How many there will be.
    """

    def __init__(self, n_frames: int) -> None:
        self._wanted = moments(n_frames)
        self._seen: dict[int, bytes] = {}
        self._i = 0

    def take(self, frame: Frame) -> None:
        """Look at the next frame, uint8 (H, W, 3)."""
        if self._i in self._wanted:
            small = cv2.resize(frame, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
            self._seen[self._i] = _signs(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
        self._i += 1

    def text(self) -> str:
        """The fingerprint, after the last frame."""
        return PREFIX + b"".join(self._seen[i] for i in self._wanted).hex()


def moments(n_frames: int) -> list[int]:
    """The frames that are looked at; in a very short clip some of them more than once."""
    return [int((k + 0.5) / N_MOMENTS * n_frames) for k in range(N_MOMENTS)]


def of_luma(frames: Sequence[npt.NDArray[np.uint8]]) -> str:
    """The fingerprint of a whole clip's luma: at least one frame, each (H, W)."""
    small = [cv2.resize(frames[i], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) for i in moments(len(frames))]
    return PREFIX + b"".join(_signs(picture) for picture in small).hex()


def distance(one: str, other: str) -> float:
    """Share of bits that differ, 0..1; 1 where one of the texts is no fingerprint of this kind.

    Args:
        one: A fingerprint.
        other: A fingerprint.
    """
    if not (one.startswith(PREFIX) and other.startswith(PREFIX) and len(one) == len(other)):
        return 1.0
    try:
        bits = int(one.removeprefix(PREFIX), 16) ^ int(other.removeprefix(PREFIX), 16)
    except ValueError:
        return 1.0
    return bits.bit_count() / N_BITS


def _signs(luma: npt.ArrayLike) -> bytes:
    """The signs of the low coefficients without the mean, which is left at zero: 64 bits."""
    low = cv2.dct(np.asarray(luma, np.float32))[:_LOW, :_LOW].ravel()
    low[0] = 0
    middle = np.partition(low[1:], _MIDDLE)[_MIDDLE]  # the median, for an odd number of them
    return np.packbits(low > middle).tobytes()
