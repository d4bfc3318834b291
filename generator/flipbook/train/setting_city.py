"""Painters of built places out of doors: skyline, street and rooftop."""

from __future__ import annotations

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Box, Canvas, Point
from generator.flipbook.train.setting_light import mix
from generator.flipbook.train.setting_part import building, bush, shadow, sky, skyline, street_lamp, tree

_FACADES = ("#e2a07a", "#e8c98f", "#b9cdd6", "#d88f86", "#a9c4a5", "#cbb6dc")
_TOWERS = ("#4f6c96", "#6a6298", "#a8695a", "#3f7d8c", "#c08a5c")
_AWNINGS = ("#e2574c", "#2f9e8f", "#f0a63c", "#4a7fc4")


def skyline_view(canvas: Canvas) -> None:
    """Towers in two rows across a river, a quay in front."""
    horizon = canvas.near(340, 362)
    sky(canvas, horizon, clouds=3)
    skyline(canvas, horizon, (150, 240), "#8fa6c4", far=0.75)
    skyline(canvas, horizon, (90, 170), "#6f8bb0", far=0.42)
    for side in (-1, 1):
        for index in range(2):
            width, height = canvas.near(84, 112), canvas.near(230, 320) - 70 * index
            x = index * 104 + canvas.near(-12, 4) if side < 0 else WIDTH - width - index * 104 - canvas.near(-12, 4)
            building(
                canvas,
                (x, horizon - height, width, height),
                canvas.vary(canvas.rng.choice(_TOWERS)),
                far=0.14,
                windows=True,
            )
    water = canvas.tone("#5f9ac4", 0.25)
    canvas.rect((0, horizon, WIDTH, 62), canvas.down(mix(water, canvas.light.sky[2], 0.45), water))
    for _ in range(8):
        x = canvas.near(0, 200) if canvas.rng.random() < 0.5 else canvas.near(740, 940)
        color = canvas.glow() if canvas.light.dim else canvas.light.sky[2]
        canvas.rect((x, horizon + canvas.near(8, 48), canvas.near(40, 90), 7), color, radius=3.5, opacity=0.55)
    stone = canvas.tone("#c3c0bb", 0.08)
    canvas.rect((0, horizon + 56, WIDTH, HEIGHT), canvas.down(stone, mix(stone, "#1d2440", 0.2)))
    canvas.rect((0, horizon + 50, WIDTH, 16), mix(stone, "#ffffff", 0.25))
    for side in (-1, 1):
        x = 150 if side < 0 else WIDTH - 150
        street_lamp(canvas, (x + canvas.near(-16, 16), 480), 190)
        bush(canvas, (x - side * -90, 520), 130, "#4f8f5f")


def street(canvas: Canvas) -> None:
    """A road that leads away between two rows of shops and houses."""
    horizon = canvas.near(342, 360)
    sky(canvas, horizon, clouds=2)
    skyline(canvas, horizon + 6, (90, 170), "#9fb0c4", far=0.72)
    for side in (-1, 1):
        tree(canvas, (WIDTH / 2 + side * 190, horizon + 12), 110, far=0.4)
    pavement = canvas.tone("#cfc8bf", 0.05)
    canvas.rect((0, horizon, WIDTH, HEIGHT), canvas.down(pavement, mix(pavement, "#20243a", 0.12)))
    road = canvas.tone("#6d7480", 0.12)
    canvas.poly(
        [(436, horizon), (524, horizon), (860, HEIGHT), (100, HEIGHT)],
        canvas.down(mix(road, canvas.light.haze, 0.3), road),
    )
    for level in (0.30, 0.56, 0.86):
        y = horizon + (HEIGHT - horizon) * level
        half, tall = 3 + 9 * level, 12 + 30 * level
        mark = [(480 - half, y), (480 + half, y), (480 + half * 1.5, y + tall), (480 - half * 1.5, y + tall)]
        canvas.poly(mark, canvas.tone("#f4efe0"), opacity=0.35)
    for side in (-1, 1):
        colors = canvas.rng.sample(_FACADES, 2)
        inner = 262 if side < 0 else WIDTH - 262
        _house(canvas, (min(inner, inner - side * -92), horizon + 20, 92, 215), colors[0], far=0.28)
        outer = 178.0
        x = 0.0 if side < 0 else WIDTH - outer
        _house(canvas, (x, horizon + 74, outer, canvas.near(330, 400)), colors[1], far=0.0)
        street_lamp(canvas, (WIDTH / 2 + side * 268, 500), 220)


