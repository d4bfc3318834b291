"""Painters of green and wintry places: meadow, snow, forest, mountains, garden and park."""

from __future__ import annotations

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Canvas, Point
from generator.flipbook.train.setting_light import mix
from generator.flipbook.train.setting_part import (
    CALM,
    boulder,
    bush,
    ground,
    hills,
    pine,
    ridge,
    shadow,
    sky,
    street_lamp,
    tree,
)

_FLOWERS = ("#ff6f7d", "#ffd24d", "#f7f3ff", "#b07be0", "#ff9a4d")


def _flank(canvas: Canvas, side: int, reach: float = 220) -> float:
    """Return an x at one side of the calm middle: -1 left, 1 right."""
    inset = canvas.near(20, reach)
    return inset if side < 0 else WIDTH - inset


def _flowers(canvas: Canvas, side: int, count: int, *, top: float = 520) -> None:
    """Scatter flowers on the near ground of one side."""
    for _ in range(count):
        x, y = _flank(canvas, side, 250), canvas.near(top, HEIGHT - 12)
        size = 5 + 6 * (y - top) / (HEIGHT - top)
        canvas.circle((x, y), size, canvas.tone(canvas.rng.choice(_FLOWERS)))
        canvas.circle((x, y), size * 0.4, canvas.tone("#fff2b8"))


def _tufts(canvas: Canvas, color: str) -> None:
    """Frame the near corners with clumps of grass."""
    for side in (-1, 1):
        for _ in range(3):
            x = _flank(canvas, side, 190)
            bush(canvas, (x, HEIGHT + 26), canvas.near(110, 170), color)


def meadow(canvas: Canvas) -> None:
    """Rolling green hills with groups of trees and flowers in front."""
    horizon = canvas.near(330, 355)
    sky(canvas, horizon)
    hills(canvas, horizon - 38, "#86b7a0", far=0.85, height=22)
    hills(canvas, horizon - 14, "#7fbf6a", far=0.5, height=18)
    for side in (-1, 1):
        for _ in range(canvas.rng.randint(2, 4)):
            x = _flank(canvas, side, 240)
            tree(canvas, (x, horizon + canvas.near(-6, 8)), canvas.near(55, 85), far=0.4)
    ground(canvas, horizon + 8, "#74b84f", curve_height=8)
    canvas.land(ridge(canvas, 478, 10, step=260), canvas.tone("#69ad49"), opacity=0.55)
    for side in (-1, 1):
        if canvas.rng.random() < 0.8:
            tree(canvas, (_flank(canvas, side, 150), canvas.near(410, 455)), canvas.near(210, 280))
        _flowers(canvas, side, canvas.rng.randint(7, 12))
    _tufts(canvas, "#4f9442")


def snow(canvas: Canvas) -> None:
    """A white field, pale hills and conifers under snow."""
    horizon = canvas.near(332, 356)
    sky(canvas, horizon, clouds=3)
    hills(canvas, horizon - 50, "#b9d0e6", far=0.8, height=34)
    hills(canvas, horizon - 18, "#d3e3f1", far=0.45, height=20)
    for side in (-1, 1):
        for _ in range(canvas.rng.randint(4, 6)):
            x = _flank(canvas, side, 260)
            pine(canvas, (x, horizon + canvas.near(0, 10)), canvas.near(60, 95), far=0.45, snow=True)
    canvas.land(
        ridge(canvas, horizon + 10, 8, step=240),
        canvas.down(_snow_tone(canvas, "#ffffff"), _snow_tone(canvas, "#e6f0fa")),
    )
    canvas.land(ridge(canvas, 492, 12, step=280), _snow_tone(canvas, "#d9e7f5"), opacity=0.7)
    for side in (-1, 1):
        foot = canvas.near(410, 450)
        pine(canvas, (_flank(canvas, side, 90), foot), canvas.near(220, 290), snow=True)
        pine(canvas, (_flank(canvas, side, 200), foot + canvas.near(15, 40)), canvas.near(150, 190), snow=True)
        for _ in range(12):
            x, y = _flank(canvas, side, 300), canvas.near(20, HEIGHT - 20)
            canvas.circle((x, y), canvas.near(3.5, 6.5), canvas.tone("#ffffff"), opacity=0.85)
    canvas.land(ridge(canvas, 588, 12, step=300), _snow_tone(canvas, "#ffffff"))


def _snow_tone(canvas: Canvas, color: str) -> str:
    """Return the colour of snow, which mirrors the sky and so stays cooler than the key light."""
    mirrored = mix("#f2f7ff", canvas.light.sky[0], 0.72 if canvas.light.dim else 0.22)
    return mix(canvas.tone(color), mirrored, 0.5)


