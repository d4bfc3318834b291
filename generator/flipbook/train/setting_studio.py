"""Painters of made-up places: stage, blueprint, studio sweep and abstract shapes."""

from __future__ import annotations

from itertools import pairwise

from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Canvas, Point
from generator.flipbook.train.setting_light import mix, shift

_GRID = 48
_BLUEPRINT = "#1f5fae"


def stage(canvas: Canvas) -> None:
    """A theatre stage: curtains at both sides and above, boards, a spotlight on the middle."""
    edge = canvas.near(352, 368)
    cloth = canvas.vary("#b3263a")
    back = canvas.tone("#5a2340")
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.down(mix(back, "#000000", 0.35), back))
    boards = canvas.tone("#b07a4c")
    canvas.rect((0, edge, WIDTH, HEIGHT), canvas.down(mix(boards, "#20101c", 0.35), boards))
    for index in range(1, 9):
        x = WIDTH * index / 9
        canvas.poly(
            [
                (480 + (x - 480) * 0.7 - 1, edge),
                (480 + (x - 480) * 0.7 + 2, edge),
                (480 + (x - 480) * 1.4 + 3, HEIGHT),
                (480 + (x - 480) * 1.4 - 3, HEIGHT),
            ],
            "#000000",
            opacity=0.10,
        )
    beam = "#fff3cf" if canvas.light.glows[0] == canvas.light.orb_color else mix("#fff6dc", canvas.light.glows[0], 0.5)
    start = 480 + canvas.side * canvas.near(90, 180)
    fade = canvas.linear([(0, beam, 0.55), (1, beam, 0.16)])
    canvas.poly([(start - 22, -10), (start + 22, -10), (760, 478), (200, 478)], fade)
    canvas.ellipse((480, 478), (280, 62), canvas.radial([(0, beam, 0.75), (0.8, beam, 0.5), (1, beam, 0.25)]))
    for side in (-1, 1):
        _curtain(canvas, side, cloth)
    for index in range(8):
        x = WIDTH * (index + 0.5) / 8
        canvas.ellipse((x, 40), (72, 54), canvas.tone(mix(cloth, "#2a0616", 0.16 if index % 2 else 0.0)))
    canvas.rect((0, 0, WIDTH, 48), canvas.tone(mix(cloth, "#2a0616", 0.3)))
    canvas.rect((0, 44, WIDTH, 9), canvas.tone("#e8bd5c"))
    canvas.rect((0, HEIGHT - 34, WIDTH, 34), canvas.tone("#40202c"))
    for index in range(6):
        side_x = 50 + index * 70 if index < 3 else WIDTH - 50 - (index - 3) * 70
        canvas.circle((side_x, HEIGHT - 34), 17, canvas.glow())


def _curtain(canvas: Canvas, side: int, cloth: str) -> None:
    """Hang a gathered curtain at one side: -1 left, 1 right."""
    folds, width = 5, 44
    for index in range(folds):
        reach = folds - 1 - index
        x = reach * width if side < 0 else WIDTH - (reach + 1) * width
        lit = canvas.tone(mix(cloth, "#ff9a7a", 0.10))
        dark = canvas.tone(mix(cloth, "#2a0616", 0.5))
        paint = canvas.linear([(0, dark, 1), (0.5, lit, 1), (1, dark, 1)], across=True)
        canvas.rect((x, 0, width + 1, 500 + canvas.near(-6, 6)), paint, radius=10)
    x = 0 if side < 0 else WIDTH - folds * width + 26
    canvas.rect((x, 330, folds * width - 26, 16), canvas.tone("#e8bd5c"), radius=6)


