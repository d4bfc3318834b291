"""Painters of rooms: living room, office, kitchen, classroom and laboratory."""

from __future__ import annotations

from itertools import pairwise

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Box, Canvas, Point
from generator.flipbook.train.setting_light import mix
from generator.flipbook.train.setting_part import (
    daylight_shaft,
    floor_lamp,
    pendant,
    potted,
    room,
    shadow,
    shelf,
    window,
)


def _pick(canvas: Canvas, *colors: str) -> str:
    """Return one of several local colours, with jitter."""
    return canvas.vary(canvas.rng.choice(colors))


def _mirror(box: Box, side: int) -> Box:
    """Return a box of the left half as it is, or mirrored to the right half when side is 1."""
    x, y, width, height = box
    return box if side < 0 else (WIDTH - x - width, y, width, height)


def living_room(canvas: Canvas) -> None:
    """A sofa and a lamp on one side, a window and a plant on the other, a rug in the middle."""
    edge = canvas.near(352, 368)
    room(canvas, edge, _pick(canvas, "#f0dcc4", "#cfe0da", "#ecd0c2", "#d9d6ea"), _pick(canvas, "#c08f62", "#b58558"))
    side = canvas.side
    glass = _mirror((46, 86, 168, 190), side)
    window(canvas, glass)
    curtain = canvas.tone(_pick(canvas, "#e58e73", "#6fa3a0", "#e2b75c"))
    for dx in (-32, glass[2] - 4):
        canvas.rect((glass[0] + dx, 60, 38, 262), curtain, radius=8)
    canvas.rect((glass[0] - 44, 54, glass[2] + 88, 12), canvas.tone("#7d5a43"), radius=6)
    daylight_shaft(canvas, glass, edge)
    rug = canvas.tone(_pick(canvas, "#e6cdb0", "#c7d6d6", "#dfc0b4"))
    canvas.ellipse((480, 500), (330, 74), rug, opacity=0.9)
    canvas.ellipse((480, 500), (262, 54), mix(rug, "#ffffff", 0.14))
    for index in range(2):
        x = WIDTH / 2 - side * (284 + index * 104)
        canvas.rect((x - 42, 92, 84, 100), canvas.tone("#fbf6ec"), radius=4)
        art = canvas.tone(_pick(canvas, "#e9a05c", "#5c9ab0", "#d6705f"))
        canvas.rect((x - 31, 103, 62, 78), mix(art, canvas.tone("#fff4e0"), 0.45))
        canvas.circle((x, 150), 22, art)
    floor_lamp(canvas, (WIDTH / 2 - side * 452, edge + 62))
    _sofa(canvas, (WIDTH / 2 - side * 322, edge + 96))
    potted(canvas, (WIDTH / 2 + side * 425, edge + 130), 230)
    potted(canvas, (WIDTH / 2 + side * 262, edge + 24), 120, pot="#f3efe6")


def _sofa(canvas: Canvas, foot: Point) -> None:
    """Draw a two-seat sofa with cushions."""
    x, y = foot
    local = _pick(canvas, "#4f8f96", "#d98a5f", "#7a84b8", "#7fa37a")
    body, dark = canvas.tone(local), canvas.tone(mix(local, "#1d2035", 0.2))
    shadow(canvas, (x, y + 4), 270)
    canvas.rect((x - 112, y - 158, 224, 130), dark, radius=26)
    canvas.rect((x - 104, y - 80, 208, 58), body, radius=14)
    for dx in (-128, 88):
        canvas.rect((x + dx, y - 112, 42, 104), body, radius=18)
    canvas.rect((x - 112, y - 34, 224, 30), dark, radius=8)
    for dx, color in ((-66, "#f2c14e"), (62, "#f7ede0")):
        canvas.rect((x + dx - 28, y - 128, 56, 56), canvas.tone(color), radius=12)


def office(canvas: Canvas) -> None:
    """A glass front on the town, a desk with a screen, shelves and a plant."""
    edge = canvas.near(350, 368)
    room(canvas, edge, _pick(canvas, "#e3e8ee", "#d7e3e6", "#e9e3da"), _pick(canvas, "#a9b3bf", "#b9ac9c"))
    side = canvas.side
    glass = (250.0, 60.0, 460.0, 210.0)
    window(canvas, glass, frame="#f4f6f8", panes=4, town=True)
    daylight_shaft(canvas, (330, 0, 250, 0), edge)
    shelf(canvas, _mirror((24, edge - 250, 168, 276), -side), rows=4, wood="#c9b79c")
    for dx in (-210, 210):
        pendant(canvas, (WIDTH / 2 + dx, 64), "#39424f")
    _desk(canvas, (WIDTH / 2 + side * 352, edge + 120))
    potted(canvas, (WIDTH / 2 - side * 262, edge + 44), 150, pot="#f3f3f0")
    canvas.rect((0, 560, WIDTH, 6), "#000000", opacity=0.05)


