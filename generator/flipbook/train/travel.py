"""Motions that go somewhere: on the ground, through the air and through water.

Each is written going right with the face to the right and mirrored for the left. Timing follows the principles of
animation (Thomas and Johnston, 1981): anticipation before, follow-through after, arcs, and one gravity for every leap.
"""

from __future__ import annotations

import numpy as np

from generator.flipbook.train.pose import (
    GROUND_Y,
    HALF_HEIGHT,
    KEYS,
    MAX_CYCLES,
    STAND_Y,
    Curve,
    Pose,
    Poses,
    arcs,
    cycles,
    key_times,
    on_feet,
    on_ground,
    ramp,
    share,
    spring,
    swing,
    through,
)

RIGHT = -1.0
"""Facing of a subject that looks right: the art looks left as drawn."""
OUTSIDE = 1.3
"""An x at which the whole sprite is outside a 16:9 window of zoom 1."""


def crossing(rng: np.random.Generator, reach: tuple[float, float]) -> Curve:
    """A steady walk from one side to the other; `reach` is the range of the end's distance from the middle."""
    return rng.uniform(*reach) * (2.0 * key_times() - 1.0)


def running(x: Curve, steps: int, rng: np.random.Generator) -> Pose:
    """A run along `x`, going right: hops on every step, a forward lean, stretch in the air."""
    hop = (1.0 - np.cos(2.0 * np.pi * steps * key_times())) / 2.0
    lean = rng.uniform(0.12, 0.18)
    return Pose(
        x=x,
        y=STAND_Y - 0.12 * hop,
        rotation=lean + 0.10 * swing(steps),
        squash=0.20 * (hop - 0.5),
        bend=-0.12 * swing(steps, 0.25),
        facing=RIGHT,
    )


def walking(x: Curve, steps: int) -> Pose:
    """A walk along `x`, going right: the body rocks from foot to foot and sinks a little between."""
    rock = 0.15 * np.sin(np.pi * (steps * key_times() + 0.5))
    lift = 0.035 * (1.0 - np.cos(2.0 * np.pi * steps * key_times())) / 2.0
    feet_x, feet_y = on_feet(rock, x)
    return Pose(x=feet_x, y=feet_y - lift, rotation=rock, squash=1.4 * (lift - 0.0175), facing=RIGHT)


