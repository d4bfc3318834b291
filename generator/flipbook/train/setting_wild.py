"""Painters of wide and far places: beach, sea, desert, space, under water and above the clouds."""

from __future__ import annotations

import math

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Canvas, Point
from generator.flipbook.train.setting_light import Orb, mix
from generator.flipbook.train.setting_part import CALM, boulder, cloud, hills, ridge, shadow, sky, stars

_PLANETS = ("#e8895a", "#58b4c9", "#c977b8", "#e6c15c", "#7f8ff0")
_CORALS = ("#ff7b72", "#ffb05c", "#e573b5", "#a57be0")


def _water(canvas: Canvas, box: tuple[float, float], deep: str) -> None:
    """Fill the sea between two levels: sky-coloured far away, deep near; with the sun's or moon's path on it."""
    top, bottom = box
    far = mix(canvas.tone(deep, 0.35), canvas.light.sky[2], 0.30)
    canvas.rect((0, top, WIDTH, bottom - top), canvas.down(far, canvas.tone(deep)))
    if canvas.light.orb in (Orb.NONE, Orb.PALE_SUN):
        return
    x = WIDTH / 2 + canvas.side * 240
    for index in range(5):
        y = top + 10 + (bottom - top) * index / 6
        half = canvas.near(36, 80)
        canvas.rect((x - half, y, half * 2, 7), canvas.light.orb_color, radius=3.5, opacity=0.45)


def beach(canvas: Canvas) -> None:
    """Sea, foam and sand, with a palm on one side and a parasol on the other."""
    horizon = canvas.near(324, 338)
    sky(canvas, horizon, clouds=4)
    island = canvas.tone("#6f9f86", 0.65)
    canvas.ellipse((WIDTH / 2 - canvas.side * 330, horizon + 4), (canvas.near(110, 160), canvas.near(28, 46)), island)
    _water(canvas, (horizon, 440), "#27a7c4")
    shore = ridge(canvas, horizon + 76, 7, step=170)
    canvas.land(shore, canvas.tone("#a8e4e2", 0.1))
    canvas.land([(x, y + 9) for x, y in shore], canvas.tone("#ffffff"))
    canvas.land([(x, y + 19) for x, y in shore], canvas.tone("#dcb981"))
    canvas.land([(x, y + 33) for x, y in shore], canvas.down(canvas.tone("#f6dfa9"), canvas.tone("#e6c283")))
    canvas.land(ridge(canvas, 560, 12, step=260), canvas.tone("#dfb97a"), opacity=0.6)
    side = canvas.rng.choice((-1, 1))
    palm_x = WIDTH / 2 - side * canvas.near(360, 400)
    _palm(canvas, (palm_x, 500), 340, side)
    _parasol(canvas, (WIDTH / 2 + side * canvas.near(340, 385), 510))


def _palm(canvas: Canvas, foot: Point, height: float, lean: int) -> None:
    """Draw a palm that leans to one side: -1 left, 1 right."""
    x, y = foot
    shadow(canvas, foot, 150)
    top = (x + lean * height * 0.16, y - height)
    middle = (x + lean * height * 0.03, y - height * 0.5)
    canvas.stroke([foot, middle, top], canvas.tone("#94673f"), 23)
    for index, angle in enumerate((-165, -125, -70, -25, 12, 165 + 30)):
        reach = height * canvas.near(0.44, 0.54)
        turn = math.radians(angle)
        tip = (top[0] + math.cos(turn) * reach, top[1] + math.sin(turn) * reach * 0.55 + reach * 0.26)
        bend = (top[0] + math.cos(turn) * reach * 0.55, top[1] + math.sin(turn) * reach * 0.62 - reach * 0.10)
        under = (bend[0], bend[1] + reach * 0.22)
        canvas.shape([top, bend, tip, under], canvas.tone("#2f8f57" if index % 2 else "#46a862"))
    for dx in (-10, 12):
        canvas.circle((top[0] + dx, top[1] + 14), 13, canvas.tone("#7a4f30"))