def _desk(canvas: Canvas, foot: Point) -> None:
    """Draw a desk with a screen, a lamp and a chair."""
    x, y = foot
    shadow(canvas, (x, y + 2), 280)
    chair = canvas.tone(_pick(canvas, "#3f6f9f", "#e07a4f", "#3d8f80"))
    canvas.rect((x - 46, y - 210, 92, 120), chair, radius=22)
    canvas.rect((x - 7, y - 92, 14, 90), canvas.tone("#4a515c"))
    canvas.rect((x - 70, y - 244, 140, 92), canvas.tone("#2b3340"), radius=8)
    screen = canvas.light.glows[-1] if canvas.light.dim else canvas.tone("#8fc7ea")
    canvas.rect((x - 60, y - 234, 120, 72), mix(screen, "#5fa8dc", 0.55))
    canvas.rect((x - 46, y - 218, 62, 12), "#ffffff", opacity=0.7)
    canvas.rect((x - 46, y - 196, 86, 12), "#ffffff", opacity=0.45)
    canvas.rect((x - 8, y - 152, 16, 30), canvas.tone("#4a515c"))
    wood = canvas.tone("#d3a676")
    canvas.rect((x - 140, y - 126, 280, 18), wood, radius=4)
    canvas.rect((x - 128, y - 108, 74, 108), mix(wood, "#000000", 0.14))
    canvas.rect((x + 116, y - 108, 14, 108), mix(wood, "#000000", 0.14))
    canvas.rect((x - 110, y - 160, 24, 34), canvas.tone("#f0734f"), radius=5)


def kitchen(canvas: Canvas) -> None:
    """A row of low cupboards under a tiled wall, a fridge on one side, an oven and a hood on the other."""
    edge = canvas.near(354, 370)
    front = _pick(canvas, "#7fb3ac", "#e9e0d0", "#8fa9c9", "#e8b98a")
    room(canvas, edge, _pick(canvas, "#f6ecdc", "#eef1ec"), _pick(canvas, "#d8c3a5", "#cfd2d0"))
    side = canvas.side
    _floor_tiles(canvas, edge)
    tile = canvas.tone("#fdfaf3")
    canvas.rect((0, 176, WIDTH, 90), tile, opacity=0.8)
    for index in range(16):
        canvas.rect((index * 62, 176, 4, 90), canvas.tone("#dfe2dc"), opacity=0.5)
    canvas.rect((0, 220, WIDTH, 4), canvas.tone("#dfe2dc"), opacity=0.5)
    window(canvas, (372, 44, 216, 124))
    cupboard = canvas.tone(front)
    canvas.rect((0, 266, WIDTH, edge - 266), mix(cupboard, canvas.tone("#f6ecdc"), 0.04))
    for index in range(1, 9):
        canvas.rect((index * 107, 280, 5, edge - 290), "#000000", opacity=0.08)
    canvas.rect((0, 256, WIDTH, 18), canvas.tone("#c79a6b"))
    for index in range(2):
        box = _mirror((140 + index * 104, 40, 98, 128), -side)
        canvas.rect(box, cupboard, radius=4)
        canvas.rect((box[0] + 10, box[1] + 10, box[2] - 20, box[3] - 20), "#ffffff", radius=3, opacity=0.14)
    _fridge(canvas, _mirror((14, edge - 300, 116, 330), -side))
    _oven(canvas, (WIDTH / 2 + side * 350, edge + 26))
    potted(canvas, (WIDTH / 2 - side * 290, 258), 84)
    for dx in (-170, 170):
        pendant(canvas, (WIDTH / 2 + dx, 84), "#e8a13c")


def _floor_tiles(canvas: Canvas, edge: float) -> None:
    """Lay large floor tiles in perspective, too faint to disturb the middle."""
    levels = [edge + (HEIGHT - edge) * part for part in (0.0, 0.2, 0.5, 1.0)]
    for row, (top, bottom) in enumerate(pairwise(levels)):
        near, close = (0.7 + 0.9 * (y - edge) / (HEIGHT - edge) for y in (top, bottom))
        for index in range(-8, 8):
            if (index + row) % 2 == 0:
                left, right = index * 110, (index + 1) * 110
                corners = [
                    (480 + left * near, top),
                    (480 + right * near, top),
                    (480 + right * close, bottom),
                    (480 + left * close, bottom),
                ]
                canvas.poly(corners, "#ffffff", opacity=0.10)


