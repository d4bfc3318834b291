"""Things that several drawn backgrounds share: skies, hills, trees, clouds, buildings, windows, lamps and plants.

Sizes are in view-box units. Everything small stays left of `CALM[0]` or right of `CALM[1]`, so that a subject in the
middle reads well.
"""

from __future__ import annotations

import math

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Box, Canvas, Point
from generator.flipbook.train.setting_light import Orb, mix

CALM = (240.0, 720.0)

_STAR_COUNT = 46
_NEEDLES = "#2f6f55"
# Clouds keep this far from the sun or moon, so that none hides it.
_ORB_CLEARANCE = 130.0
_ORB_HEIGHT = {Orb.HIGH_SUN: (70, 120), Orb.MOON: (80, 130), Orb.PALE_SUN: (95, 150)}
_ORB_RADIUS = {Orb.HIGH_SUN: 42, Orb.MOON: 40, Orb.PALE_SUN: 44, Orb.LOW_SUN: 50, Orb.SETTING_SUN: 66}


def sky(canvas: Canvas, horizon: float, *, clouds: int = 4, orb: bool = True) -> None:
    """Draw the sky down to the bottom of the canvas, with sun or moon, stars and clouds.

    Args:
        canvas: where to draw.
        horizon: level at which the sky's gradient ends.
        clouds: how many clouds.
        orb: whether the sun or moon shows.
    """
    top, middle, low = canvas.light.sky
    level = horizon / HEIGHT
    stops = [(0.0, top, 1.0), (level * 0.55, middle, 1.0), (level, low, 1.0), (1.0, low, 1.0)]
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.linear(stops))
    if canvas.light.stars:
        stars(canvas, horizon * 0.75)
    bright = celestial(canvas, horizon) if orb else None
    for index in range(clouds):
        span = WIDTH / clouds
        x = span * (index + canvas.near(0.2, 0.8))
        calm = CALM[0] < x < CALM[1]
        y = canvas.near(45, 110) if calm else canvas.near(60, horizon * 0.55)
        width = canvas.near(70, 120)
        if bright is None or math.dist(bright, (x, y)) > _ORB_CLEARANCE:
            cloud(canvas, (x, y), width)


def stars(canvas: Canvas, bottom: float, *, count: int = _STAR_COUNT) -> None:
    """Scatter stars down to a level, smaller and fainter in the calm middle."""
    for _ in range(count):
        x, y = canvas.near(0, WIDTH), canvas.near(6, bottom)
        calm = CALM[0] < x < CALM[1] and y > HEIGHT * 0.3
        canvas.circle((x, y), canvas.near(1.4, 2.2 if calm else 4.2), "#fdf6e3", opacity=0.35 if calm else 0.9)


def celestial(canvas: Canvas, horizon: float) -> Point | None:
    """Draw the light's sun or moon with a halo, on the canvas's bright side; return where it stands, if any."""
    orb = canvas.light.orb
    if orb is Orb.NONE:
        return None
    x = WIDTH / 2 + canvas.side * canvas.near(190, 290)
    radius = _ORB_RADIUS[orb] * canvas.near(0.9, 1.15)
    if orb in _ORB_HEIGHT:
        y = canvas.near(*_ORB_HEIGHT[orb])
    else:
        y = horizon - radius * (canvas.near(1.3, 1.8) if orb is Orb.LOW_SUN else canvas.near(0.3, 0.7))
    color = canvas.light.orb_color
    canvas.halo((x, y), radius * 4.6, color, opacity=0.30 if orb is Orb.MOON else 0.62)
    canvas.circle((x, y), radius, color, opacity=0.75 if orb is Orb.PALE_SUN else 1)
    if orb is Orb.MOON:
        canvas.circle((x - radius * 0.3, y - radius * 0.25), radius * 0.24, mix(color, canvas.light.sky[2], 0.22))
        canvas.circle((x + radius * 0.3, y + radius * 0.3), radius * 0.17, mix(color, canvas.light.sky[2], 0.22))
    return x, y


