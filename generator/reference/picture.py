"""What the gate must know of a picture that came from outside: its brightness and every text in its metadata.

Nothing else of the file goes on. Which files are read at all is told by `generator.flipbook.picture_file`.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from generator.errors import PictureError
from generator.flipbook.picture_file import FAULTS, load_picture

MAX_TEXT_CHARS = 20_000
"""Of all metadata together; a caption is shorter, and the gate reads every character."""

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
        path: See `generator.flipbook.picture_file.load_picture`.

    Raises:
        PictureError: It cannot be read or used, or holds more than 20,000 characters of text.
    """
    data, image = load_picture(path)
    try:
        texts = (path.name, *_texts(image))
    except FAULTS as exc:
        raise PictureError(f"the metadata of {path.name!r} is damaged: {type(exc).__name__}: {exc}") from exc
    grey = _grey(ImageOps.exif_transpose(image))
    n_chars = sum(map(len, texts))
    if n_chars > MAX_TEXT_CHARS:
        raise PictureError(f"{path.name!r} holds {n_chars!r} characters of text, must hold at most {MAX_TEXT_CHARS}")
    sha256 = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Picture(sha256=sha256, grey=grey, texts=tuple(dict.fromkeys(texts)))


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