def _fridge(canvas: Canvas, box: Box) -> None:
    """Draw a tall refrigerator with two doors."""
    x, y, width, height = box
    steel = canvas.tone("#e6ecef")
    canvas.rect(box, canvas.linear([(0, steel, 1), (1, mix(steel, "#3a4652", 0.22), 1)], across=True), radius=12)
    canvas.rect((x, y + height * 0.36, width, 6), "#000000", opacity=0.18)
    for top, tall in ((0.16, 0.16), (0.42, 0.26)):
        canvas.rect((x + width - 24, y + height * top, 9, height * tall), canvas.tone("#8c98a3"), radius=4)


def _oven(canvas: Canvas, foot: Point) -> None:
    """Draw an oven, a pot on it and a hood over it."""
    x, y = foot
    canvas.rect((x - 70, y - 118, 140, 118), canvas.tone("#4a535e"), radius=6)
    canvas.rect((x - 52, y - 78, 104, 60), canvas.glow() if canvas.light.dim else canvas.tone("#2b323b"), radius=5)
    for dx in (-40, -12, 16, 44):
        canvas.circle((x + dx - 2, y - 98), 7, canvas.tone("#e8edf0"))
    canvas.rect((x - 42, y - 168, 84, 48), canvas.tone("#d9573f"), radius=8)
    canvas.rect((x - 50, y - 174, 100, 12), canvas.tone("#b5432f"), radius=6)
    hood = canvas.tone("#c3ccd3")
    canvas.poly([(x - 34, 60), (x + 34, 60), (x + 86, 142), (x - 86, 142)], hood)
    canvas.rect((x - 34, 0, 68, 64), mix(hood, "#000000", 0.08))


def classroom(canvas: Canvas) -> None:
    """A large board on the wall, windows on one side, a bookcase on the other, desks in the near corners."""
    edge = canvas.near(354, 370)
    room(canvas, edge, _pick(canvas, "#f5e6c8", "#dfeadf", "#f2dcc9"), _pick(canvas, "#c99a68", "#bd9a78"))
    side = canvas.side
    canvas.rect((246, 62, 468, 226), canvas.tone("#b07d4f"), radius=6)
    board = canvas.tone(_pick(canvas, "#3f7a63", "#3d6f68", "#40596b"))
    canvas.rect((260, 76, 440, 198), canvas.down(board, mix(board, "#ffffff", 0.07)))
    for x, y, width in ((284, 100, 90), (284, 122, 60), (600, 100, 70)):
        canvas.rect((x, y, width, 8), canvas.tone("#f5f5ec"), radius=4, opacity=0.35)
    canvas.rect((246, 284, 468, 14), canvas.tone("#8c5f3b"), radius=4)
    glass = _mirror((36, 70, 150, 178), side)
    window(canvas, glass)
    daylight_shaft(canvas, glass, edge)
    shelf(canvas, _mirror((24, edge - 150, 172, 172), -side), rows=2)
    globe = (WIDTH / 2 - side * 376, edge - 196)
    canvas.circle(globe, 38, canvas.tone("#4f9fd0"))
    canvas.ellipse((globe[0] - 8, globe[1] - 6), (19, 13), canvas.tone("#7fbf6a"))
    canvas.rect((globe[0] - 22, globe[1] + 38, 44, 9), canvas.tone("#6b4a38"))
    clock = (WIDTH / 2 - side * 292, 96)
    for dx in (-150, 150):
        pendant(canvas, (WIDTH / 2 + dx, 48), "#5a8f86")
    canvas.circle(clock, 30, canvas.tone("#d9573f"))
    canvas.circle(clock, 22, canvas.tone("#fffaf0"))
    for flank in (-1, 1):
        _pupil_desk(canvas, (WIDTH / 2 + flank * canvas.near(318, 340), 520), 0.84)
        _pupil_desk(canvas, (WIDTH / 2 + flank * canvas.near(390, 410), 650), 1.25)


def _pupil_desk(canvas: Canvas, foot: Point, scale: float) -> None:
    """Draw a school desk with a book."""
    x, y = foot
    leg = canvas.tone("#56606c")
    shadow(canvas, (x, y), 190 * scale)
    for dx in (-72, 60):
        canvas.rect((x + dx * scale, y - 92 * scale, 12 * scale, 92 * scale), leg)
    canvas.rect((x - 92 * scale, y - 106 * scale, 184 * scale, 20 * scale), canvas.tone("#e0a862"), radius=5)
    cover = canvas.tone(_pick(canvas, "#d9573f", "#4f87b5", "#5fa88a"))
    canvas.rect((x - 34 * scale, y - 120 * scale, 66 * scale, 15 * scale), cover, radius=3)