def blueprint(canvas: Canvas) -> None:
    """Draughting paper with a light grid and construction lines in the corners."""
    share = 0.74 if canvas.light.tinted else 0.22
    paper = mix(
        canvas.light.shade(canvas.vary(_BLUEPRINT), far=0, indoor=True),
        mix(canvas.light.backdrop, "#0a1030", 0.16),
        share,
    )
    line = "#ffffff" if _luma(paper) < 0.72 else "#4f87c4"
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.down(mix(paper, "#ffffff", 0.06), mix(paper, "#000022", 0.10)))
    shift_x, shift_y = canvas.near(0, _GRID), canvas.near(0, _GRID)
    for index in range(WIDTH // _GRID + 2):
        canvas.rect(
            (index * _GRID - shift_x, 0, 5 if index % 4 == 0 else 3, HEIGHT),
            line,
            opacity=0.26 if index % 4 == 0 else 0.15,
        )
    for index in range(HEIGHT // _GRID + 2):
        canvas.rect(
            (0, index * _GRID - shift_y, WIDTH, 5 if index % 4 == 0 else 3),
            line,
            opacity=0.26 if index % 4 == 0 else 0.15,
        )
    side = canvas.side
    wheel = (WIDTH / 2 + side * canvas.near(330, 380), canvas.near(120, 160))
    for radius in (canvas.near(78, 96), canvas.near(44, 56), 14):
        canvas.ring(wheel, radius, line, 7, opacity=0.75)
    for half in ((-120, 0, 120, 0), (0, -120, 0, 120)):
        ends: list[Point] = [(wheel[0] + half[0], wheel[1] + half[1]), (wheel[0] + half[2], wheel[1] + half[3])]
        canvas.stroke(ends, line, 5, opacity=0.5)
    x = WIDTH / 2 - side * 372
    base: list[Point] = [(x - 90, 200), (x + 90, 200), (x + 90, 120), (x, 60), (x - 90, 120), (x - 90, 200)]
    for start, end in pairwise(base):
        canvas.stroke([start, end], line, 7, opacity=0.75)
    _measure(canvas, (x - 100, x + 100), 236, line)
    _measure(canvas, (wheel[0] - 110, wheel[0] + 110), canvas.near(540, 590), line)
    for corner in (-1, 1):
        canvas.stroke([(480 + corner * 455, 600), (480 + corner * 455, 480)], line, 6, opacity=0.6)
        canvas.stroke([(480 + corner * 455, 600), (480 + corner * 340, 600)], line, 6, opacity=0.6)


def _measure(canvas: Canvas, span: Point, y: float, line: str) -> None:
    """Draw a dimension line with end marks between two x."""
    left, right = span
    canvas.stroke([(left, y), (right, y)], line, 5, opacity=0.7)
    for x, lean in ((left, 16), (right, -16)):
        canvas.poly([(x, y), (x + lean, y - 10), (x + lean, y + 10)], line, opacity=0.8)


def _luma(color: str) -> float:
    """Return the mean brightness of a colour in [0, 1]."""
    return sum(int(color[i : i + 2], 16) for i in (1, 3, 5)) / (3 * 255)


def sweep(canvas: Canvas) -> None:
    """A seamless backdrop: wall and floor run into one another, a soft light behind the subject."""
    turn = canvas.near(-0.05, 0.05) if canvas.light.tinted else canvas.near(-0.5, 0.5)
    color = shift(canvas.light.backdrop, hue=turn)
    wall, floor = mix(color, "#000000", 0.10), mix(color, "#ffffff", 0.16)
    level = canvas.near(0.54, 0.58)
    stops = [
        (0.0, mix(wall, "#000000", 0.10), 1.0),
        (level - 0.10, wall, 1.0),
        (level + 0.06, floor, 1.0),
        (1.0, color, 1.0),
    ]
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.linear(stops))
    light = mix(color, "#ffffff", 0.75)
    glow = canvas.radial([(0, light, 0.42), (0.5, light, 0.24), (1, light, 0)])
    canvas.ellipse((480 - canvas.side * canvas.near(0, 60), 300), (canvas.near(560, 640), 330), glow)
    canvas.ellipse((480, 470), (520, 120), canvas.radial([(0, light, 0.28), (1, light, 0)]))
    canvas.rect(
        (0, 0, WIDTH, HEIGHT),
        canvas.linear(
            [(0, "#000000", 0.10), (0.25, "#000000", 0), (0.75, "#000000", 0), (1, "#000000", 0.10)], across=True
        ),
    )


def abstract(canvas: Canvas) -> None:
    """Large plain shapes in the corners of a two-tone ground."""
    base = shift(canvas.light.backdrop, hue=canvas.near(-0.03, 0.03))
    canvas.rect((0, 0, WIDTH, HEIGHT), canvas.down(mix(base, "#ffffff", 0.12), mix(base, "#000022", 0.06)))
    first, second, third = canvas.rng.sample(canvas.light.accents, 3)
    side = canvas.side
    canvas.circle((480 + side * canvas.near(360, 440), canvas.near(60, 130)), canvas.near(140, 180), first)
    canvas.circle((480 - side * canvas.near(400, 460), canvas.near(520, 600)), canvas.near(180, 220), second)
    canvas.ring((480 - side * canvas.near(330, 400), canvas.near(110, 170)), canvas.near(58, 80), third, 26)
    x, y, size = 480 + side * canvas.near(340, 400), canvas.near(520, 560), canvas.near(120, 150)
    canvas.poly([(x - size, y + size * 0.8), (x + size, y + size * 0.8), (x, y - size)], mix(third, base, 0.25))
    crest: list[Point] = [(-40, 560 + side * 30), (240, 596), (480, 566), (720, 600), (1000, 560 - side * 30)]
    canvas.land(crest, mix(first, base, 0.55), opacity=0.7)
    for _ in range(9):
        flank = canvas.rng.choice((-1, 1))
        at = (480 + flank * canvas.near(270, 450), canvas.near(40, 600))
        canvas.circle(at, canvas.near(8, 18), canvas.rng.choice((first, second, third)))
    for index in range(3):
        start = 480 - side * (250 + index * 34)
        canvas.stroke([(start, 330), (start - side * 46, 376)], mix(third, "#ffffff", 0.2), 13)
