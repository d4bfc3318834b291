"""What fills the air: snow, rain, petals and the like, as a picture of nine particles and the flow that carries them.

A flow is six columns over the key times (see `layout.WEATHER`): how many particles are there, how fast they fall and
drift, how far they swing, how large they are and how they turn. The compositor does the rest. Nothing here knows what
the scene shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.flipbook.train.pose import KEYS, Curve, key_times, ramp

Flow = npt.NDArray[np.float32]  # (KEYS, len(layout.WEATHER))
CALM: Flow = np.zeros((KEYS, 6), np.float32)
Range = tuple[float, float]

PLENTY = {"a little": (0.12, 0.25), "": (0.35, 0.6), "heavy": (0.75, 1.0)}
"""Words for how much there is, and the share of the particles that they mean."""
COURSE = {"": 0.85, "begins": 0.08, "ends": 0.07}
"""How often it goes on throughout, begins and ends."""
GUST = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """One kind of particles.

    Attributes:
        name: Stable name, the key in `WEATHERS`.
        phrases: Ways to say it.
        fall: World units a second downwards; negative rises.
        drift: World units a second sideways, either way.
        swirl: Sideways swing of each particle, world units.
        size: Side of a particle, world units.
        flutter: Turns a second.
        gravity: World units a second by which `fall` grows over the shot.
    """

    name: str
    phrases: tuple[str, ...]
    fall: Range
    drift: Range
    swirl: Range
    size: Range
    flutter: Range
    gravity: float = 0.0

    def flow(self, rng: np.random.Generator, *, plenty: str = "", course: str = "") -> Flow:
        """The flow over one shot.

        Args:
            rng: The only source of variation.
            plenty: A key of `PLENTY`.
            course: A key of `COURSE`.

        Returns:
            (KEYS, 6), columns as in `layout.WEATHER`.
        """
        amount = rng.uniform(*PLENTY[plenty]) * _course(rng, course)
        wind = rng.choice((-1.0, 1.0)) * rng.uniform(*self.drift) * _gusts(rng)
        held = [rng.uniform(*r) * np.ones(KEYS) for r in (self.fall, self.swirl, self.size, self.flutter)]
        fall, swirl, size, flutter = held
        fall = fall + self.gravity * key_times()
        return np.stack([amount, fall, wind, swirl, size, flutter], 1).astype(np.float32)


def _course(rng: np.random.Generator, course: str) -> Curve:
    if not course:
        return np.ones(KEYS)
    start = rng.uniform(0.05, 0.3)
    rising = ramp(start, min(start + rng.uniform(0.3, 0.5), 1.0))
    return rising if course == "begins" else 1.0 - rising


def _gusts(rng: np.random.Generator) -> Curve:
    """Wind around 1 that swells and dies away."""
    waves = sum(
        np.sin(2 * np.pi * (k * key_times() + rng.uniform())) * rng.uniform(0, GUST) / k for k in (0.7, 1.3, 2.1)
    )
    return np.asarray(1.0 + waves)


def _said(phrases: str) -> tuple[str, ...]:
    return tuple(phrases.split("|"))


_ALL = (
    Weather(
        name="snow",
        phrases=_said(
            "falling snow|in falling snow|snow falls|snowflakes|it is snowing|snowfall|snowing|snowflakes drift down"
        ),
        fall=(0.18, 0.35),
        drift=(0.02, 0.15),
        swirl=(0.03, 0.07),
        size=(0.035, 0.06),
        flutter=(0.05, 0.2),
    ),
    Weather(
        name="rain",
        phrases=_said(
            "falling rain|in the rain|rain falls|it rains|raindrops|rainfall|raining|pouring rain|a rain shower"
        ),
        fall=(1.4, 2.0),
        drift=(0.0, 0.25),
        swirl=(0.0, 0.005),
        size=(0.05, 0.08),
        flutter=(0.0, 0.0),
    ),
    Weather(
        name="petals",
        phrases=_said(
            "drifting petals|petals|cherry blossom petals|petals fall|falling blossoms|petals drift in the breeze"
        ),
        fall=(0.1, 0.22),
        drift=(0.12, 0.35),
        swirl=(0.05, 0.1),
        size=(0.05, 0.075),
        flutter=(0.25, 0.6),
    ),
    Weather(
        name="leaves",
        phrases=_said("falling leaves|leaves fall|autumn leaves|leaves blow past|drifting leaves|leaves swirl"),
        fall=(0.16, 0.32),
        drift=(0.1, 0.4),
        swirl=(0.07, 0.13),
        size=(0.075, 0.11),
        flutter=(0.25, 0.6),
    ),
    Weather(
        name="confetti",
        phrases=_said("confetti|colourful confetti|confetti rains down|paper streamers|party confetti|confetti falls"),
        fall=(0.3, 0.55),
        drift=(0.02, 0.12),
        swirl=(0.04, 0.09),
        size=(0.04, 0.065),
        flutter=(0.6, 1.2),
    ),
    Weather(
        name="bubbles",
        phrases=_said("rising bubbles|bubbles|bubbles rise|soap bubbles|air bubbles|bubbles float up"),
        fall=(-0.4, -0.18),
        drift=(0.0, 0.08),
        swirl=(0.03, 0.07),
        size=(0.05, 0.09),
        flutter=(0.0, 0.05),
    ),
    Weather(
        name="sparks",
        phrases=_said("rising sparks|sparks|glowing embers|embers rise|sparks fly|fiery sparks"),
        fall=(-0.8, -0.4),
        drift=(0.05, 0.25),
        swirl=(0.03, 0.08),
        size=(0.025, 0.045),
        flutter=(0.1, 0.4),
    ),
    Weather(
        name="smoke",
        phrases=_said("drifting smoke|smoke|smoke rises|puffs of smoke|steam rises|steam|mist drifts"),
        fall=(-0.25, -0.1),
        drift=(0.05, 0.2),
        swirl=(0.03, 0.07),
        size=(0.22, 0.34),
        flutter=(0.02, 0.08),
    ),
    Weather(
        name="fireflies",
        phrases=_said("glowing fireflies|fireflies|glowing lights|magic dust|fairy dust|glowing motes"),
        fall=(-0.06, 0.06),
        drift=(0.0, 0.06),
        swirl=(0.08, 0.16),
        size=(0.03, 0.05),
        flutter=(0.0, 0.1),
    ),
    Weather(
        name="stars",
        phrases=_said("twinkling sparkles|sparkles|twinkles|glitter|sparkling stars|golden glitter"),
        fall=(0.05, 0.16),
        drift=(0.0, 0.06),
        swirl=(0.02, 0.05),
        size=(0.04, 0.07),
        flutter=(0.1, 0.3),
    ),
    Weather(
        name="hearts",
        phrases=_said("floating hearts|little hearts rise|hearts float up|love hearts"),
        fall=(-0.35, -0.18),
        drift=(0.0, 0.08),
        swirl=(0.04, 0.08),
        size=(0.06, 0.09),
        flutter=(0.0, 0.1),
    ),
    Weather(
        name="drops",
        phrases=_said("splashing water|splash|water drops fly|splashes|spray of water"),
        fall=(-0.9, -0.5),
        drift=(0.0, 0.3),
        swirl=(0.02, 0.05),
        size=(0.04, 0.07),
        flutter=(0.0, 0.1),
        gravity=1.6,
    ),
)
WEATHERS: dict[str, Weather] = {w.name: w for w in _ALL}