def laboratory(canvas: Canvas) -> None:
    """Cool tiled walls, shelves of bottles, benches with flasks and a microscope."""
    edge = canvas.near(352, 368)
    room(canvas, edge, _pick(canvas, "#d6ecec", "#dbe6f2", "#e2efe8"), _pick(canvas, "#b3c6cf", "#a9bcc4"))
    side = canvas.side
    canvas.rect((0, 196, WIDTH, 8), canvas.tone("#a9cfd2"), opacity=0.7)
    canvas.rect((262, 66, 436, 150), canvas.tone("#f3fafa"), radius=10, opacity=0.65)
    canvas.ring((330, 140), 34, canvas.tone("#8cc3c8"), 9, opacity=0.5)
    for index, width in enumerate((230, 170, 200)):
        canvas.rect((410, 104 + index * 30, width, 11), canvas.tone("#8cc3c8"), radius=5, opacity=0.45)
    for dx in (-210, 210):
        pendant(canvas, (WIDTH / 2 + dx, 44), "#dfe9ec")
    for flank in (-1, 1):
        for level in (96, 184):
            box = _mirror((20, level, 190, 12), flank)
            canvas.rect(box, canvas.tone("#8fa3ad"))
            for index in range(4):
                _bottle(canvas, (box[0] + 28 + index * 45, level), canvas.near(38, 60))
        bench = _mirror((-20, 398, 256, 130), flank)
        canvas.rect(bench, canvas.down(canvas.tone("#eef4f6"), canvas.tone("#bccdd4")), radius=4)
        canvas.rect((bench[0] - 8, bench[1] - 16, bench[2] + 16, 20), canvas.tone("#4d6672"), radius=4)
        for index in (1, 2):
            canvas.rect((bench[0] + bench[2] * index / 3, bench[1] + 14, 5, 106), "#000000", opacity=0.10)
    _flask(canvas, (WIDTH / 2 + side * 300, 384), 104, _pick(canvas, "#36c2a4", "#ff8c5a"))
    _flask(canvas, (WIDTH / 2 + side * 400, 384), 132, _pick(canvas, "#a56be0", "#4f9df0"))
    _microscope(canvas, (WIDTH / 2 - side * 370, 384), -side)
    for index, color in enumerate(("#ff7f6a", "#f2c14e")):
        at = WIDTH / 2 - side * (268 + index * 28)
        canvas.rect((at - 9, 310, 18, 74), canvas.tone("#f4fbfc"), radius=8)
        canvas.rect((at - 9, 342, 18, 42), canvas.tone(color), radius=8)
    canvas.rect((0, HEIGHT - 70, WIDTH, 6), "#000000", opacity=0.05)


def _bottle(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a bottle of coloured liquid."""
    x, y = foot
    color = canvas.tone(_pick(canvas, "#5fb8d6", "#7fcf9a", "#f0a35c", "#b48ae0", "#e8f3f5"))
    canvas.rect((x - 14, y - height * 0.72, 28, height * 0.72), color, radius=5)
    canvas.rect((x - 7, y - height, 14, height * 0.34), mix(color, "#22323c", 0.3), radius=3)


def _flask(canvas: Canvas, foot: Point, height: float, color: str) -> None:
    """Draw a conical flask, half full; the liquid glows when the light is dim."""
    x, y = foot
    half = height * 0.42
    if canvas.light.dim:
        canvas.halo((x, y - height * 0.25), height * 1.1, color, opacity=0.55)
    glass = canvas.tone("#f4fbfc")
    canvas.poly(
        [
            (x - 14, y - height),
            (x + 14, y - height),
            (x + 14, y - height * 0.62),
            (x + half, y),
            (x - half, y),
            (x - 14, y - height * 0.62),
        ],
        glass,
    )
    liquid = mix(canvas.tone(color), color, 0.4)
    canvas.poly(
        [
            (x - half * 0.66, y - height * 0.3),
            (x + half * 0.66, y - height * 0.3),
            (x + half * 0.92, y - 5),
            (x - half * 0.92, y - 5),
        ],
        liquid,
    )
    canvas.rect((x - 19, y - height - 5, 38, 10), mix(glass, "#22323c", 0.2), radius=5)


def _microscope(canvas: Canvas, foot: Point, facing: int) -> None:
    """Draw a microscope that faces one side: -1 left, 1 right."""
    x, y = foot
    body, dark = canvas.tone("#f2f5f7"), canvas.tone("#3f5664")
    canvas.rect((x - 48, y - 16, 96, 16), dark, radius=6)
    canvas.stroke([(x - facing * 30, y - 16), (x - facing * 40, y - 66), (x - facing * 10, y - 112)], dark, 17)
    canvas.rect((x - 34, y - 48, 64, 10), dark, radius=4)
    canvas.stroke([(x + facing * 4, y - 62), (x - facing * 18, y - 138)], body, 26)
    canvas.stroke([(x - facing * 19, y - 142), (x - facing * 24, y - 158)], dark, 18)