def forest(canvas: Canvas) -> None:
    """Receding rows of trunks under a canopy, with shafts of light."""
    horizon = canvas.near(345, 368)
    sky(canvas, horizon, clouds=0, orb=canvas.light.stars)
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.tone("#9ccf9a", 0.55), opacity=0.55)
    for far, color, half, count in ((0.8, "#6fa088", 9, 13), (0.5, "#4d7f68", 14, 10)):
        for index in range(count):
            x = WIDTH * (index + canvas.near(0.1, 0.9)) / count
            paint = canvas.tone(color, far + (0.12 if CALM[0] < x < CALM[1] else 0))
            canvas.poly(
                [(x - half, horizon + 14), (x - half * 0.7, 0), (x + half * 0.7, 0), (x + half, horizon + 14)], paint
            )
        canvas.land(ridge(canvas, horizon - 10 - 26 * far, 14, step=110), canvas.tone(color, far))
    ground(canvas, horizon + 8, "#5f9250", curve_height=6)
    lean = canvas.side * 150
    for _ in range(3):
        x = canvas.near(200, 760)
        beam = [(x, -10), (x + 46, -10), (x - lean + 100, 470), (x - lean, 470)]
        canvas.poly(beam, canvas.light.orb_color, opacity=0.05 if canvas.light.dim else 0.12)
    for side in (-1, 1):
        for reach, half in ((30, 44), (150, 27)):
            x = reach + canvas.near(-16, 22) if side < 0 else WIDTH - reach + canvas.near(-22, 16)
            _trunk(canvas, (x, canvas.near(440, 500)), half)
    for index in range(10):
        x = WIDTH * (index + 0.5) / 10
        deep = 62 if CALM[0] < x < CALM[1] else 120
        canvas.circle((x, -20), deep * canvas.near(0.9, 1.2), canvas.tone(canvas.vary("#3c7a4a")))
    for side in (-1, 1):
        for _ in range(3):
            bush(canvas, (_flank(canvas, side, 230), canvas.near(500, 560)), canvas.near(80, 130), "#3f8450")
    _tufts(canvas, "#2f6b44")


def _trunk(canvas: Canvas, foot: Point, half: float) -> None:
    """Draw a near trunk that leaves the top of the canvas."""
    x, y = foot
    shadow(canvas, foot, half * 4)
    bark = canvas.vary("#6d4c38")
    canvas.poly(
        [(x - half * 1.35, y), (x - half * 0.8, 0), (x + half * 0.8, 0), (x + half * 1.35, y)], canvas.tone(bark)
    )
    edge = -canvas.side * half
    canvas.poly(
        [(x + edge * 1.35, y), (x + edge * 0.8, 0), (x + edge * 0.2, 0), (x + edge * 0.4, y)], "#000000", opacity=0.15
    )


def _peak(canvas: Canvas, foot: Point, size: Point, *, far: float) -> None:
    """Draw one snow-capped peak: foot is the middle of its base, size its width and height."""
    x, base = foot
    width, height = size
    top = (x + canvas.near(-0.06, 0.06) * width, base - height)
    left, right = (x - width / 2, base), (x + width / 2, base)
    rock = canvas.vary("#7d8ba6")
    dark = left if canvas.side > 0 else right
    fold = (x + canvas.near(-0.04, 0.04) * width, base)
    canvas.poly([left, right, top], canvas.tone(rock, far))
    canvas.poly([dark, fold, top], canvas.tone(mix(rock, "#233052", 0.38), far))
    cut = 0.36
    cap_left = (top[0] + (left[0] - top[0]) * cut, top[1] + height * cut)
    cap_right = (top[0] + (right[0] - top[0]) * cut, top[1] + height * cut)
    teeth = [
        (top[0] + (left[0] - top[0]) * 0.12, top[1] + height * 0.27),
        (top[0] + (right[0] - top[0]) * 0.10, top[1] + height * 0.42),
    ]
    canvas.poly([top, cap_left, teeth[0], teeth[1], cap_right], canvas.tone("#fbfdff", far * 0.8))


def mountains(canvas: Canvas) -> None:
    """Two ranges of snowy peaks behind a valley with conifers."""
    horizon = canvas.near(338, 362)
    sky(canvas, horizon, clouds=3)
    for index in range(5):
        _peak(
            canvas,
            (WIDTH * (index + canvas.near(0.3, 0.7)) / 5, horizon),
            (canvas.near(280, 360), canvas.near(120, 190)),
            far=0.8,
        )
    for x in (
        canvas.near(40, 190),
        canvas.near(770, 920),
        canvas.near(250, 330) if canvas.side > 0 else canvas.near(640, 710),
    ):
        _peak(canvas, (x, horizon), (canvas.near(330, 430), canvas.near(200, 275)), far=0.38)
    hills(canvas, horizon - 4, "#5f9a78", far=0.5, height=9)
    for side in (-1, 1):
        for _ in range(6):
            pine(canvas, (_flank(canvas, side, 270), horizon + canvas.near(4, 16)), canvas.near(48, 76), far=0.35)
    ground(canvas, horizon + 12, "#7fb163", curve_height=6)
    for side in (-1, 1):
        pine(canvas, (_flank(canvas, side, 80), canvas.near(440, 480)), canvas.near(190, 250))
        pine(canvas, (_flank(canvas, side, 180), canvas.near(420, 450)), canvas.near(120, 160))
        boulder(
            canvas, (WIDTH / 2 + side * canvas.near(270, 390), canvas.near(520, 560)), canvas.near(80, 120), "#8d94a0"
        )
    _tufts(canvas, "#548c4b")