def _house(canvas: Canvas, box: Box, color: str, *, far: float) -> None:
    """Draw a house front with a shop: box is its left edge, foot, width and height."""
    x, foot, width, height = box
    wall = canvas.tone(canvas.vary(color), far)
    canvas.rect((x, foot - height, width, height), canvas.down(wall, mix(wall, "#000000", 0.10)))
    canvas.rect((x - 6, foot - height - 14, width + 12, 18), canvas.tone(mix(color, "#40302c", 0.45), far))
    glass = mix(canvas.tone("#7fb0cf", far), canvas.light.sky[2], 0.35)
    shop = height * 0.3
    lit = canvas.glow() if canvas.light.dim else glass
    canvas.rect((x + width * 0.1, foot - shop, width * 0.48, shop * 0.8), lit)
    canvas.rect((x + width * 0.66, foot - shop, width * 0.24, shop), canvas.tone("#6b4636", far))
    pane = width * 0.24
    rows = int((height - shop * 1.4) // (pane * 1.7))
    for row in range(rows):
        for column in range(2):
            at = (x + width * (0.16 + 0.44 * column), foot - height + pane * 0.5 + row * pane * 1.7, pane, pane * 1.15)
            shining = canvas.light.dim and canvas.rng.random() < 0.6
            canvas.rect((at[0] - 5, at[1] - 5, at[2] + 10, at[3] + 10), canvas.tone("#faf4e8", far))
            canvas.rect(at, canvas.glow() if shining else glass)
    _awning(canvas, (x + 4, foot - shop * 1.24, width - 8, shop * 0.36), far=far)


def _awning(canvas: Canvas, box: Box, *, far: float) -> None:
    """Draw a striped shop awning."""
    x, y, width, height = box
    color = canvas.rng.choice(_AWNINGS)
    step = width / 5
    for index in range(5):
        paint = canvas.tone(color if index % 2 == 0 else "#fff8ea", far)
        left = x + index * step
        canvas.rect((left, y, step, height), paint)
        canvas.circle((left + step / 2, y + height), step / 2, paint)


def rooftop(canvas: Canvas) -> None:
    """A flat roof with a parapet, the city below it, a water tank and a string of lamps."""
    horizon = canvas.near(342, 362)
    sky(canvas, horizon, clouds=3)
    skyline(canvas, horizon + 20, (80, 210), "#8ba0bf", far=0.7)
    skyline(canvas, horizon + 20, (40, 120), "#6780a6", far=0.4)
    wall = canvas.tone("#b9694f", 0.06)
    canvas.rect((0, horizon - 34, WIDTH, 64), canvas.down(wall, mix(wall, "#000000", 0.14)))
    canvas.rect((0, horizon - 44, WIDTH, 18), canvas.tone("#e3d5c3"))
    roof = canvas.tone("#b7b2ac")
    canvas.rect((0, horizon + 28, WIDTH, HEIGHT), canvas.down(mix(roof, "#000000", 0.12), roof))
    for index in (1, 2):
        canvas.rect((0, horizon + 28 + index * 92, WIDTH, 6), "#000000", opacity=0.05)
    side = canvas.rng.choice((-1, 1))
    _tank(canvas, (WIDTH / 2 - side * 375, 445))
    _hut(canvas, (WIDTH / 2 + side * 390, 470))
    for flank in (-1, 1):
        x = WIDTH / 2 + flank * 300
        canvas.rect((x - 40, 520, 80, 46), canvas.tone("#9a6a48"), radius=4)
        bush(canvas, (x, 532), 110, "#4f9a5c")
    _lamps(canvas, (20, 128), (WIDTH - 20, 128))


def _tank(canvas: Canvas, foot: Point) -> None:
    """Draw a wooden water tank on legs."""
    x, y = foot
    shadow(canvas, (x, y), 190)
    leg = canvas.tone("#4c4550")
    for dx in (-62, -6, 50):
        canvas.rect((x + dx, y - 120, 12, 120), leg)
    canvas.rect((x - 78, y - 124, 156, 12), leg)
    wood = canvas.tone("#a8714a")
    canvas.rect(
        (x - 70, y - 250, 140, 128), canvas.linear([(0, mix(wood, "#000000", 0.2), 1), (1, wood, 1)], across=True)
    )
    canvas.rect((x - 70, y - 196, 140, 9), leg, opacity=0.6)
    canvas.poly([(x - 82, y - 248), (x + 82, y - 248), (x, y - 314)], canvas.tone("#6d5560"))


def _hut(canvas: Canvas, foot: Point) -> None:
    """Draw the stair house with its door."""
    x, y = foot
    wall = canvas.tone("#d6b08c")
    canvas.rect((x - 95, y - 220, 190, 220), canvas.down(wall, mix(wall, "#000000", 0.12)))
    canvas.rect((x - 104, y - 232, 208, 18), canvas.tone("#7b5c52"))
    canvas.rect((x - 36, y - 140, 72, 140), canvas.tone("#3f7a86"), radius=4)
    if canvas.light.dim:
        canvas.halo((x, y - 160), 100, canvas.glow(), opacity=0.7)
    canvas.rect((x - 18, y - 172, 36, 14), canvas.light.glows[0], radius=6)


def _lamps(canvas: Canvas, start: Point, end: Point) -> None:
    """Hang a string of lamps in an arc between two points."""
    count = 12
    points = [
        (start[0] + (end[0] - start[0]) * i / count, start[1] - 280 * (i / count - 0.5) ** 2) for i in range(count + 1)
    ]
    canvas.stroke(points, canvas.tone("#3d3a48"), 4, opacity=0.8)
    for x, y in points:
        if canvas.light.dim:
            canvas.halo((x, y + 12), 34, canvas.glow(), opacity=0.7)
        canvas.circle((x, y + 12), 9, canvas.glow() if canvas.light.dim else canvas.tone("#fff3cf"))