def cloud(canvas: Canvas, center: Point, width: float, *, opacity: float = 0.9) -> None:
    """Draw one flat-bottomed cloud of round puffs, shaded at its base."""
    x, y = center
    lit = canvas.light.cloud
    paint = canvas.down(lit, mix(lit, canvas.light.sky[1], 0.35))
    height = width * 0.26
    canvas.rect((x - width / 2, y - height / 2, width, height), paint, radius=height / 2, opacity=opacity)
    for offset, size in ((-0.2, 0.19), (0.06, 0.26), (0.27, 0.15)):
        puff = width * size * canvas.near(0.9, 1.1)
        canvas.circle((x + width * offset, y - height * 0.25), puff, paint, opacity=opacity)


def ridge(canvas: Canvas, level: float, height: float, *, step: float = 120) -> list[Point]:
    """Return a rolling crest line across the canvas.

    Args:
        canvas: gives the variation.
        level: mean height of the crest.
        height: how far it rises and falls.
        step: distance between crests and troughs.
    """
    points: list[Point] = []
    sign = canvas.rng.choice((-1, 1))
    x = -step
    while x <= WIDTH + step:
        points.append((x, level + sign * height * canvas.near(0.4, 1.0)))
        sign = -sign
        x += step * canvas.near(0.85, 1.15)
    return [*points, (WIDTH + 2 * step, level)]


def hills(canvas: Canvas, level: float, color: str, *, far: float, height: float = 18) -> None:
    """Fill one layer of rolling hills at a distance in [0, 1]."""
    top = canvas.tone(color, far)
    crest = ridge(canvas, level, height, step=200)
    canvas.land(crest, canvas.down(mix(top, canvas.light.haze, 0.10), canvas.tone(color, far * 0.6)))


def ground(canvas: Canvas, level: float, color: str, *, curve_height: float = 4) -> None:
    """Fill the near ground, from its far edge to the bottom of the canvas, darker towards the viewer."""
    top, bottom = canvas.tone(color, 0.22), mix(canvas.tone(color), "#000000", 0.14)
    canvas.land(ridge(canvas, level, curve_height, step=240), canvas.down(top, bottom))


def shadow(canvas: Canvas, center: Point, width: float) -> None:
    """Draw the soft contact shadow of a thing that stands on the ground."""
    canvas.ellipse(center, (width / 2, width * 0.09), "#000000", opacity=0.16)


def tree(canvas: Canvas, foot: Point, height: float, leaf: str = "#4f9d4a", *, far: float = 0.0) -> None:
    """Draw a round broad-leaved tree with a lit side."""
    x, y = foot
    shadow(canvas, foot, height * 0.55)
    trunk = canvas.tone("#7a5238", far)
    canvas.poly(
        [
            (x - height * 0.05, y),
            (x - height * 0.03, y - height * 0.5),
            (x + height * 0.03, y - height * 0.5),
            (x + height * 0.05, y),
        ],
        trunk,
    )
    local = canvas.vary(leaf)
    dark, lit = canvas.tone(mix(local, "#0f3a3a", 0.28), far), canvas.tone(mix(local, "#f6f0a0", 0.22), far)
    body = canvas.tone(local, far)
    for dx, dy, size, paint in ((-0.17, 0.52, 0.20, dark), (0.18, 0.52, 0.20, dark), (0.0, 0.66, 0.27, body)):
        canvas.circle((x + height * dx, y - height * dy), height * size * canvas.near(0.94, 1.06), paint)
    canvas.circle((x + canvas.side * height * 0.09, y - height * 0.74), height * 0.14, lit)


