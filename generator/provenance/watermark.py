"""An invisible mark in the picture itself: 32 bits that a re-encode leaves in place, without a model.

Keyed spread spectrum in the Fourier domain (Cox et al. 1997, "Secure spread spectrum watermarking for multimedia"). One
tile of 128x128 luma offsets is repeated over the frame, the same in every frame. Each frequency of the tile between
wavelengths of 5 and 21 pixels has a phase that the key gives. A third of them are always the same, so that the mark is
found after a crop; the others carry the id and its CRC-16 as six symbols of eight bits, each symbol one of 256
sequences of phases. Where a picture is busy everywhere around a pixel the offsets are stronger, since the eye sees less
there.

It is blind: finding it (`generator.provenance.search`) takes the key and the file, nothing else. Whoever averages many
clips of one installation can learn the tile and take the mark out; it tells what a clip is and is no lock.
"""

from __future__ import annotations

import hashlib
import math
from binascii import crc_hqx
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from generator.types import Frame

ALGORITHM = "org.reelwright.spread.1"
"""Name of this mark in credentials; another layout of tile or bits takes another name."""

TILE_PX = 128
MAX_ID = 2**32 - 1
N_SYMBOLS, SYMBOL_BITS = 6, 8
STRENGTH = 1.6  # root mean square of the offsets, in levels of 255: 44 dB PSNR on flat art, where a codec keeps least

