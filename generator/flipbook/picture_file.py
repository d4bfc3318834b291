"""A picture file from outside, read with care: what its header says is judged before a pixel is decoded.

PNG, JPEG and WebP, told by their first bytes and not by their name. Knows nothing of scenes.
"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from generator.errors import PictureError

U8 = npt.NDArray[np.uint8]

MAX_BYTES = 20_000_000
MAX_PIXELS = 16_000_000
MIN_SIDE_PX, MAX_SIDE_PX = 16, 10_000
VISIBLE = 16
"""Alpha, 0..255, from which a pixel counts as seen."""
FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, IndexError, OverflowError, MemoryError,
    RuntimeError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises on damaged files."""


def read_picture(path: Path) -> U8:
    """The picture upright, as (h, w, 4) straight-alpha RGBA.

    Args:
        path: A PNG, JPEG or WebP file of at most 20 MB, 16..10000 pixels a side, at most 16 megapixels, one frame.

    Raises:
        PictureError: The file is missing, no such picture, too small or large, animated, damaged or fully transparent.
    """
    _, image = load_picture(path)
    rgba = np.asarray(_eight_bits(ImageOps.exif_transpose(image)).convert("RGBA"))
    most = int(rgba[..., 3].max())
    if most < VISIBLE:
        raise PictureError(
            f"{path.name!r} is fully transparent: its highest alpha is {most!r}, {VISIBLE}..255 is needed"
        )
    return rgba


def load_picture(path: Path) -> tuple[bytes, ImageFile]:
    """The bytes of a file and its picture, decoded, as it lies in the file.

    Args:
        path: See `read_picture`; here the picture may be transparent.

    Raises:
        PictureError: The file is missing, no such picture, too small or large, animated or damaged.
    """
    name, data = path.name, _bytes(path)
    try:
        image = _opened(name, data)
        _check_size(name, *image.size)
        n_frames = int(getattr(image, "n_frames", 1))
        if n_frames != 1:
            raise PictureError(f"{name!r} is animated: it has {n_frames!r} frames, exactly 1 is allowed")
        image.load()
    except FAULTS as exc:
        raise PictureError(f"{name!r} is damaged or truncated and cannot be decoded: {exc}") from exc
    return data, image


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise PictureError(f"{str(path)!r} cannot be read: it must be a plain file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise PictureError(f"{str(path)!r} cannot be read: {why}") from exc
    if len(data) > MAX_BYTES:
        raise PictureError(f"{path.name!r} has more than {MAX_BYTES} bytes, at most {MAX_BYTES} are allowed")
    return data


def _opened(name: str, data: bytes) -> ImageFile:
    """The header alone; a decoder is chosen by the first bytes, so that no other one of Pillow's is ever reached."""
    file = io.BytesIO(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile(file)
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile(file)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        _check_size(name, *_webp_size(data))  # Pillow makes room for the whole picture as soon as it opens one
        return WebPImageFile(file)
    raise PictureError(f"{name!r} is no picture that can be used: it must be a PNG, JPEG or WebP file")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in a WebP header (RFC 9649)."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10 or kind not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise ValueError(f"the WebP header is cut off or unknown, {kind!r}")
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _check_size(name: str, width: int, height: int) -> None:
    if not MIN_SIDE_PX <= min(width, height) or not max(width, height) <= MAX_SIDE_PX:
        raise PictureError(f"{name!r} is {width}x{height} pixels, each side must be {MIN_SIDE_PX}..{MAX_SIDE_PX}")
    if width * height > MAX_PIXELS:
        raise PictureError(f"{name!r} is {width}x{height} = {width * height} pixels, at most {MAX_PIXELS} are allowed")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen-bit grey scaled down; Pillow alone would cut it off at 255."""
    if not image.mode.startswith("I"):
        return image
    grey = np.asarray(image).astype(np.int64) // 257
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
