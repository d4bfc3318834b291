"""Finding the mark of `generator.provenance.watermark` in frames of any origin.

Each frame's fine detail is kept, weighed down where the picture is busy, and averaged over the frames; for each of many
sizes that the clip may have been scaled to, the average is laid into one tile, and the key's phases are looked for at
every shift at once by one Fourier transform. A find needs the always-equal part of the mark and a matching CRC.

**The bound on false finds holds for every picture.** The phases of a key are independent of a file that was not made
with it. The search statistic z is a sum of cosines of independent uniform phases, with weights taken from magnitudes
alone, divided by its own standard deviation; such a sum is sub-Gaussian (Hoeffding 1963), so P(z >= t) <= exp(-t^2 / 2)
for each position and size, whatever the picture shows. The bound that is told is that, times the number of positions
and sizes, times the chance of a CRC among the readings that are tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from generator.provenance.watermark import N_SYMBOLS, SYMBOL_BITS, TILE_PX, Carrier, crc

if TYPE_CHECKING:
    Plane = npt.NDArray[np.float32]  # (H, W)

COMMON_SIZES = (1.0, 0.75, 0.5, 2 / 3, 1.5, 2.0, 0.8, 1.25, 4 / 3, 0.9)
_STEP = 1.007  # of the sizes in between: at the edge of a 512 pixel frame the tile is then off by a pixel at most
_SMALLEST, _LARGEST = 0.45, 2.2
SIZES = (
    *COMMON_SIZES,
    *(_SMALLEST * _STEP**k for k in range(round(math.log(_LARGEST / _SMALLEST) / math.log(_STEP)) + 1)),
)
"""How large a clip may be, against its size when it was marked: likely sizes first, then a grid."""

LARGEST_BOUND = 1e-9
"""A find of which the bound on false finds is above this is none."""

_N_READINGS = 2**N_SYMBOLS  # the best two values of each symbol
_N_SHIFTS = TILE_PX * TILE_PX
_BLUR_PX = 17
_FLOOR = 2.0  # levels: detail below this is as likely the mark as the picture
_CUT = 1.5  # a pixel counts no more than this, in units of the detail around it
_CAP = 2.5  # a frequency counts no more than this, in units of the frequencies of its radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mark that was found.

    Attributes:
        mark_id: The 32 bits.
        confidence: Mean cosine between the phases that were found and those expected, 0..1.
        z: The search statistic.
        false_find_bound: Upper bound on the chance that a file not made with this key gives such a find.
        scale: The clip's size against its size when it was marked.
    """

    mark_id: int
    confidence: float
    z: float
    false_find_bound: float
    scale: float


def evidence(frames: Iterable[npt.NDArray[np.uint8]]) -> Plane | None:
    """What all frames have in common in their fine detail; None without frames.

    Args:
        frames: Luma, uint8 (H, W), all of one size.
    """
    total: Plane | None = None
    for frame in frames:
        luma = frame.astype(np.float32)
        detail = luma - cv2.blur(luma, (_BLUR_PX, _BLUR_PX))
        around = cv2.blur(np.abs(detail), (_BLUR_PX, _BLUR_PX)) + _FLOOR
        weighed = np.clip(detail / around, -_CUT, _CUT)
        total = weighed if total is None else total + weighed
    return total


def find(key: Carrier, seen: Plane, *, sizes: Sequence[float] = SIZES) -> Found | None:
    """The mark in a picture's evidence, if there is one; the first size with one ends the search.

    Args:
        key: The carrier that the mark was made with.
        seen: What `evidence` gave.
        sizes: The sizes to try. The bound counts all of them.
    """
    for scale in sizes:
        tile = folded(seen, scale)
        phasor, weight = spectrum(key, tile)
        z, x, y = locate(key, phasor, weight)
        bound = false_find_bound(z, len(sizes))
        if bound > LARGEST_BOUND:
            continue
        shifted = phasor * np.exp(2j * np.pi / TILE_PX * (key.column * x + key.row * y))
        mark_id = _read(key, shifted)
        if mark_id is not None:
            confidence = _coherence(key, shifted, weight, mark_id)
            return Found(mark_id=mark_id, confidence=confidence, z=z, false_find_bound=bound, scale=scale)
    return None