def garden(canvas: Canvas) -> None:
    """A hedge and a fence behind a lawn with a path, beds of flowers at both sides."""
    horizon = canvas.near(340, 360)
    sky(canvas, horizon, clouds=3)
    for index in range(9):
        tree(canvas, (WIDTH * (index + canvas.near(0.2, 0.8)) / 9, horizon), canvas.near(100, 135), "#6fae6a", far=0.55)
    canvas.land(ridge(canvas, horizon - 52, 5, step=90), canvas.tone("#4f9a58", 0.12))
    fence = canvas.tone("#fbf7ee")
    for side in (-1, 1):
        start = 0 if side < 0 else CALM[1] + 10
        for index in range(8):
            x = start + 8 + index * 29
            canvas.poly(
                [
                    (x, horizon + 18),
                    (x, horizon - 44),
                    (x + 9, horizon - 56),
                    (x + 18, horizon - 44),
                    (x + 18, horizon + 18),
                ],
                fence,
            )
        canvas.rect((start, horizon - 26, 232, 10), fence)
    ground(canvas, horizon + 6, "#7cc05a", curve_height=3)
    path = canvas.tone("#ecd9b4", 0.1)
    canvas.poly([(448, horizon + 8), (512, horizon + 8), (660, HEIGHT), (300, HEIGHT)], path, opacity=0.6)
    for side in (-1, 1):
        tree(canvas, (_flank(canvas, side, 90), 400), canvas.near(220, 260), "#5fae55")
        middle = 80 if side < 0 else WIDTH - 80
        canvas.ellipse((middle, 520), (175, 74), canvas.tone("#8a5f43"))
        for row, y in enumerate((470, 505, 545)):
            color = canvas.rng.choice(_FLOWERS)
            for index in range(6):
                _bloom(canvas, (middle - 120 + index * 48 + canvas.near(-6, 6) + row * 8, y), 15 + row * 3, color)
    _tufts(canvas, "#4f9a4a")


def _bloom(canvas: Canvas, center: Point, size: float, color: str) -> None:
    """Draw one large flower on its leaves."""
    x, y = center
    canvas.ellipse((x, y + size), (size * 1.2, size * 0.8), canvas.tone("#3f8a4a"))
    canvas.circle((x, y), size, canvas.tone(canvas.vary(color)))
    canvas.circle((x, y), size * 0.4, canvas.tone("#ffe9a3"))


def park(canvas: Canvas) -> None:
    """A lawn with a winding path, old trees, a bench and a lamp."""
    horizon = canvas.near(336, 356)
    sky(canvas, horizon, clouds=3)
    for index in range(12):
        height = canvas.near(50, 130)
        x = WIDTH * (index + canvas.near(0.2, 0.8)) / 12
        canvas.rect((x - 22, horizon - height - 10, 44, height + 20), canvas.tone("#8fa3b8", 0.85))
    canvas.land(ridge(canvas, horizon - 26, 12, step=70), canvas.tone("#5f9f66", 0.5))
    ground(canvas, horizon + 4, "#86c25e", curve_height=4)
    path = canvas.tone("#e8d7b6", 0.12)
    x = WIDTH / 2 - canvas.side * 190
    track: list[Point] = [
        (x, horizon + 12),
        (x + 26, horizon + 12),
        (470, 400),
        (650, 470),
        (760, HEIGHT + 60),
        (200, HEIGHT + 60),
        (380, 470),
        (340, 400),
    ]
    canvas.shape(track, path, opacity=0.8)
    canvas.ellipse(
        (WIDTH / 2 + canvas.side * 330, 412), (150, 26), canvas.down(canvas.light.sky[1], canvas.tone("#8fcbe8", 0.2))
    )
    for side in (-1, 1):
        leaf = canvas.rng.choice(("#5aa353", "#7fb04a", "#d9903f"))
        tree(canvas, (_flank(canvas, side, 70), canvas.near(425, 455)), canvas.near(310, 360), leaf)
        tree(canvas, (_flank(canvas, side, 230), canvas.near(366, 378)), canvas.near(130, 160), far=0.25)
    _bench(canvas, (170 if canvas.side > 0 else 790, 500))
    street_lamp(canvas, (770 if canvas.side > 0 else 190, 468), 215)
    _tufts(canvas, "#569a48")


def _bench(canvas: Canvas, foot: Point) -> None:
    """Draw a park bench."""
    x, y = foot
    shadow(canvas, (x, y), 190)
    metal, wood = canvas.tone("#3d4653"), canvas.tone("#b5764a")
    for dx in (-62, 52):
        canvas.rect((x + dx, y - 70, 11, 70), metal)
    for top in (84, 64, 38):
        canvas.rect((x - 82, y - top, 164, 15), wood, radius=4)