def pine(canvas: Canvas, foot: Point, height: float, *, far: float = 0.0, snow: bool = False) -> None:
    """Draw a conifer of three tiers, with snow on it if wanted."""
    x, y = foot
    if far < 0.3:
        shadow(canvas, foot, height * 0.42)
    local = canvas.vary(_NEEDLES)
    canvas.rect((x - height * 0.035, y - height * 0.2, height * 0.07, height * 0.2), canvas.tone("#6b4a38", far))
    for base, tip, half in ((0.12, 0.56, 0.24), (0.34, 0.78, 0.19), (0.56, 1.0, 0.14)):
        left, right, top = (
            (x - height * half, y - height * base),
            (x + height * half, y - height * base),
            (x, y - height * tip),
        )
        canvas.poly([left, right, top], canvas.tone(local, far))
        dark = (x - canvas.side * height * half, y - height * base)
        canvas.poly([dark, (x, y - height * base), top], canvas.tone(mix(local, "#08222e", 0.3), far))
        if snow:
            cap = half * 0.5
            cut = (base + tip) / 2
            edge = [
                (x - height * cap, y - height * cut),
                (x, y - height * (cut - 0.05)),
                (x + height * cap, y - height * cut),
                top,
            ]
            canvas.poly(edge, canvas.tone("#f7fbff", far))


def bush(canvas: Canvas, foot: Point, width: float, leaf: str = "#4b9550", *, far: float = 0.0) -> None:
    """Draw a low round bush."""
    x, y = foot
    local = canvas.vary(leaf)
    for dx, size, part in ((-0.3, 0.24, 0.25), (0.3, 0.24, 0.25), (0.0, 0.32, 0.0)):
        paint = canvas.tone(mix(local, "#0f3a3a", part), far)
        canvas.circle((x + width * dx, y - width * size * 0.6), width * size, paint)


def boulder(canvas: Canvas, foot: Point, width: float, color: str) -> None:
    """Draw a faceted stone."""
    x, y = foot
    shadow(canvas, foot, width * 1.2)
    stone = canvas.tone(canvas.vary(color))
    outline = [(-0.5, 0.0), (-0.42, -0.3), (-0.12, -0.5), (0.24, -0.44), (0.5, -0.16), (0.5, 0.0)]
    canvas.poly([(x + dx * width, y + dy * width) for dx, dy in outline], stone)
    dark = (
        [(-0.5, 0.0), (-0.42, -0.3), (-0.1, -0.2), (0.04, 0.0)]
        if canvas.side > 0
        else [(0.5, 0.0), (0.5, -0.16), (0.1, -0.22), (-0.04, 0.0)]
    )
    canvas.poly([(x + dx * width, y + dy * width) for dx, dy in dark], "#000000", opacity=0.14)


def skyline(canvas: Canvas, base: float, heights: tuple[float, float], color: str, *, far: float) -> None:
    """Draw a row of buildings, lower in the calm middle, with windows on those at the sides.

    Args:
        canvas: where to draw.
        base: level of the street.
        heights: least and greatest height of a building.
        color: local colour of the walls.
        far: distance in [0, 1].
    """
    x = -20.0
    while x < WIDTH:
        width = canvas.near(62, 104)
        calm = CALM[0] - width < x < CALM[1]
        height = canvas.near(*heights) * (0.62 if calm else 1.0)
        building(canvas, (x, base - height, width, height), canvas.vary(color), far=far, windows=not calm)
        x += width * canvas.near(0.92, 1.0)