def _parasol(canvas: Canvas, foot: Point) -> None:
    """Draw a striped sun shade and a towel."""
    x, y = foot
    canvas.poly([(x - 95, y + 24), (x + 60, y + 24), (x + 88, y + 54), (x - 84, y + 54)], canvas.tone("#4fb0c6"))
    canvas.rect((x - 5, y - 180, 10, 200), canvas.tone("#f4ead8"))
    color = canvas.vary("#f0604d")
    for index in range(5):
        left, right = x - 110 + index * 44, x - 110 + (index + 1) * 44
        top = (x, y - 216)
        paint = canvas.tone(color if index % 2 == 0 else "#fff6e6")
        rise = 10 if index in (1, 3) else (14 if index == 2 else 0)
        canvas.poly(
            [top, (left, y - 142 - rise * 0.4), ((left + right) / 2, y - 132), (right, y - 142 - rise * 0.4)], paint
        )


def sea(canvas: Canvas) -> None:
    """Open water in rolling bands, a sail far off at one side."""
    horizon = canvas.near(326, 345)
    sky(canvas, horizon, clouds=5)
    _water(canvas, (horizon, HEIGHT), "#1f7fb0")
    _sail(canvas, (WIDTH / 2 - canvas.side * canvas.near(290, 380), horizon + 16))
    for index, level in enumerate((horizon + 42, horizon + 92, horizon + 152, horizon + 222)):
        depth = index / 3
        crest = ridge(canvas, level, 7 + 9 * depth, step=90 + 50 * depth)
        body = canvas.tone(mix("#3fa3cc", "#125a8c", depth), 0.3 * (1 - depth))
        canvas.land(crest, mix(body, canvas.tone("#d4f3fb"), 0.32), opacity=0.9)
        canvas.land([(x, y + 8 + 4 * depth) for x, y in crest], canvas.down(body, mix(body, "#00203f", 0.22)))
    if canvas.light.orb not in (Orb.NONE, Orb.PALE_SUN):
        for index in range(7):
            half = canvas.near(30, 62) + 5 * index
            x = WIDTH / 2 + canvas.side * 250 + canvas.near(-14, 14)
            canvas.rect(
                (x - half, horizon + 14 + index * 38, half * 2, 8), canvas.light.orb_color, radius=4, opacity=0.4
            )
    for side in (-1, 1):
        for _ in range(4):
            x = WIDTH / 2 + side * canvas.near(260, 460)
            canvas.rect(
                (x - 40, canvas.near(430, 620), canvas.near(50, 100), 8), canvas.tone("#d9f4fb"), radius=4, opacity=0.6
            )


def _sail(canvas: Canvas, foot: Point) -> None:
    """Draw a far sailing boat."""
    x, y = foot
    canvas.poly([(x - 44, y - 14), (x + 44, y - 14), (x + 28, y + 4), (x - 28, y + 4)], canvas.tone("#b1503f", 0.25))
    canvas.poly([(x + 2, y - 18), (x + 2, y - 100), (x + 46, y - 18)], canvas.tone("#fffaf0", 0.1))
    canvas.poly([(x - 5, y - 18), (x - 5, y - 84), (x - 34, y - 18)], canvas.tone("#f3e2c8", 0.1))


def desert(canvas: Canvas) -> None:
    """Layers of dunes, table mountains far away, cacti at the sides."""
    horizon = canvas.near(330, 352)
    sky(canvas, horizon, clouds=2)
    for side in (-1, 1):
        x = WIDTH / 2 + side * canvas.near(290, 400)
        width, height = canvas.near(170, 250), canvas.near(80, 130)
        slope = [
            (x - width / 2, horizon + 8),
            (x - width * 0.36, horizon - height),
            (x + width * 0.36, horizon - height),
            (x + width / 2, horizon + 8),
        ]
        canvas.poly(slope, canvas.tone("#c47a4e", 0.55))
        canvas.poly(
            [slope[2], slope[3], (x + width * 0.1, horizon + 8), (x + width * 0.16, horizon - height)],
            "#000000",
            opacity=0.10,
        )
    hills(canvas, horizon - 12, "#e3b071", far=0.55, height=16)
    for level, color in ((horizon + 14, "#eec27c"), (470, "#e4b168"), (568, "#d59a53")):
        crest = ridge(canvas, level, 12, step=300)
        canvas.land(crest, canvas.down(canvas.tone(mix(color, "#fff0c4", 0.25), 0.1), canvas.tone(color)))
        if level > 500:
            canvas.land([(x, y + 26) for x, y in crest], canvas.tone(mix(color, "#8a4f2c", 0.2)), opacity=0.5)
    _cactus(canvas, (canvas.near(70, 150), 500), canvas.near(190, 240))
    _cactus(canvas, (canvas.near(800, 890), canvas.near(455, 490)), canvas.near(130, 200))
    for side in (-1, 1):
        boulder(canvas, (WIDTH / 2 + side * canvas.near(300, 430), 588), canvas.near(80, 120), "#b5794c")


