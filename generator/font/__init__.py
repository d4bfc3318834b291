"""The typeface that everything drawn on a frame uses: DejaVu Sans Bold, shipped beside its licence.

Latin, Greek, Cyrillic, Hebrew and Arabic are covered; Chinese, Japanese, Korean and most Indic scripts are not, and
`missing` says which characters of a text would come out as empty boxes. For the words of the visible label alone, which
are fixed, a cut of Noto Sans CJK Bold has the glyphs that it lacks.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).with_name("DejaVuSans-Bold.ttf")
LABEL_FONT = Path(__file__).with_name("NotoSansCJK-Bold-labels.otf")

# A code point that no font may ever assign (a Unicode noncharacter): it is always drawn as the font's empty box.
_UNASSIGNED = "\U0010ffff"
_PROBE_PX = 24
# Control and format characters steer the layout and have no shape of their own.
_INVISIBLE = ("Cc", "Cf")


@lru_cache(maxsize=128)
def typeface(size_px: int) -> ImageFont.FreeTypeFont:
    """The shipped font at one size.

    Args:
        size_px: Em height in pixels, at least 1.
    """
    return ImageFont.truetype(str(FONT), size_px)


@lru_cache(maxsize=128)
def label_typeface(size_px: int, words: str) -> ImageFont.FreeTypeFont:
    """The font for words of a label at one size: the usual one, or the cut one where the usual one lacks a glyph.

    Args:
        size_px: Em height in pixels, at least 1.
        words: Words of `generator.label_text`.
    """
    return typeface(size_px) if not missing(words) else ImageFont.truetype(str(LABEL_FONT), size_px)


def missing(text: str) -> str:
    """The characters of a text that the font has no glyph for, each once, in the order they appear."""
    return "".join(ch for ch in dict.fromkeys(text) if not _is_invisible(ch) and not _has_glyph(ch))


def _is_invisible(ch: str) -> bool:
    return ch.isspace() or unicodedata.category(ch) in _INVISIBLE


@lru_cache(maxsize=4096)
def _has_glyph(ch: str) -> bool:
    return _shape(ch) != _shape(_UNASSIGNED)


def _shape(ch: str) -> tuple[tuple[int, int], bytes]:
    mask = typeface(_PROBE_PX).getmask(ch)
    return mask.size, bytes(mask)
