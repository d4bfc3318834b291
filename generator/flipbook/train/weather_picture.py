"""Pictures of particles: nine of each kind on one sheet, drawn as SVG by our own code.

A cell is 32 units wide; particles keep clear of its edges, so that no enlargement mixes two of them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

CELL = 32
SIDE = 3
_PETAL = ("#ffc9dc", "#ffb0cc", "#ff9dbf", "#ffdbe8")
_LEAF = ("#e2762b", "#d9541e", "#f0a630", "#b8471f", "#c98a2b")
_CONFETTI = ("#ff4d5e", "#ffb52e", "#3ecf8e", "#3d8bff", "#b46cff", "#ff7ac2")
_SPARK = ("#ffd25e", "#ff9a3d", "#ff6a2b")
Draw = Callable[[random.Random, int], str]


def sheet_svg(kind: str, rng: random.Random) -> str:
    """Nine particles of a kind as SVG text.

    Args:
        kind: A name of `weather.WEATHERS`.
        rng: The only source of variation.

    Raises:
        ValueError: There is no such kind.
    """
    if kind not in PARTICLES:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(PARTICLES)}")
    cells = []
    for i in range(SIDE * SIDE):
        y, x = divmod(i, SIDE)
        middle = f"translate({x * CELL + CELL / 2} {y * CELL + CELL / 2})"
        cells.append(f'<g transform="{middle}">{PARTICLES[kind](rng, i)}</g>')
    defs = "".join(f'<radialGradient id="{name}">{stops}</radialGradient>' for name, stops in _GLOWS.items())
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CELL * SIDE} {CELL * SIDE}"'
    return f"<svg {box}><defs>{defs}</defs>{''.join(cells)}</svg>"


def _stops(*stops: tuple[float, str, float]) -> str:
    return "".join(f'<stop offset="{at}" stop-color="{c}" stop-opacity="{a}"/>' for at, c, a in stops)


_GLOWS = {
    "soft": _stops((0, "#ffffff", 0.95), (0.55, "#ffffff", 0.75), (1, "#ffffff", 0)),
    "ember": _stops((0, "#fff3c4", 1), (0.3, "#ffc04d", 0.95), (0.6, "#ff7a2b", 0.5), (1, "#ff5a1f", 0)),
    "firefly": _stops((0, "#ffffe0", 1), (0.3, "#f4f57a", 0.95), (0.6, "#cfe65a", 0.4), (1, "#b5dd4a", 0)),
    "smoke": _stops((0, "#f2f3f5", 0.6), (0.5, "#e3e5ea", 0.4), (1, "#d5d8df", 0)),
}


def _turned(degrees: float, body: str) -> str:
    return f'<g transform="rotate({degrees:.0f})">{body}</g>'


def _snow(rng: random.Random, i: int) -> str:
    if i % 3:
        return f'<circle r="{rng.uniform(8, 12.5):.1f}" fill="url(#soft)"/>'
    arm = '<path d="M0 0V-12M0 -7L-3.4 -10.4M0 -7L3.4 -10.4" stroke="#ffffff" stroke-width="2" fill="none"/>'
    return "".join(_turned(60 * k, arm) for k in range(6))


def _rain(rng: random.Random, i: int) -> str:
    long, tint = rng.uniform(9, 13), rng.choice(("#bcd9f2", "#d2e6f7", "#a9cbe8"))
    line = 'stroke-opacity="0.75" stroke-width="1.8" stroke-linecap="round"'
    return f'<path d="M0 {-long:.1f}V{long:.1f}" stroke="{tint}" {line}/>'


def _petal(rng: random.Random, i: int) -> str:
    colour, wide = _PETAL[i % len(_PETAL)], rng.uniform(5.5, 9)
    left, right = f"C{-wide:.1f} 5 {-wide:.1f} -7 -3 -11", f"C{wide:.1f} -7 {wide:.1f} 5 0 11"
    body = (
        f'<path d="M0 11{left}L0 -8L3 -11{right}Z" fill="{colour}"/>'
        '<path d="M0 9V-4" stroke="#ffffff" stroke-opacity="0.5" stroke-width="1.2"/>'
    )
    return _turned(rng.uniform(0, 360), body)


def _leaf(rng: random.Random, i: int) -> str:
    colour, wide = _LEAF[i % len(_LEAF)], rng.uniform(7, 10)
    body = (
        f'<path d="M0 -12C{wide:.1f} -7 {wide:.1f} 5 0 9C{-wide:.1f} 5 {-wide:.1f} -7 0 -12Z" fill="{colour}"/>'
        f'<path d="M0 -12C{wide:.1f} -7 {wide:.1f} 5 0 9Z" fill="#000000" fill-opacity="0.1"/>'
        '<path d="M0 -8V13" stroke="#7a3a14" stroke-width="1.5" stroke-linecap="round"/>'
    )
    return _turned(rng.uniform(0, 360), body)


def _confetti(rng: random.Random, i: int) -> str:
    colour = _CONFETTI[i % len(_CONFETTI)]
    if i % 4 == 3:
        wave = "M-11 0C-8 -8 -4 -8 -1 0C2 8 6 8 10 0"
        body = f'<path d="{wave}" stroke="{colour}" stroke-width="4" fill="none" stroke-linecap="round"/>'
    elif i % 4 == 2:
        body = f'<circle r="{rng.uniform(6, 8):.1f}" fill="{colour}"/>'
    else:
        tall = rng.uniform(5, 8)
        body = f'<rect x="-10" y="{-tall:.1f}" width="20" height="{2 * tall:.1f}" rx="1.5" fill="{colour}"/>'
    return _turned(rng.uniform(0, 360), body)


def _bubble(rng: random.Random, i: int) -> str:
    r = rng.uniform(8, 12)
    return (
        f'<circle r="{r:.1f}" fill="#d8f1ff" fill-opacity="0.28"/>'
        f'<circle r="{r:.1f}" fill="none" stroke="#eaf8ff" stroke-opacity="0.9" stroke-width="1.6"/>'
        f'<path d="M{-0.6 * r:.1f} {-0.1 * r:.1f}A{0.62 * r:.1f} {0.62 * r:.1f} 0 0 1 {-0.1 * r:.1f} {-0.6 * r:.1f}" '
        'stroke="#ffffff" stroke-width="2.2" fill="none" stroke-linecap="round"/>'
    )


def _spark(rng: random.Random, i: int) -> str:
    if i % 3 == 2:
        return f'<path d="M0 -9L2 0L0 9L-2 0Z" fill="{_SPARK[i % len(_SPARK)]}"/><circle r="5" fill="url(#ember)"/>'
    return f'<circle r="{rng.uniform(8, 12.5):.1f}" fill="url(#ember)"/>'


def _smoke(rng: random.Random, i: int) -> str:
    puffs = [(rng.uniform(-4, 4), rng.uniform(-4, 4), rng.uniform(8, 10.5)) for _ in range(3)]
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="url(#smoke)"/>' for x, y, r in puffs)


def _firefly(rng: random.Random, i: int) -> str:
    return f'<circle r="{rng.uniform(9, 13):.1f}" fill="url(#firefly)"/>'


def _star(rng: random.Random, i: int) -> str:
    long, colour = rng.uniform(9, 13), ("#fff3b0", "#ffe27a", "#ffffff")[i % 3]
    k = long * 0.16
    points = ((0, -long), (k, -k), (long, 0), (k, k), (0, long), (-k, k), (-long, 0), (-k, -k))
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="{colour}"/>'


def _heart(rng: random.Random, i: int) -> str:
    colour = ("#ff5c77", "#ff7a93", "#ff3d63")[i % 3]
    body = f'<path d="M0 10C-14 0 -11 -11 -5 -11C-2 -11 0 -8 0 -6C0 -8 2 -11 5 -11C11 -11 14 0 0 10Z" fill="{colour}"/>'
    return _turned(rng.uniform(-20, 20), body)


def _drop(rng: random.Random, i: int) -> str:
    r, tint = rng.uniform(5, 8), rng.choice(("#6db7ee", "#8ccaf5", "#4ea3e3"))
    body = (
        f'<path d="M0 {-1.7 * r:.1f}C{0.5 * r:.1f} {-0.7 * r:.1f} {r:.1f} {-0.2 * r:.1f} {r:.1f} {0.45 * r:.1f}'
        f"A{r:.1f} {r:.1f} 0 0 1 {-r:.1f} {0.45 * r:.1f}"
        f'C{-r:.1f} {-0.2 * r:.1f} {-0.5 * r:.1f} {-0.7 * r:.1f} 0 {-1.7 * r:.1f}Z" fill="{tint}"/>'
        f'<circle cx="{-0.35 * r:.1f}" cy="{0.3 * r:.1f}" r="{0.25 * r:.1f}" fill="#ffffff" fill-opacity="0.8"/>'
    )
    return _turned(math.degrees(rng.uniform(-0.6, 0.6)), body)


PARTICLES: dict[str, Draw] = {
    "snow": _snow,
    "rain": _rain,
    "petals": _petal,
    "leaves": _leaf,
    "confetti": _confetti,
    "bubbles": _bubble,
    "sparks": _spark,
    "smoke": _smoke,
    "fireflies": _firefly,
    "stars": _star,
    "hearts": _heart,
    "drops": _drop,
}
