"""Motions on the spot: being alive, reacting, changing size, appearing and going.

None of these travels, so the direction that every motion is given has no meaning here and the art looks as it was
drawn.
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
    swing,
    through,
)


def spot(rng: np.random.Generator) -> float:
    """Where on the ground it stands: near the middle."""
    return float(rng.uniform(-0.15, 0.15))


def idle(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Breathes and shifts its weight."""
    breaths = cycles(duration_s, 0.45, (1, 4))
    lean = 0.035 * swing(max(breaths / 2.0, 1.0))
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, squash=0.055 * swing(breaths), bend=0.6 * lean).track()


def bounce(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Crouches, then bounces under gravity, losing height where it does so two or three times."""
    n = cycles(duration_s, 1.2, (2, MAX_CYCLES))
    length = (KEYS - 3) // n
    lengths = [length] * n
    if n in (2, 3):
        lengths = [[11, 8], [9, 7, 5]][n - 2]
    first = 3 if sum(lengths) < KEYS - 3 else 2
    lift, squash = arcs(lengths, rng.uniform(0.40, 0.52), rng.uniform(0.24, 0.34), first)
    return Pose(x=spot(rng), y=STAND_Y - lift, squash=squash).track()


def jump(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Jumps straight up: a deep crouch, a stretched rise, a landing that gives."""
    n = cycles(duration_s, 0.45, (1, 3))
    period = (KEYS - 1) // n
    crouch, air = max(2, round(0.28 * period)), max(4, round(0.48 * period))
    lift, squash = np.zeros(KEYS), np.zeros(KEYS)
    height = rng.uniform(0.36, 0.46)
    for i in range(n):
        one_lift, one_squash = arcs([air], height, 0.40, crouch)
        at = i * period
        span = min(period, KEYS - at) if i < n - 1 else KEYS - at
        lift[at : at + span], squash[at : at + span] = one_lift[:span], one_squash[:span]
    return Pose(x=spot(rng), y=STAND_Y - lift, squash=squash).track()


def pendulum(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Swings under a fixed point above."""
    n = cycles(duration_s, 0.6, (1, 3))
    length = rng.uniform(0.65, 0.80)
    angle = rng.uniform(0.45, 0.62) * swing(n, 0.25)
    return Pose(x=length * np.sin(angle), y=0.10 - length + length * np.cos(angle), rotation=-angle).track()


def hover(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Floats in the air, rising and sinking."""
    n = cycles(duration_s, 0.4, (1, 4))
    return Pose(
        x=spot(rng) + 0.04 * swing(max(n / 2.0, 1.0)),
        y=rng.uniform(-0.16, -0.06) + 0.09 * swing(n),
        rotation=0.06 * swing(n, 0.2),
        squash=0.03 * swing(n, 0.5),
    ).track()


def bob(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Rides the waves: lifted, and tilted by the slope a quarter of a wave earlier."""
    n = cycles(duration_s, 0.45, (1, 4))
    return Pose(
        x=spot(rng) + 0.04 * swing(n, 0.25),
        y=rng.uniform(0.02, 0.10) + 0.12 * swing(n),
        rotation=0.32 * swing(n, 0.25),
    ).track()


def sway(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Sways in the wind with its feet fixed; the top bends after the stem."""
    n = cycles(duration_s, 0.45, (1, 3))
    lean = 0.05 + 0.14 * swing(n) + 0.03 * swing(min(2 * n, MAX_CYCLES))
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, bend=0.1 + 0.35 * swing(n, -0.12)).track()


def spin(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Turns round its own centre, whole turns at a steady rate."""
    turns = cycles(duration_s, 0.5, (1, 3))
    # Upright at both ends, and counted from the middle turn so that the angles stay small.
    angle = 2.0 * np.pi * (turns * key_times() - turns // 2)
    return Pose(x=spot(rng), y=STAND_Y - 0.08, rotation=angle).track()


def turn(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Dips, turns to the other side like a paper puppet, and settles."""
    took = min(share(duration_s, 1.2, 0.3), 0.5)
    start = rng.uniform(0.18, 0.35)
    end = start + took
    squash = through((0.0, 0.0), (start, -0.10), (start + took / 2, 0.10), (end, -0.06), (min(end + 0.12, 1.0), 0.0))
    hop = 0.04 * np.sin(np.pi * ramp(start, end))
    facing = np.cos(np.pi * through((start, 0.0), (end, 1.0)))
    return Pose(x=spot(rng), y=STAND_Y - hop, squash=squash, facing=facing).track()


def look_around(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Looks to one side, then to the other, with a lean into each look."""
    early, late = rng.uniform(0.2, 0.3), rng.uniform(0.55, 0.65)
    facing = through((early, 1.0), (early + 0.15, -1.0), (late, -1.0), (late + 0.15, 1.0))
    lean = -0.09 * facing
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, bend=2.0 * lean, squash=0.03 * swing(2), facing=facing).track()


def wobble(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Wobbles like jelly: leaning, shearing and breathing out of step."""
    n = cycles(duration_s, 1.6, (3, MAX_CYCLES))
    lean = 0.15 * swing(n)
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, shear=-0.25 * swing(n, -0.1), squash=0.13 * swing(n, 0.25)).track()


def shake(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Trembles from side to side as fast as the keys allow: four keys a tremble, so that every extreme is a key."""
    tremble = np.sin(np.pi / 2.0 * np.arange(KEYS)) * rng.uniform(0.75, 1.25, KEYS)
    return Pose(x=spot(rng) + 0.065 * tremble, rotation=0.09 * tremble, shear=0.08 * np.roll(tremble, 1)).track()


def resized(rng: np.random.Generator, scale: Curve, squash: Curve) -> Poses:
    """A change of size with the feet on the ground."""
    return Pose(x=spot(rng), y=on_ground(scale), scale=scale, squash=squash).track()


def grow(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Gathers itself, grows past its new size and settles."""
    end = rng.uniform(0.68, 0.82)
    small, large = rng.uniform(0.25, 0.42), rng.uniform(1.15, 1.35)
    scale = through((0.0, small), (0.12, 0.9 * small), (end, 1.06 * large), (end + 0.14, large))
    squash = through((0.0, 0.0), (0.12, -0.14), (0.45, 0.12), (end + 0.03, -0.05), (end + 0.15, 0.0))
    return resized(rng, scale, squash)


def shrink(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Swells for a moment, then becomes small."""
    end = rng.uniform(0.68, 0.82)
    small, large = rng.uniform(0.22, 0.36), rng.uniform(1.10, 1.28)
    scale = through((0.0, large), (0.12, 1.07 * large), (end, 0.9 * small), (end + 0.14, small))
    squash = through((0.0, 0.0), (0.12, 0.10), (0.45, -0.12), (end, 0.06), (end + 0.15, 0.0))
    return resized(rng, scale, squash)


def fade_in(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Appears out of nothing where it stands."""
    opacity = through((rng.uniform(0.0, 0.12), 0.0), (rng.uniform(0.6, 0.85), 1.0))
    return Pose(x=spot(rng), opacity=opacity, squash=0.03 * swing(1.5)).track()


def fade_out(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Vanishes where it stands."""
    opacity = through((rng.uniform(0.15, 0.35), 1.0), (rng.uniform(0.85, 1.0), 0.0))
    return Pose(x=spot(rng), opacity=opacity, squash=0.03 * swing(1.5)).track()


def pulse(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Beats like a heart: a strong beat and, where the keys can hold it, a weaker one after it."""
    n = cycles(duration_s, 1.0, (2, MAX_CYCLES))
    length = (KEYS - 1) // n
    second = 0.55 if length >= 7 else 0.0
    pattern = np.interp(
        np.arange(length), [0, 1, 2, 3, 4, length], [0.0, 1.0, 0.2, second, 0.1 if second else 0.0, 0.0]
    )
    beat = np.zeros(KEYS)
    beat[: n * length] = np.tile(pattern, n)
    return resized(rng, 1.0 + rng.uniform(0.28, 0.36) * beat, np.zeros(KEYS))


def sleep(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Sunk down and leaning, breathing slowly and deeply."""
    breaths = cycles(duration_s, 0.25, (1, 2))
    swell = swing(breaths)
    lean = -0.16 + 0.02 * swell
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, squash=-0.24 + 0.09 * swell, bend=-0.22 + 0.05 * swell).track()


def dance(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Steps from side to side on the beat, hips first, and turns round half way."""
    n = cycles(duration_s, 0.9, (2, 3))
    beat = (1.0 - np.cos(2.0 * np.pi * min(2 * n, MAX_CYCLES) * key_times())) / 2.0
    side = swing(n if 2 * n <= MAX_CYCLES else MAX_CYCLES / 2.0)
    lean = 0.20 * side
    x, y = on_feet(lean, spot(rng) - 0.12 * side)
    facing = through((0.42, 1.0), (0.56, -1.0))
    return Pose(
        x=x, y=y - 0.07 * beat, rotation=lean, squash=0.24 * (beat - 0.5), bend=-0.25 * side, facing=facing
    ).track()


def wave(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Straightens up, waves with its whole body a few times, and rests."""
    n = cycles(duration_s, 1.2, (3, 4))
    envelope = through((0.0, 0.0), (0.14, 1.0), (0.80, 1.0), (0.94, 0.0))
    lean = 0.20 * swing(n) * envelope
    x, y = on_feet(lean, spot(rng))
    return Pose(x=x, y=y, rotation=lean, bend=0.5 * swing(n, -0.08) * envelope, squash=0.10 * envelope).track()


def nod(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Nods towards where it looks, a few times, and rests."""
    n = cycles(duration_s, 0.9, (2, 4))
    envelope = through((0.0, 0.0), (0.12, 1.0), (0.85, 1.0), (0.97, 0.0))
    dip = envelope * (1.0 - np.cos(2.0 * np.pi * n * key_times())) / 2.0
    x, y = on_feet(-0.17 * dip, spot(rng))
    return Pose(x=x, y=y, rotation=-0.17 * dip, bend=-0.40 * dip, squash=-0.16 * dip + 0.03 * envelope).track()


def melt(rng: np.random.Generator, duration_s: float, direction: int) -> Poses:
    """Sags, wobbles and spreads into a low puddle on the ground."""
    end = rng.uniform(0.75, 0.95)
    down = through((0.0, 0.0), (0.15, 0.04), (0.5 * end, 0.45), (end, 1.0))
    scale = 1.0 - 0.30 * down
    wobbling = 0.10 * swing(3) * down * (1.0 - down) * 4.0
    y = GROUND_Y - HALF_HEIGHT * scale
    return Pose(x=spot(rng), y=y, scale=scale, squash=-0.85 * down, shear=wobbling, bend=wobbling).track()
