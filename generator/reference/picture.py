"""Reads a picture that came from outside (POLICY S5): kind and size are known before a pixel is decoded.

Only PNG, JPEG and WebP of one frame and at most 16 megapixels are read. Out of it come grey pixels and every text in
the metadata; nothing else of the file goes on. Pillow's faults are turned into ours here.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from generator.errors import PictureError

MAX_BYTES = 20_000_000
MAX_PIXELS = 16_000_000
MAX_TEXT_CHARS = 20_000
"""Of all metadata together; a caption is shorter, and the gate reads every character."""

_SIGNATURES = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
# Windows writes these as UTF-16, and these two begin with the name of their encoding.
_XP_TAGS = frozenset(range(0x9C9B, 0x9CA0))
_COMMENT_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
_MARKUP = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TEXT_RUN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """What is taken from a picture file.

    Attributes:
        sha256: `sha256:...` of the whole file.
        grey: Brightness, upright, uint8 (H, W).
        texts: The file's name, then every text in the metadata, each once.
    """

    sha256: str
    grey: NDArray[np.uint8]
    texts: tuple[str, ...]


def read_picture(path: Path) -> Picture:
    """The picture in a file.

    Args:
        path: A plain file of at most 20 MB.

    Raises:
        PictureError: It cannot be read, is no PNG, JPEG or WebP, has more than one frame or 16,000,000 pixels, is
            damaged, or holds more than 20,000 characters of text.
    """
    data = _bytes(path)
    kind = next((name for name, signature in _SIGNATURES.items() if signature.match(data)), None)
    if kind is None:
        raise PictureError(f"picture {path.name!r} begins with {data[:12]!r}, must be PNG, JPEG or WebP")
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            _check_header(image, path.name)
            image.load()
            texts = (path.name, *_texts(image))
            grey = _grey(ImageOps.exif_transpose(image))
    # A hostile file can make a decoder fail in any of these ways.
    except (
        OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError, MemoryError,
        Image.DecompressionBombError,
    ) as exc:  # fmt: skip
        raise PictureError(f"picture {path.name!r} is damaged: {type(exc).__name__}: {exc}") from exc
    n_chars = sum(map(len, texts))
    if n_chars > MAX_TEXT_CHARS:
        raise PictureError(
            f"picture {path.name!r} holds {n_chars!r} characters of text, must hold at most {MAX_TEXT_CHARS}"
        )
    sha256 = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Picture(sha256=sha256, grey=grey, texts=tuple(dict.fromkeys(texts)))


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise PictureError(f"picture {str(path)!r} must be a plain file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise PictureError(f"picture {str(path)!r} cannot be read: {why}") from exc
    if len(data) > MAX_BYTES:
        raise PictureError(f"picture {path.name!r} has more than {MAX_BYTES} bytes, must have at most {MAX_BYTES}")
    return data


def _check_header(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"picture {name!r} is {width}x{height} pixels, must have at most {MAX_PIXELS} in all")
    n_frames = getattr(image, "n_frames", 1)
    if n_frames != 1:
        raise PictureError(f"picture {name!r} has {n_frames!r} frames, must have one")


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith(("I", "F")):  # deeper than eight bits, which a conversion would cut off
        deep = np.asarray(image, dtype=np.float64)  # (H, W)
        span = max(float(deep.max() - deep.min()), 1.0)
        scaled: NDArray[np.uint8] = ((deep - deep.min()) * (255.0 / span)).astype(np.uint8)
        return scaled
    # Transparency is dropped: what it hides can be shown again.
    return np.asarray(image.convert("RGB").convert("L"), dtype=np.uint8)


def _texts(image: Image.Image) -> Iterator[str]:
    for key, value in image.info.items():
        if key == "exif":  # read below, tag by tag
            continue
        if key == "photoshop" and isinstance(value, dict):  # IPTC captions
            for part in value.values():
                yield from _plain(part)
        else:
            yield from _plain(value)
    exif = image.getexif()
    for tags in (exif, *(exif.get_ifd(ifd) for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1))):
        for tag, value in tags.items():
            yield from _plain(_decoded(tag, value))


def _decoded(tag: int, value: object) -> object:
    if not isinstance(value, bytes):
        return value
    if tag in _XP_TAGS:
        return value.decode("utf-16-le", "replace")
    code = _COMMENT_CODES.get(value[:8])
    return value[8:].decode(code, "replace") if code else value


def _plain(value: object) -> Iterator[str]:
    """The readable runs of a value of the metadata, without its markup."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return
    if "<" in value:  # XMP: texts stand between the tags and in their attributes
        attributes = " ".join(double or single for double, single in _ATTRIBUTE.findall(value))
        value = html.unescape(f"{_MARKUP.sub(' ', value)} {attributes}")
    run = " ".join(" ".join(_TEXT_RUN.findall(value)).split())
    if run:
        yield run