def _cactus(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a tall cactus with two arms."""
    x, y = foot
    shadow(canvas, foot, height * 0.7)
    body = canvas.tone(canvas.vary("#4c9560"))
    thick = height * 0.19
    canvas.stroke([foot, (x, y - height + thick / 2)], body, thick)
    for side, level in ((-1, 0.38), (1, 0.5)):
        elbow = (x + side * height * 0.27, y - height * level)
        canvas.stroke([(x, y - height * level), elbow], body, thick * 0.72)
        canvas.stroke([elbow, (elbow[0], elbow[1] - height * 0.24)], body, thick * 0.72)
    canvas.rect(
        (x - canvas.side * thick * 0.3 - 3, y - height * 0.95, 7, height * 0.9), "#000000", radius=3, opacity=0.12
    )


def space(canvas: Canvas) -> None:
    """A dark sky with nebulae, stars and large planets at the sides."""
    top, middle, low = (mix(mix("#0b1040", color, 0.15), canvas.light.backdrop, 0.12) for color in canvas.light.sky)
    if canvas.light.dim:
        top, middle, low = (mix(color, "#04051a", 0.45) for color in (top, middle, low))
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.linear([(0, top, 1), (0.6, middle, 1), (1, mix(middle, low, 0.6), 1)]))
    for color in canvas.light.accents:
        x = WIDTH / 2 + canvas.rng.choice((-1, 1)) * canvas.near(200, 420)
        canvas.halo((x, canvas.near(80, 560)), canvas.near(240, 340), color, opacity=0.28)
    stars(canvas, HEIGHT, count=110)
    first, second, third = canvas.rng.sample(_PLANETS, 3)
    side = canvas.side
    _planet(canvas, (WIDTH / 2 - side * canvas.near(340, 400), canvas.near(120, 170)), canvas.near(78, 100), first)
    ringed = (WIDTH / 2 + side * canvas.near(320, 360), canvas.near(130, 210))
    radius = canvas.near(48, 60)
    _planet(canvas, ringed, radius, second)
    canvas.ellipse(ringed, (radius * 1.8, radius * 0.30), canvas.tone("#fbe6b8"), opacity=0.55)
    _planet(canvas, (WIDTH / 2 + side * canvas.near(260, 420), HEIGHT + 90), canvas.near(190, 230), third)


def _planet(canvas: Canvas, center: Point, radius: float, color: str) -> None:
    """Draw a planet with a lit limb, bands and craters."""
    x, y = center
    lit = mix(canvas.tone(canvas.vary(color)), color, 0.35)
    canvas.halo(center, radius * 1.45, lit, opacity=0.5)
    ends = (mix(lit, "#140f3c", 0.62), mix(lit, "#ffffff", 0.12))
    first, last = ends if canvas.side > 0 else ends[::-1]
    canvas.circle(center, radius, canvas.linear([(0, first, 1), (0.55, lit, 1), (1, last, 1)], across=True))
    for dx, dy, size in ((-0.35, -0.25, 0.2), (0.25, 0.3, 0.26), (0.35, -0.4, 0.13)):
        canvas.circle((x + dx * radius, y + dy * radius), size * radius, "#000000", opacity=0.10)


def underwater(canvas: Canvas) -> None:
    """Light rays from the surface, a sandy floor, coral, weed, fish and bubbles at the sides."""
    top, middle, deep = (_wet(canvas, color) for color in ("#7fe0e6", "#27a0bf", "#0f5d8c"))
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.linear([(0, top, 1), (0.4, middle, 1), (1, deep, 1)]))
    for _ in range(5):
        x = canvas.near(120, 840)
        width = canvas.near(40, 80)
        drift = canvas.side * 130
        fade = canvas.linear([(0, "#ffffff", 0.20 if not canvas.light.dim else 0.12), (1, "#ffffff", 0)])
        canvas.poly([(x, -5), (x + width, -5), (x + width * 1.8 - drift, 420), (x - drift, 420)], fade)
    for level, share, color in ((296, 0.55, "#1f86ac"), (332, 0.75, "#1c739c")):
        canvas.land(ridge(canvas, level, 24, step=150), _wet(canvas, color), opacity=share)
    sand = mix(canvas.tone("#efdcaa"), _wet(canvas, "#2f9fb8"), 0.26)
    canvas.land(ridge(canvas, 364, 8, step=220), canvas.down(mix(sand, middle, 0.40), sand))
    canvas.land(ridge(canvas, 476, 10, step=280), mix(sand, middle, 0.16), opacity=0.5)
    canvas.land(ridge(canvas, 572, 12, step=240), mix(sand, deep, 0.24), opacity=0.7)
    for side in (-1, 1):
        for index in range(4):
            _weed(canvas, (WIDTH / 2 + side * canvas.near(300, 465), 470 + index * 38), canvas.near(120, 220))
        for index in range(3):
            _coral(canvas, (WIDTH / 2 + side * (300 + index * 75), canvas.near(500, 570)), canvas.near(64, 96))
        for _ in range(6):
            at = (WIDTH / 2 + side * canvas.near(260, 450), canvas.near(60, 420))
            canvas.ring(at, canvas.near(7, 15), "#e9fdff", 3.5, opacity=0.6)
        for _ in range(2):
            _fish(canvas, (WIDTH / 2 + side * canvas.near(290, 430), canvas.near(130, 320)), -side)


def _wet(canvas: Canvas, color: str) -> str:
    """Return a colour of the water, which takes less of the light's tint than things in the air do."""
    return mix(canvas.tone(color), mix(color, canvas.light.sky[0], 0.42), 0.48)


def _weed(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a waving blade of weed."""
    x, y = foot
    sway = canvas.near(12, 24) * canvas.rng.choice((-1, 1))
    points = [(x + sway * math.sin(step * 1.5), y - height * step / 4) for step in range(5)]
    canvas.stroke(points, canvas.tone(canvas.vary("#2f9d78")), 16)


def _coral(canvas: Canvas, foot: Point, size: float) -> None:
    """Draw a branching coral."""
    x, y = foot
    color = canvas.tone(canvas.vary(canvas.rng.choice(_CORALS)))
    for dx, level in ((-0.5, 0.8), (-0.2, 1.15), (0.15, 1.0), (0.48, 0.75)):
        canvas.stroke(
            [(x, y), (x + dx * size * 0.7, y - size * level * 0.5), (x + dx * size, y - size * level)],
            color,
            size * 0.2,
        )


def _fish(canvas: Canvas, center: Point, heading: int) -> None:
    """Draw a small fish that swims to one side: -1 left, 1 right."""
    x, y = center
    color = canvas.tone(canvas.rng.choice(("#ffb347", "#ff7f6b", "#ffe066")))
    canvas.poly([(x - heading * 20, y), (x - heading * 46, y - 17), (x - heading * 46, y + 17)], color)
    canvas.ellipse(center, (30, 17), color)
    canvas.circle((x + heading * 15, y - 4), 4, canvas.tone("#1d2a3a"))


def clouds(canvas: Canvas) -> None:
    """High air: banks of cloud below and at the sides, clear in the middle."""
    sky(canvas, HEIGHT * 0.95, clouds=0)
    for _ in range(4):
        x = WIDTH / 2 + canvas.rng.choice((-1, 1)) * canvas.near(260, 440)
        cloud(canvas, (x, canvas.near(70, 330)), canvas.near(130, 220), opacity=0.92)
    lit = canvas.light.cloud
    for level, share in ((430, 0.55), (500, 0.28), (580, 0.0)):
        paint = mix(lit, canvas.light.sky[2], share)
        count = 9
        for index in range(count):
            x = WIDTH * (index + canvas.near(0.2, 0.8)) / count
            rise = 0 if CALM[0] < x < CALM[1] else 46 * (1 - share)
            radius = canvas.near(62, 92)
            fill = canvas.down(mix(paint, "#ffffff", 0.12), mix(paint, canvas.light.sky[1], 0.22))
            canvas.circle((x, level + 40 - rise), radius, fill)
        canvas.rect((0, level + 46, WIDTH, HEIGHT), mix(paint, canvas.light.sky[1], 0.12))
