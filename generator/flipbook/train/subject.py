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

import numpy as np
import numpy.typing as npt
from PIL import Image

HERE = Path(__file__).parent
STYLES = ("flat", "playful")
PACKS = {"flat": "fluent-emoji-flat", "playful": "noto"}
STYLE_PHRASES = {
    "flat": ("flat", "flat illustration", "flat vector", "minimal", "clean flat", "modern flat"),
    "playful": ("playful", "cartoon", "playful cartoon", "comic", "cheerful cartoon", "whimsical"),
}
ART_PREFIX = "art:"
Rgba = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One nameable thing.

    Attributes:
        name: Its caption.
        icon: Icon name, or `art:` and a file stem of `art/`.
        synonyms: Other words for it.
        faces_left: Whether the picture looks to the left, so that it is mirrored when it travels right.
        trained: Whether the shipped weights were trained on it.
    """

    name: str
    icon: str
    synonyms: tuple[str, ...]
    faces_left: bool
    trained: bool


@cache
def subjects() -> tuple[Subject, ...]:
    """All subjects of `subjects.txt`, in file order."""
    out = []
    faces_left = False
    for line in (HERE / "subjects.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            faces_left = line == "[left]"
        elif line and not line.startswith("#"):
            head, *rest = line.lstrip("~").split("|")
            name, _, icon = head.partition("=")
            synonyms = tuple(rest[0].split(",")) if rest else ()
            out.append(
                Subject(
                    name=name,
                    icon=icon or name.replace(" ", "-"),
                    synonyms=synonyms,
                    faces_left=faces_left,
                    trained=not line.startswith("~"),
                )
            )
    return tuple(out)


class IconFolder:
    """Icons of the installed npm packages and our own art, as SVG text.

    Args:
        node_modules: Folder that holds `@iconify-json`.
    """

    def __init__(self, node_modules: Path) -> None:
        self._packs = {
            style: json.loads((node_modules / "@iconify-json" / pack / "icons.json").read_text(encoding="utf-8"))
            for style, pack in PACKS.items()
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


def rasterise(svg: str, *, width: int, height: int) -> Rgba:
    """SVG text -> (height, width, 4) straight-alpha RGBA."""
    import resvg_py  # a build-time dependency of training alone

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height))
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA").resize((width, height)))


def pictures(folder: IconFolder, side: int, chosen: Iterable[Subject]) -> Iterator[tuple[int, str, Rgba]]:
    """(index into `chosen`, style, (side, side, 4) RGBA) for every picture that exists."""
    for index, subject in enumerate(chosen):
        for style in STYLES:
            svg = folder.svg(subject.icon, style)
            if svg is not None:
                yield index, style, rasterise(svg, width=side, height=side)