def false_find_bound(z: float, n_sizes: int) -> float:
    """Upper bound on the chance that a file without the mark gives a find with this statistic or a higher one.

    Args:
        z: The search statistic.
        n_sizes: How many sizes are tried.
    """
    chance = math.exp(-z * z / 2) if z > 0 else 1.0
    return float(min(1.0, chance * _N_SHIFTS * n_sizes * _N_READINGS / 2**16))


def folded(seen: Plane, scale: float) -> Plane:
    """The evidence at the size it was marked in, all tiles laid over each other, (TILE_PX, TILE_PX)."""
    if scale != 1:
        size = max(1, round(seen.shape[1] / scale)), max(1, round(seen.shape[0] / scale))
        way = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
        seen = np.asarray(cv2.resize(seen, size, interpolation=way), np.float32)
    down, right = -seen.shape[0] % TILE_PX, -seen.shape[1] % TILE_PX
    padded = np.pad(seen, ((0, down), (0, right)))
    tiles = padded.reshape(padded.shape[0] // TILE_PX, TILE_PX, padded.shape[1] // TILE_PX, TILE_PX)
    laid: Plane = tiles.sum((0, 2))
    return laid


def spectrum(key: Carrier, tile: Plane) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.float64]]:
    """The tile at the key's frequencies: phasors of a limited length, and those lengths; both (n,).

    Natural pictures are strongest at low frequencies, so each is measured against the others of its radius.
    """
    values = np.fft.rfft2(tile)[key.row, key.column]
    length = np.abs(values) + np.finfo(np.float32).tiny
    radius = np.hypot(np.minimum(key.row, TILE_PX - key.row), key.column).astype(np.intp)
    sums, counts = np.bincount(radius, length), np.bincount(radius)
    usual = sums[radius] / counts[radius]
    weight = np.minimum(length / usual, _CAP)
    return values / length * weight, weight


def locate(key: Carrier, phasor: npt.NDArray[np.complex128], weight: npt.NDArray[np.float64]) -> tuple[float, int, int]:
    """The shift at which the always-equal part fits best: its statistic, and how far right and down it is."""
    n = key.n_sync
    product_spectrum = np.zeros((TILE_PX, TILE_PX // 2 + 1), np.complex128)
    product_spectrum[key.row[:n], key.column[:n]] = phasor[:n] * np.conj(key.sync)
    # irfft2 counts each frequency and its mirror once, and divides by the number of pixels.
    fit = np.fft.irfft2(product_spectrum, (TILE_PX, TILE_PX)) * (_N_SHIFTS / 2)
    y, x = divmod(int(fit.argmax()), TILE_PX)
    return float(fit[y, x] / math.sqrt((weight[:n] ** 2).sum() / 2)), x, y


def _read(key: Carrier, shifted: npt.NDArray[np.complex128]) -> int | None:
    """The id, from the best two values of each symbol, if one of their combinations has a CRC that fits."""
    heard = shifted[key.n_sync :].reshape(N_SYMBOLS, 1, -1)
    scores = (heard * np.conj(key.book)).real.sum(axis=2)  # (N_SYMBOLS, 256)
    best = np.argsort(scores, axis=1)[:, :-3:-1]  # (N_SYMBOLS, 2)
    lost = scores.max(axis=1, keepdims=True) - np.take_along_axis(scores, best, axis=1)
    choices = sorted(
        product(range(2), repeat=N_SYMBOLS), key=lambda pick: float(lost[np.arange(N_SYMBOLS), pick].sum())
    )
    for pick in choices:
        word = 0
        for symbol in best[np.arange(N_SYMBOLS), pick]:
            word = word << SYMBOL_BITS | int(symbol)
        mark_id = word >> 16
        if crc(mark_id) == word & 0xFFFF:
            return mark_id
    return None


def _coherence(
    key: Carrier, shifted: npt.NDArray[np.complex128], weight: npt.NDArray[np.float64], mark_id: int
) -> float:
    word = mark_id << 16 | crc(mark_id)
    spoken = [key.book[place, word >> 8 * (N_SYMBOLS - 1 - place) & 0xFF] for place in range(N_SYMBOLS)]
    expected = np.concatenate([key.sync, *spoken])
    return float((shifted * np.conj(expected)).real.sum() / weight.sum())