def building(canvas: Canvas, box: Box, color: str, *, far: float, windows: bool) -> None:
    """Draw one tower with a shaded side and a grid of windows."""
    x, y, width, height = box
    wall = canvas.tone(color, far)
    canvas.rect(box, canvas.down(wall, mix(wall, canvas.light.haze, 0.28)))
    side_x = x if canvas.side > 0 else x + width * 0.72
    canvas.rect((side_x, y, width * 0.28, height), "#000000", opacity=0.08)
    if canvas.rng.random() < 0.35:
        canvas.rect((x + width * 0.4, y - 18, width * 0.2, 18), wall)
    if not windows:
        return
    columns, cell = 3, width / 3.6
    glass = mix(wall, canvas.light.sky[2], 0.45)
    for row in range(int(min(height - 16, 260) // (cell * 1.25))):
        for column in range(columns):
            lit = canvas.light.dim and canvas.rng.random() < 0.5
            pane = (x + cell * (0.5 + column), y + 14 + row * cell * 1.25, cell * 0.58, cell * 0.72)
            canvas.rect(pane, canvas.glow() if lit else glass, opacity=0.9 if lit else 0.7)


def room(canvas: Canvas, edge: float, wall: str, floor: str) -> None:
    """Draw a back wall, a floor and the skirting between them.

    Args:
        canvas: where to draw.
        edge: level where wall and floor meet.
        wall: local colour of the wall.
        floor: local colour of the floor.
    """
    paint = canvas.tone(wall)
    bright, dull = mix(paint, "#ffffff", 0.10), mix(paint, "#000000", 0.10)
    # The wall fills the canvas: areas that only meet would leave a half-transparent row of pixels between them.
    ends = (bright, dull) if canvas.side < 0 else (dull, bright)
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.linear([(0, ends[0], 1), (1, ends[1], 1)], across=True))
    lower = canvas.tone(floor)
    canvas.rect((0, edge, WIDTH, HEIGHT), canvas.down(mix(lower, "#000000", 0.12), lower))
    canvas.rect((0, edge - 12, WIDTH, 12), mix(paint, "#ffffff", 0.22))
    canvas.rect((0, edge, WIDTH, 5), "#000000", opacity=0.10)


def window(canvas: Canvas, box: Box, *, frame: str = "#fbf7ef", panes: int = 2, town: bool = False) -> None:
    """Draw a window on the mood's sky, with hills or a town outside, and its light on the floor."""
    x, y, width, height = box
    canvas.rect((x - 10, y - 10, width + 20, height + 20), canvas.tone(frame), radius=4)
    top, middle, low = canvas.light.sky
    canvas.rect(box, canvas.linear([(0, mix(top, middle, 0.3), 1), (1, low, 1)]))
    if canvas.light.stars:
        for _ in range(5):
            canvas.circle((canvas.near(x + 8, x + width - 8), canvas.near(y + 8, y + height * 0.5)), 2.4, "#fdf6e3")
    if town:
        step = width / 6
        for index in range(6):
            tall = height * canvas.near(0.22, 0.55)
            canvas.rect(
                (x + index * step, y + height - tall, step, tall), mix(canvas.light.haze, top, canvas.near(0.25, 0.5))
            )
    else:
        hill = canvas.light.shade("#6fae62", far=0.45, indoor=False)
        crest = [
            (x, y + height * 0.8),
            (x + width * 0.3, y + height * 0.7),
            (x + width * 0.7, y + height * 0.82),
            (x + width, y + height * 0.74),
        ]
        canvas.land(crest, hill, bottom=y + height)
    bar = canvas.tone(frame)
    for index in range(1, panes):
        canvas.rect((x + width * index / panes - 4, y, 8, height), bar)
    canvas.rect((x - 16, y + height + 6, width + 32, 12), mix(bar, "#000000", 0.08))


def daylight_shaft(canvas: Canvas, box: Box, floor: float) -> None:
    """Lay the light that falls through a window on the floor, when there is any."""
    if canvas.light.dim:
        return
    x, _, width, _ = box
    lean = 120 if x < WIDTH / 2 else -120
    points = [
        (x + lean * 0.4, floor + 10),
        (x + width + lean * 0.4, floor + 10),
        (x + width + lean * 1.7, HEIGHT),
        (x + lean * 1.7, HEIGHT),
    ]
    canvas.poly(points, canvas.light.orb_color, opacity=0.20)


def pendant(canvas: Canvas, bottom: Point, color: str) -> None:
    """Draw a hanging lamp, lit when the light is dim."""
    x, y = bottom
    canvas.rect((x - 3, 0, 6, y - 34), canvas.tone("#4a4a52"))
    if canvas.light.dim:
        canvas.halo((x, y + 4), 150, canvas.glow(), opacity=0.6)
    canvas.poly([(x - 14, y - 38), (x + 14, y - 38), (x + 40, y), (x - 40, y)], canvas.tone(color))
    canvas.ellipse((x, y), (40, 8), canvas.light.glows[0] if canvas.light.dim else canvas.tone("#fff6dc"))


def floor_lamp(canvas: Canvas, foot: Point) -> None:
    """Draw a standing lamp, lit when the light is dim."""
    x, y = foot
    canvas.rect((x - 4, y - 200, 8, 200), canvas.tone("#5c4a3f"))
    canvas.ellipse((x, y), (30, 8), canvas.tone("#5c4a3f"))
    if canvas.light.dim:
        canvas.halo((x, y - 215), 190, canvas.glow(), opacity=0.75)
    shade_color = canvas.light.glows[0] if canvas.light.dim else canvas.tone("#f6e3bd")
    canvas.poly([(x - 26, y - 260), (x + 26, y - 260), (x + 46, y - 190), (x - 46, y - 190)], shade_color)


def street_lamp(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a street lamp, lit when the light is dim."""
    x, y = foot
    post = canvas.tone("#3d4653")
    canvas.rect((x - 5, y - height, 10, height), post)
    canvas.rect((x - 12, y - 14, 24, 14), post)
    if canvas.light.dim:
        canvas.halo((x, y - height - 12), 120, canvas.glow(), opacity=0.8)
    canvas.circle((x, y - height - 12), 19, canvas.light.glows[0] if canvas.light.dim else canvas.tone("#fdf4dc"))
    canvas.rect((x - 14, y - height, 28, 8), post)


def potted(canvas: Canvas, foot: Point, height: float, *, pot: str = "#d98c5f") -> None:
    """Draw a leafy plant in a pot."""
    x, y = foot
    leaf = canvas.vary("#4c9a63")
    for index, angle in enumerate((-62, -34, -8, 18, 42, 66)):
        lean = math.radians(angle)
        length = height * canvas.near(0.58, 0.72)
        tip = (x + math.sin(lean) * length, y - height * 0.28 - math.cos(lean) * length)
        middle = (x + math.sin(lean) * length * 0.5, y - height * 0.28 - math.cos(lean) * length * 0.5)
        wide = (math.cos(lean) * height * 0.1, math.sin(lean) * height * 0.1)
        paint = canvas.tone(mix(leaf, "#0e4038", 0.3 if index % 2 else 0.0))
        left, right = (middle[0] - wide[0], middle[1] - wide[1]), (middle[0] + wide[0], middle[1] + wide[1])
        canvas.shape([(x, y - height * 0.26), left, tip, right], paint)
    half = height * 0.17
    canvas.poly(
        [(x - half, y - height * 0.3), (x + half, y - height * 0.3), (x + half * 0.72, y), (x - half * 0.72, y)],
        canvas.tone(pot),
    )


def shelf(canvas: Canvas, box: Box, *, rows: int, wood: str = "#b98a5e") -> None:
    """Draw a bookcase filled with blocks of books."""
    x, y, width, height = box
    canvas.rect(box, canvas.tone(wood), radius=4)
    gap = height / rows
    for row in range(rows):
        top = y + row * gap + 9
        canvas.rect((x + 9, top, width - 18, gap - 14), canvas.tone(mix(wood, "#3a2418", 0.42)))
        at = x + 13
        while at < x + width - 32:
            thick = canvas.near(13, 22)
            tall = (gap - 14) * canvas.near(0.62, 0.92)
            spine = canvas.rng.choice(("#d9644f", "#e9b44c", "#4f87b5", "#5fa88a", "#8a6bb0", "#efe3cb"))
            canvas.rect((at, top + gap - 14 - tall, thick - 2, tall), canvas.tone(spine))
            at += thick
