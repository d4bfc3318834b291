"""The subjects that Flipbook learns: which picture belongs to which words, and the pictures themselves.

Pictures come from openly licensed icon sets (build-time only; see the model card) and from our own vector art in
`art/`. Nobody real can be drawn because nobody real is in the data.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from generator.flipbook.train.derive import glossy, ink_on_paper, line_drawing

HERE = Path(__file__).parent
STYLES = ("flat", "playful", "line", "glossy")
PACKS = {
    "flat": "fluent-emoji-flat",
    "playful": "noto",
    "line": "fluent-emoji-high-contrast",
    "glossy": "fluent-emoji",
}
STYLE_PHRASES = {
    "flat": ("flat", "flat illustration", "flat vector", "minimal", "clean flat", "modern flat"),
    "playful": ("playful", "cartoon", "playful cartoon", "comic", "cheerful cartoon", "whimsical"),
    "line": ("line art", "line drawing", "outline drawing", "ink drawing", "black and white", "colouring book"),
    "glossy": ("glossy", "glossy 3d", "3d render", "shiny", "soft 3d", "3d cartoon"),
}
ART_PREFIX = "art:"
DETAIL = 4
"""How many times finer than asked a derived picture is made before it is reduced."""
Rgba = npt.NDArray[np.uint8]


STYLE_WEIGHT = {"flat": 0.4, "playful": 0.2, "line": 0.2, "glossy": 0.2}
"""Share of a training's pictures that is drawn in each style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One nameable thing.

    Attributes:
        name: Its caption.
        icon: Icon name, or `art:` and a file stem of `art/`.
        synonyms: Other words for it.
        faces_left: Whether the picture looks to the left, so that it is mirrored when it travels right.
        everyday: Whether it is among what people ask for most; the judge takes its common subjects from these.
    """

    name: str
    icon: str
    synonyms: tuple[str, ...]
    faces_left: bool
    everyday: bool


@cache
def subjects() -> tuple[Subject, ...]:
    """All subjects of `subjects.txt`, in file order."""
    out = []
    faces_left = False
    for line in (HERE / "subjects.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            faces_left = line == "[left]"
        elif line and not line.startswith("#"):
            head, _, synonyms = line.lstrip("~").partition("|")
            name, _, icon = head.partition("=")
            out.append(
                Subject(
                    name=name,
                    icon=icon or name.replace(" ", "-"),
                    synonyms=tuple(synonyms.split(",")) if synonyms else (),
                    faces_left=faces_left,
                    everyday=not line.startswith("~"),
                )
            )
    return tuple(out)


class IconFolder:
    """Icons of the installed npm packages and our own art.

    Args:
        node_modules: Folder that holds `@iconify-json`.

    Raises:
        FileNotFoundError: A set is not installed.
    """

    def __init__(self, node_modules: Path) -> None:
        self._packs = {
            style: json.loads(
                (node_modules / "@iconify-json" / PACKS[style] / "icons.json").read_text(encoding="utf-8")
            )
            for style in STYLES
        }

    def svg(self, icon: str, style: str) -> str | None:
        """SVG text of one icon in one style; None where the set has none. Our own art exists in `flat` alone."""
        if icon.startswith(ART_PREFIX):
            path = HERE / "art" / f"{icon.removeprefix(ART_PREFIX)}.svg"
            return path.read_text(encoding="utf-8") if style == "flat" else None
        pack = self._packs[style]
        name = pack.get("aliases", {}).get(icon, {}).get("parent", icon)
        if name not in pack["icons"]:
            return None
        entry = pack["icons"][name]
        w, h = entry.get("width", pack.get("width", 32)), entry.get("height", pack.get("height", 32))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="0 0 {w} {h}">{entry["body"]}</svg>'
        )

    def picture(self, icon: str, style: str, side: int) -> Rgba | None:
        """One icon in one style, (side, side, 4) RGBA; None where it does not exist.

        `line` and `glossy` are derived from the flat drawing where their set lacks the icon; `playful` is not.
        """
        svg = self.svg(icon, style)
        if style == "line" and svg is not None:
            ink = rasterise(svg, width=side * DETAIL, height=side * DETAIL)[..., 3]
            return reduce(ink_on_paper(np.ascontiguousarray(ink)), side)
        if svg is not None:
            return rasterise(svg, width=side, height=side)
        flat = self.svg(icon, "flat")
        if style not in DERIVED or flat is None:
            return None
        return reduce(DERIVED[style](rasterise(flat, width=side * DETAIL, height=side * DETAIL)), side)


DERIVED = {"line": line_drawing, "glossy": glossy}


def rasterise(svg: str, *, width: int, height: int) -> Rgba:
    """SVG text -> (height, width, 4) straight-alpha RGBA."""
    import resvg_py  # a build-time dependency of training alone

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height))
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA").resize((width, height)))


def reduce(picture: Rgba, side: int) -> Rgba:
    """A straight-alpha picture averaged down to (side, side, 4)."""
    x = picture.astype(np.float32)
    x[..., :3] *= x[..., 3:] / 255
    small = np.asarray(cv2.resize(x, (side, side), interpolation=cv2.INTER_AREA), np.float32)
    small[..., :3] *= 255 / np.maximum(small[..., 3:], 1)
    return np.round(small.clip(0, 255)).astype(np.uint8)


def pictures(folder: IconFolder, side: int, wanted: Iterable[Subject]) -> Iterator[tuple[int, str, Rgba]]:
    """(index into `wanted`, style, (side, side, 4) RGBA) for every picture that exists."""
    for index, subject in enumerate(wanted):
        for style in STYLES:
            picture = folder.picture(subject.icon, style, side)
            if picture is not None:
                yield index, style, picture
