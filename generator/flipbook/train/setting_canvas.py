"""A small vector canvas for the drawn backgrounds: plain shapes, gradients and colours under one light.

Units are those of the view box, 960 by 640. The canvas knows how to write SVG and nothing about settings.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from generator.flipbook.train.setting_light import Light, shift

WIDTH = 960
HEIGHT = 640

# Hue jitter of a whole picture and of one thing in it, in turns.
_PICTURE_HUE = 0.012
_THING_HUE = 0.018
_THING_VALUE = 0.06

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Stop = tuple[float, str, float]


class Canvas:
    """Shapes drawn one over the other under one light.

    Attributes:
        light: the mood's light.
        rng: the only source of variation.
        indoor: whether local colours take the light of a room.
        side: -1 or 1, where the sun or the main window is.
    """

    def __init__(self, light: Light, rng: random.Random, *, indoor: bool = False) -> None:
        """Start an empty canvas."""
        self.light = light
        self.rng = rng
        self.indoor = indoor
        self.side = rng.choice((-1, 1))
        self._hue = rng.uniform(-_PICTURE_HUE, _PICTURE_HUE)
        self._shapes: list[str] = []
        self._defs: list[str] = []

    def tone(self, color: str, far: float = 0.0) -> str:
        """Return a local colour as it looks under the light at a distance in [0, 1]."""
        return self.light.shade(shift(color, hue=self._hue), far=far, indoor=self.indoor)

    def vary(self, color: str) -> str:
        """Return a local colour with a little jitter of its own."""
        hue = self.rng.uniform(-_THING_HUE, _THING_HUE)
        return shift(color, hue=hue, value=self.rng.uniform(1 - _THING_VALUE, 1 + _THING_VALUE))

    def glow(self) -> str:
        """Return the colour of one lamp or lit window."""
        return self.rng.choice(self.light.glows)

    def near(self, low: float, high: float) -> float:
        """Return a uniform draw from the generator."""
        return self.rng.uniform(low, high)

    def linear(self, stops: Sequence[Stop], *, across: bool = False) -> str:
        """Define a linear gradient over a shape's box, downwards or across; return its paint."""
        ends = 'x1="0" y1="0" x2="1" y2="0"' if across else 'x1="0" y1="0" x2="0" y2="1"'
        return self._define("linearGradient", ends, stops)

    def radial(self, stops: Sequence[Stop]) -> str:
        """Define a radial gradient from the middle of a shape's box to its edge; return its paint."""
        return self._define("radialGradient", 'cx="0.5" cy="0.5" r="0.5"', stops)

    def down(self, top: str, bottom: str) -> str:
        """Define an opaque gradient from one colour down to another; return its paint."""
        return self.linear([(0, top, 1), (1, bottom, 1)])

    def rect(self, box: Box, fill: str, *, radius: float = 0, opacity: float = 1) -> None:
        """Draw a rectangle given as x, y, width and height."""
        x, y, width, height = box
        form = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.1f}"'
        self._draw("rect", form, fill, opacity)

    def circle(self, center: Point, radius: float, fill: str, *, opacity: float = 1) -> None:
        """Draw a disc."""
        self._draw("circle", f'cx="{center[0]:.1f}" cy="{center[1]:.1f}" r="{radius:.1f}"', fill, opacity)

    def ellipse(self, center: Point, radii: Point, fill: str, *, opacity: float = 1) -> None:
        """Draw an ellipse with its two radii."""
        form = f'cx="{center[0]:.1f}" cy="{center[1]:.1f}" rx="{radii[0]:.1f}" ry="{radii[1]:.1f}"'
        self._draw("ellipse", form, fill, opacity)

    def poly(self, points: Sequence[Point], fill: str, *, opacity: float = 1) -> None:
        """Draw a filled polygon."""
        self._draw("polygon", f'points="{_pairs(points)}"', fill, opacity)

    def stroke(self, points: Sequence[Point], color: str, width: float, *, opacity: float = 1) -> None:
        """Draw a smooth open line through points, with round ends."""
        line = f'd="{curve(points)}" stroke="{color}" stroke-width="{width:.1f}" stroke-linecap="round"'
        self._draw("path", line, "none", opacity)

    def ring(self, center: Point, radius: float, color: str, width: float, *, opacity: float = 1) -> None:
        """Draw a circle's outline."""
        form = f'cx="{center[0]:.1f}" cy="{center[1]:.1f}" r="{radius:.1f}" stroke="{color}" stroke-width="{width:.1f}"'
        self._draw("circle", form, "none", opacity)

    def shape(self, points: Sequence[Point], fill: str, *, opacity: float = 1) -> None:
        """Draw a filled closed shape whose outline runs smoothly through points."""
        self._draw("path", f'd="{curve([*points, points[0]])} Z"', fill, opacity)

    def land(self, crest: Sequence[Point], fill: str, *, bottom: float = HEIGHT, opacity: float = 1) -> None:
        """Fill everything between a smooth crest line and a level below it."""
        tail = f"L {crest[-1][0]:.1f} {bottom:.1f} L {crest[0][0]:.1f} {bottom:.1f} Z"
        self._draw("path", f'd="{curve(crest)} {tail}"', fill, opacity)

    def halo(self, center: Point, radius: float, color: str, *, opacity: float = 0.6) -> None:
        """Draw a soft disc of light."""
        fill = self.radial([(0, color, opacity), (0.45, color, opacity * 0.4), (1, color, 0)])
        self.circle(center, radius, fill)

    def svg(self) -> str:
        """Return the finished document."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        )
        return "\n".join([head, "<defs>", *self._defs, "</defs>", *self._shapes, "</svg>"])

    def _define(self, kind: str, form: str, stops: Sequence[Stop]) -> str:
        name = f"g{len(self._defs)}"
        body = "".join(f'<stop offset="{at:.3f}" stop-color="{c}" stop-opacity="{o:.3f}"/>' for at, c, o in stops)
        self._defs.append(f'<{kind} id="{name}" {form}>{body}</{kind}>')
        return f"url(#{name})"

    def _draw(self, tag: str, form: str, fill: str, opacity: float) -> None:
        veil = "" if opacity >= 1 else f' opacity="{opacity:.3f}"'
        self._shapes.append(f'<{tag} {form} fill="{fill}"{veil}/>')


def curve(points: Sequence[Point]) -> str:
    """Return path data of a Catmull-Rom spline through points, as cubic Bezier pieces."""
    padded = [points[0], *points, points[-1]]
    data = [f"M {points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        data.append(f"C {_pairs([first, second, end])}")
    return " ".join(data)


def _pairs(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
