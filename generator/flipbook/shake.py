"""The tremor of a camera that is held by hand.

No two tremors are alike, so a network that predicts the clean motion in few steps predicts the mean of all of them:
stillness. The tremor is therefore drawn here, from swings that the keys can hold, and the network makes the rest of the
motion around it, as around any camera that is given.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from generator.flipbook.known import Known, known_camera
from generator.flipbook.layout import N_KEYS

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

SWINGS = range(2, 7)
"""Swings a shot of the parts that a tremor is the sum of."""
REACH = (0.11, 0.09, 0.03, 0.05)
"""How far x and y (world units), zoom and roll (radians) go at full strength."""
NEARER = 1.06
"""Zoom about which it trembles, so that the edge of the canvas stays out of view."""
PACE = {"slowly": 0.25, "gently": 0.25, "quickly": 0.9, "dramatically": 0.9}
USUAL_PACE = 0.5
_SAY = frozenset({"handheld", "shaky", "shakes"})


def tremor(strength: float, rng: np.random.Generator) -> F32:
    """The path of a hand-held camera, (24, 4): x, y, zoom, roll.

    Args:
        strength: 0..1.
        rng: Which tremor.
    """
    x, y, zoom, roll = (reach * strength * _sway(rng) for reach in REACH)
    return np.stack([x, y, NEARER + zoom, roll], axis=1).astype(np.float32)


def by_hand(camera: str, seed: int) -> Known | None:
    """What is known of the motion when words for a camera say that it is held by hand; None when they do not.

    Args:
        camera: Such as `handheld camera slowly`.
        seed: Which tremor, 0 or more.
    """
    words = camera.lower().split()
    if _SAY.isdisjoint(words):
        return None
    strength = next((PACE[word] for word in words if word in PACE), USUAL_PACE)
    return known_camera(tremor(strength, np.random.default_rng(seed)))


def _sway(rng: np.random.Generator) -> F64:
    """A sum of sines over the keys, at most 1 in size."""
    times = np.linspace(0.0, 1.0, N_KEYS)
    parts = [rng.uniform(0.5, 1.0) / n**0.5 * np.sin(2.0 * np.pi * (n * times + rng.uniform())) for n in SWINGS]
    total = np.sum(parts, axis=0)
    return np.asarray(total / np.abs(total).max())