def run(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Runs from one side to the other."""
    steps = cycles(duration_s, 2.2, (3, MAX_CYCLES))
    return running(crossing(rng, (0.65, 0.95)), steps, rng).track(direction)


def walk(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Walks from one side to the other, staying in view."""
    steps = cycles(duration_s, 1.5, (3, MAX_CYCLES))
    return walking(crossing(rng, (0.42, 0.68)), steps).track(direction)


def roll(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Rolls without slipping: the angle is the distance over the radius, upright in the middle."""
    reach = rng.uniform(0.55, 0.85)
    x = reach * (2.0 * through((0.0, 0.0), (1.0, 1.0)) - 1.0) if rng.random() < 0.3 else crossing(rng, (0.55, 0.85))
    return Pose(x=x, rotation=x / HALF_HEIGHT, facing=RIGHT).track(direction)


def hop(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Crouches, then hops along in equal parabolas."""
    n = cycles(duration_s, 1.4, (3, MAX_CYCLES))
    length = (KEYS - 3) // n
    first = KEYS - 1 - n * length
    lift, squash = arcs([length] * n, rng.uniform(0.18, 0.28), 0.24, first)
    gone = ramp(first / (KEYS - 1), 1.0)
    tilt = np.gradient(lift)
    x = rng.uniform(0.45, 0.62) * (2.0 * gone - 1.0)
    return Pose(x=x, y=STAND_Y - lift, squash=squash, rotation=-1.2 * tilt, facing=RIGHT).track(direction)


def leap(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """A deep crouch, one high arc over the frame, a landing that gives."""
    first, length = int(rng.integers(5, 8)), int(rng.integers(10, 13))
    lift, squash = arcs([length], rng.uniform(0.40, 0.50), 0.34, first)
    gone = ramp(first / (KEYS - 1), (first + length) / (KEYS - 1))
    recoil = -0.07 * through((0.0, 0.0), (first / KEYS, 1.0), ((first + 3) / KEYS, 0.0))
    x = rng.uniform(0.40, 0.50) * (2.0 * gone - 1.0) + recoil
    tilt = 0.45 * (2.0 * gone - 1.0) * (lift > 0)
    return Pose(x=x, y=STAND_Y - lift, squash=squash, rotation=tilt, facing=RIGHT).track(direction)


def fly(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Flies across on a wavy line, the nose following the path."""
    waves = min(cycles(duration_s, 0.5, (1, 3)), 2)
    beats = cycles(duration_s, 2.0, (3, MAX_CYCLES))
    x = crossing(rng, (0.65, 1.0))
    y = rng.uniform(-0.22, -0.05) + 0.10 * swing(waves)
    pitch = np.arctan2(np.gradient(y), np.gradient(x))
    return Pose(x=x, y=y, rotation=0.6 * pitch, squash=0.09 * swing(beats), facing=RIGHT).track(direction)


def fly_in(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Comes in from outside on a sinking curve, brakes with the nose up and hovers."""
    took = max(share(duration_s, 2.2), 0.45)
    u = 1.0 - (1.0 - ramp(0.0, took)) ** 2.5
    x = -OUTSIDE + (OUTSIDE + rng.uniform(-0.12, 0.12)) * u
    hover = 0.045 * swing(cycles(duration_s, 0.5, (2, 4))) * ramp(0.6 * took, took)
    y = -0.50 + (0.50 + rng.uniform(-0.12, 0.05)) * u + hover
    brake = through((0.0, 0.14), (0.35 * took, 0.10), (0.8 * took, -0.24), (min(took + 0.2, 1.0), 0.0))
    return Pose(x=x, y=y, rotation=brake, squash=0.04 * swing(4), facing=RIGHT).track(direction)


def slide_in(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Slides in from the side, leans into the stop and settles."""
    took = share(duration_s, 1.6, 0.4)
    u = 1.0 - (1.0 - ramp(0.0, took)) ** 3
    rock = through((0.0, -0.20), (0.3 * took, -0.16), (0.85 * took, 0.16), (took + 0.05, -0.06), (took + 0.1, 0.0))
    x, y = on_feet(rock, -OUTSIDE + (OUTSIDE + rng.uniform(-0.12, 0.12)) * u)
    return Pose(x=x, y=y, rotation=rock, bend=-0.6 * rock, facing=RIGHT).track(direction)


def drive(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Squats back, pulls away, and drives over a slightly uneven road."""
    speed = 0.35 + ramp(0.0, rng.uniform(0.2, 0.45))
    gone = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2.0)])
    x = rng.uniform(0.65, 0.95) * (2.0 * gone / gone[-1] - 1.0)
    jolts = cycles(duration_s, 2.5, (4, MAX_CYCLES))
    nose = through((0.0, 0.0), (0.12, -0.10), (0.4, -0.02), (1.0, 0.0)) + 0.02 * swing(jolts, 0.3)
    bump = 0.014 * swing(jolts)
    return Pose(x=x, y=STAND_Y + bump, rotation=nose, squash=-2.0 * bump, facing=RIGHT).track(direction)


def swim(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Swims across: the bend runs ahead of the roll, and each stroke pushes."""
    strokes = cycles(duration_s, 1.3, (3, MAX_CYCLES))
    push = 0.012 * swing(strokes)
    x = crossing(rng, (0.45, 0.80)) + push
    y = rng.uniform(-0.05, 0.15) + 0.05 * swing(strokes / 2.0)
    bend = 0.55 * swing(strokes)
    turn = 0.14 * swing(strokes, -0.2)
    return Pose(x=x, y=y, rotation=turn, bend=bend, facing=RIGHT).track(direction)


def zigzag(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Goes across in sharp turns up and down."""
    turns = cycles(duration_s, 0.9, (2, 4))
    corners = np.linspace(0.0, 1.0, 2 * turns + 1)
    heights = np.where(np.arange(2 * turns + 1) % 2 == 0, 0.10, -0.34)
    y = np.interp(key_times(), corners, heights)
    x = crossing(rng, (0.55, 0.80))
    return Pose(x=x, y=y, rotation=3.0 * np.gradient(y), facing=RIGHT).track(direction)


def topple(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Teeters, tips over its front edge, hits the ground and rocks once."""
    start = rng.uniform(0.22, 0.35)
    hit = start + max(0.22, share(duration_s, 1.0, 0.2) * 0.5)
    fall = np.pi / 2.0 * ramp(start, hit) ** 2.2
    rebound = -0.22 * np.sin(np.pi * ramp(hit, min(hit + 0.22, 1.0)))
    teeter = through((0.0, 0.0), (0.45 * start, -0.14), (start, 0.0), (1.0, 0.0))
    angle = fall + rebound + teeter
    edge = 0.22
    x = edge * (1.0 - np.cos(angle)) + HALF_HEIGHT * np.sin(angle) - 0.25
    y = GROUND_Y - edge * np.abs(np.sin(angle)) - HALF_HEIGHT * np.cos(angle)
    return Pose(x=x, y=y, rotation=angle, facing=RIGHT).track(direction)


def take_off(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Sinks and trembles, then gathers speed straight up and out of the frame."""
    start = rng.uniform(0.28, 0.40)
    up = ramp(start, 1.0) ** 2.2
    tremble = ramp(0.08, start) * (1.0 - ramp(start, start + 0.3)) * np.where(np.arange(KEYS) % 2 == 0, 1.0, -1.0)
    squash = through((0.0, 0.0), (0.7 * start, -0.26), (start, -0.26), (start + 0.2, 0.24), (1.0, 0.18))
    x = rng.uniform(-0.12, 0.12) + 0.018 * tremble
    return Pose(x=x, y=STAND_Y - 1.35 * up, squash=squash, rotation=0.02 * tremble).track()


def land(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Comes down from above, ever slower, touches down softly and settles."""
    touch = round(rng.uniform(0.62, 0.75) * (KEYS - 1)) / (KEYS - 1)
    left = (1.0 - ramp(0.0, touch)) ** 1.7
    sway = 0.09 * swing(2.0 / touch) * (1.0 - ramp(0.0, touch))
    dip = through((0.0, 0.10), (touch - 0.1, 0.08), (touch + 0.06, -0.24), (touch + 0.15, 0.08), (touch + 0.23, 0.0))
    x = rng.uniform(-0.12, 0.12) + 0.5 * sway
    return Pose(x=x, y=STAND_Y - 1.12 * left, squash=dip, rotation=sway).track()


def fall(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Drops in from above under gravity, flattens, bounces up once and lies still."""
    hit, second = int(rng.integers(9, 12)), int(rng.integers(5, 7))
    drop = rng.uniform(0.90, 1.05)
    lift, squash = arcs([second], drop * (second / (2.0 * hit)) ** 2, 0.20, hit)
    j = np.arange(hit + 1)
    lift[: hit + 1] = drop * (1.0 - (j / hit) ** 2)
    squash[:hit] = 0.22 * j[:-1] / hit
    squash[hit] = -0.42
    tumble = 0.35 * (1.0 - ramp(0.0, hit / (KEYS - 1)))
    return Pose(x=rng.uniform(-0.15, 0.15), y=STAND_Y - lift, squash=squash, rotation=tumble).track()


def flutter(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Drifts down like a leaf, swinging from side to side and slowing at each turn."""
    swings = cycles(duration_s, 0.6, (2, 3))
    down = ramp(0.0, 0.95) - 0.35 / (4.0 * np.pi * swings) * swing(2.0 * min(swings, 2))
    still = 1.0 - ramp(0.85, 1.0)
    x = rng.uniform(0.23, 0.29) * swing(swings) * still
    tilt = 0.45 * swing(swings, 0.25) * still
    return Pose(x=x, y=-0.72 + (STAND_Y + 0.72) * np.clip(down, 0.0, 1.0), rotation=tilt, bend=0.3 * tilt).track()


def rise(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Comes up slowly from below the frame and stays high."""
    u = through((0.0, 0.0), (rng.uniform(0.75, 0.95), 1.0))
    x = rng.uniform(-0.15, 0.15) + 0.025 * swing(1.5)
    return Pose(x=x, y=0.85 - rng.uniform(0.92, 1.08) * u, rotation=0.04 * swing(1.5, 0.25)).track()


def orbit(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Goes round an ellipse, larger in front and smaller behind, the face along the path."""
    turns = cycles(duration_s, 0.35, (1, 3))
    along, depth = swing(turns, 0.25), swing(turns)
    speed = -depth
    facing = -np.tanh(3.0 * speed)
    return Pose(
        x=rng.uniform(0.36, 0.46) * along,
        y=-0.04 + rng.uniform(0.18, 0.26) * depth,
        scale=0.85 + 0.20 * depth,
        rotation=0.10 * speed,
        facing=facing,
    ).track()


def pop_in(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Springs out of nothing, past its size, and settles."""
    start = rng.uniform(0.05, 0.16)
    rate = rng.uniform(2.6, 3.4)
    grown = spring(start, rate, 7.0)
    squash = 0.35 * (grown - 1.0) * (key_times() > start)
    return Pose(x=rng.uniform(-0.12, 0.12), y=on_ground(grown), scale=grown, squash=np.maximum(squash, -0.2)).track()