_KEY_BYTES = 32
_LOW, _HIGH = 6.0, 26.0  # cycles a tile: wavelengths of 21 to 5 pixels
_SYNC_SHARE = 1 / 3
_CREST = 2.3  # offsets beyond this many times their root mean square would be the first to be seen
_CONTEXT = b"reelwright watermark 1\0"
_EXTRA = ((5.0, 1.2), (12.0, 1.8))
"""(activity, strength): what is added once more where the picture's activity is at least that."""
_MANY_TILES = 4  # a frame that holds fewer repeats the mark less often, and is marked more strongly
_MOST_GAIN = math.sqrt(2)
_REFRESH_FRAMES = 6  # how long one look at the activity holds; a look costs as much as marking five frames
_CHANGED_SHARE = 0.01  # of the picture: below that the strengths stay as they are, since changing them costs more
_STRIDE_PX = 4
_AROUND = np.ones(
    (5, 5), np.uint8
)  # activity must hold over 5 * 4 pixels, so that a lone edge is not taken for texture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carrier:
    """The frequencies of a tile under one key, and the phase of each.

    Attributes:
        row: Row of each frequency in the tile's spectrum, (n,); the first `n_sync` are always the same.
        column: Column of each, (n,).
        n_sync: How many make the mark findable.
        sync: Unit phasors of those, (n_sync,).
        book: Unit phasors of the others for each value of each symbol, (N_SYMBOLS, 256, n / N_SYMBOLS).
    """

    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    n_sync: int
    sync: npt.NDArray[np.complex64]
    book: npt.NDArray[np.complex64]

    def tile(self, mark_id: int) -> npt.NDArray[np.float64]:
        """The luma offsets that say an id, with a root mean square of 1, (TILE_PX, TILE_PX).

        Args:
            mark_id: 0..MAX_ID.
        """
        symbols = _symbols(mark_id)
        spoken = [self.book[place, value] for place, value in enumerate(symbols)]
        spectrum = np.zeros((TILE_PX, TILE_PX // 2 + 1), np.complex128)
        spectrum[self.row, self.column] = np.concatenate([self.sync, *spoken])
        tile = np.fft.irfft2(spectrum, (TILE_PX, TILE_PX))
        tile = np.clip(tile / tile.std(), -_CREST, _CREST)
        cut: npt.NDArray[np.float64] = tile / tile.std()
        return cut


@lru_cache(maxsize=8)
def carrier(key: bytes) -> Carrier:
    """The carrier of a key.

    Args:
        key: 32 random bytes.

    Raises:
        ValueError: The key has another length.
    """
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a watermark key of {len(key)!r} bytes is not allowed: it must have {_KEY_BYTES}")
    row, column = _band()
    size = 1 << SYMBOL_BITS
    n_symbol = int(len(row) * (1 - _SYNC_SHARE)) // N_SYMBOLS
    n_sync = len(row) - n_symbol * N_SYMBOLS
    n_phases = n_sync + N_SYMBOLS * size * n_symbol
    stream = hashlib.shake_256(_CONTEXT + key).digest(4 * (len(row) + n_phases))
    drawn = np.frombuffer(stream, "<u4")
    order = np.argsort(drawn[: len(row)], kind="stable")
    phasor = np.exp(2j * np.pi * (drawn[len(row) :] / 2**32)).astype(np.complex64)
    return Carrier(
        row=row[order],
        column=column[order],
        n_sync=n_sync,
        sync=phasor[:n_sync],
        book=phasor[n_sync:].reshape(N_SYMBOLS, size, n_symbol),
    )


def _band() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the frequencies that are used; a real tile mirrors them into the other half."""
    y = np.fft.fftfreq(TILE_PX, 1 / TILE_PX)[:, None]  # (T, 1)
    x = np.arange(TILE_PX // 2)[None]  # (1, T / 2)
    radius = np.hypot(y, x)
    row, column = np.nonzero((radius >= _LOW) & (radius <= _HIGH) & ((x > 0) | (y > 0)))
    return row, column


def crc(mark_id: int) -> int:
    """CRC-16/CCITT-FALSE of an id."""
    return crc_hqx(mark_id.to_bytes(4, "big"), 0xFFFF)


def _symbols(mark_id: int) -> bytes:
    if not 0 <= mark_id <= MAX_ID:
        raise ValueError(f"watermark id {mark_id!r} is not allowed: it must be 0..{MAX_ID}")
    return mark_id.to_bytes(4, "big") + crc(mark_id).to_bytes(2, "big")


def id_of(clip_id: str) -> int:
    """The 32 bits that a clip's picture carries: the first of the SHA-256 of its id.

    Two clips may share them (one pair in about 77,000 clips is to be expected); a look-up by mark gives all of them.
    """
    return int.from_bytes(hashlib.sha256(clip_id.encode()).digest()[:4], "big")


class Stamp:
    """Puts one id into the frames of one clip, in their order.

    Args:
        key: The carrier's key.
        mark_id: 0..MAX_ID.
        width_px: Frame width.
        height_px: Frame height.
    """

    def __init__(self, key: Carrier, mark_id: int, width_px: int, height_px: int) -> None:
        self._tile = key.tile(mark_id)
        self._size = width_px, height_px
        self._gain = _gain(width_px, height_px)
        self._everywhere = _offsets(self._tile, STRENGTH * self._gain, self._size)
        self._extra: list[tuple[Frame, Frame]] = []  # made when a busy picture first asks for them
        self._offsets = self._everywhere
        self._level: npt.NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._n_frames = 0

    def apply(self, frame: Frame) -> None:
        """Add the mark to a writable, contiguous uint8 frame (H, W, 3)."""
        if self._n_frames % _REFRESH_FRAMES == 0:
            self._look(frame)
        self._n_frames += 1
        cv2.add(frame, self._offsets[0], dst=frame)
        cv2.subtract(frame, self._offsets[1], dst=frame)

    def _look(self, frame: Frame) -> None:
        """Choose the strength of the mark, place by place, for the frames that follow."""
        activity = _activity(frame)
        level = np.zeros(activity.shape, np.uint8)
        for least, _ in _EXTRA:
            level += activity >= least
        known = level.shape == self._level.shape
        if known and np.count_nonzero(level != self._level) < _CHANGED_SHARE * level.size:
            return
        self._level, self._offsets = level, self._everywhere
        if level.any():
            self._offsets = self._everywhere[0].copy(), self._everywhere[1].copy()
            self._extra = self._extra or [
                _offsets(self._tile, strength * self._gain, self._size) for _, strength in _EXTRA
            ]
            for k, extra in enumerate(self._extra):
                where = cv2.resize((level > k).astype(np.uint8), self._size, interpolation=cv2.INTER_NEAREST)
                cv2.add(self._offsets[0], extra[0], dst=self._offsets[0], mask=where)
                cv2.add(self._offsets[1], extra[1], dst=self._offsets[1], mask=where)


def _gain(width_px: int, height_px: int) -> float:
    """What the strength is multiplied by: 1 from 256x256 on, 1.41 at 128x128."""
    n_tiles = width_px * height_px / TILE_PX**2
    return float(np.clip((_MANY_TILES / n_tiles) ** 0.25, 1.0, _MOST_GAIN))


def _offsets(tile: npt.NDArray[np.float64], strength: float, size: tuple[int, int]) -> tuple[Frame, Frame]:
    """What is added and what is taken away, as pictures: the saturating sums of OpenCV know no negative bytes."""
    level = np.rint(tile[: size[1], : size[0]] * strength)
    return _laid(np.clip(level, 0, None), size), _laid(np.clip(-level, 0, None), size)


def _laid(tile: npt.NDArray[np.float64], size: tuple[int, int]) -> Frame:
    """The tile repeated over a grey picture."""
    grey = np.repeat(tile.astype(np.uint8)[..., None], 3, axis=2)
    repeats = math.ceil(size[1] / TILE_PX), math.ceil(size[0] / TILE_PX), 1
    return np.ascontiguousarray(np.tile(grey, repeats)[: size[1], : size[0]])


def _activity(frame: Frame) -> npt.NDArray[np.float32]:
    """How busy the picture is all around each place, in levels, on every fourth pixel."""
    green = np.ascontiguousarray(frame[::_STRIDE_PX, ::_STRIDE_PX, 1]).astype(np.float32)
    detail = cv2.blur(np.abs(green - cv2.blur(green, (5, 5))), (3, 3))
    return np.asarray(cv2.erode(detail, _AROUND), np.float32)
