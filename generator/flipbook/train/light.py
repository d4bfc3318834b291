"""Light over a shot: how bright it is and how warm.

Gain multiplies linear brightness (1 = neutral); warmth runs from -1 (cold, blue) over 0 to +1 (warm, orange).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.flipbook.train.pose import KEYS, Value, key_times, through

LightTrack = npt.NDArray[np.float32]  # (KEYS, 2): gain, warmth


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One way the light behaves.

    Attributes:
        name: Stable name, the key in `LIGHTS`.
        phrases: Ways to say it.
        draw: Makes a track from a generator and the duration in seconds.
    """

    name: str
    phrases: tuple[str, ...]
    draw: Callable[[np.random.Generator, float], LightTrack]


def _track(gain: Value, warmth: Value) -> LightTrack:
    """Both columns, held where they are single numbers."""
    columns = [np.broadcast_to(np.asarray(v, np.float64), (KEYS,)) for v in (gain, warmth)]
    return np.stack(columns, axis=1).astype(np.float32)  # (KEYS, 2)


def steady(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """Does not change."""
    return _track(rng.uniform(0.95, 1.05), rng.uniform(-0.08, 0.08))


def sunrise(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """Dark and cold, then bright and warm."""
    gain = through((0.0, rng.uniform(0.35, 0.5)), (0.9, rng.uniform(1.05, 1.15)))
    return _track(gain, through((0.0, -0.25), (0.55, 0.65), (1.0, rng.uniform(0.6, 0.8))))


def dusk(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """The light goes, warm at first and cold at the end."""
    gain = through((0.05, 1.0), (1.0, rng.uniform(0.35, 0.5)))
    return _track(gain, through((0.0, 0.35), (0.4, rng.uniform(0.6, 0.8)), (1.0, rng.uniform(-0.6, -0.4))))


def flicker(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """Unsteady and warm, like a fire or a failing lamp: a new level at every key."""
    depth = rng.uniform(0.35, 0.5)
    gain = 1.05 - depth * rng.beta(0.7, 1.2, KEYS)
    return _track(gain, rng.uniform(0.25, 0.45) + 0.15 * (gain - 1.0))


def lights_on(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """Dark, then all at once bright."""
    at = rng.uniform(0.25, 0.45)
    return _track(
        through((at, rng.uniform(0.12, 0.2)), (at + 0.09, 1.12), (at + 0.18, 1.0)),
        0.12 * (key_times() > at).astype(np.float64),
    )


def lights_off(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """Bright, then all at once dark."""
    at = rng.uniform(0.45, 0.65)
    return _track(through((at, 1.0), (at + 0.1, rng.uniform(0.12, 0.2))), -0.2 * (key_times() > at).astype(np.float64))


def flash(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """A gloomy scene lit by one to three flashes that rise within a key and fade over several."""
    gain = np.full(KEYS, rng.uniform(0.55, 0.7))
    n = int(np.clip(round(duration_s / 2.0), 1, 3))
    spacing = KEYS // n
    for i in range(n):
        key = i * spacing + int(rng.integers(2, spacing - 4))
        tail = np.arange(KEYS - key)
        gain[key:] = np.maximum(gain[key:], rng.uniform(1.6, 1.9) * np.exp(-tail / 1.6))
    return _track(gain, -0.3)


def day_to_night(rng: np.random.Generator, duration_s: float) -> LightTrack:
    """A bright day becomes a blue night."""
    gain = through((0.1, 1.05), (0.9, rng.uniform(0.25, 0.38)))
    return _track(gain, through((0.1, 0.1), (0.9, rng.uniform(-0.8, -0.6))))


def _light(name: str, draw: Callable[[np.random.Generator, float], LightTrack], phrases: str) -> Light:
    """One row of the table."""
    return Light(name=name, phrases=tuple(phrases.split("|")), draw=draw)


LIGHTS: dict[str, Light] = {
    light.name: light
    for light in (
        _light("steady", steady, "steady light|even light|the light stays the same|constant light|soft daylight"),
        _light("sunrise", sunrise, "the sun rises|sunrise|at sunrise|the day breaks|it slowly gets light|dawn breaks"),
        _light("dusk", dusk, "dusk falls|the sun sets|at sunset|the light fades|it gets dark|evening comes"),
        _light(
            "flicker", flicker, "the light flickers|flickering light|candlelight|a lamp flickers|flickering firelight"
        ),
        _light(
            "lights_on", lights_on, "the lights come on|the light turns on|lights on|a lamp is switched on|it lights up"
        ),
        _light("lights_off", lights_off, "the lights go out|the light turns off|lights off|the lamp goes out|blackout"),
        _light("flash", flash, "lightning flashes|a flash of light|flashes of lightning|a bright flash|camera flash"),
        _light(
            "day_to_night", day_to_night, "day turns to night|day becomes night|night falls|from day to night|nightfall"
        ),
    )
}
