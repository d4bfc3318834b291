"""Drawn background scenes: 24 settings under 10 moods, as SVG text with nothing in it but shapes and gradients.

The training data of the embedded model is composed from these backgrounds and a subject drawn on top, so each picture
keeps its middle calm and its interest at the sides and far away. This file knows the names, how people say them and
which painter draws what; it does not know subjects, cameras or pixels.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from generator.flipbook.train import setting_city, setting_nature, setting_room, setting_studio, setting_wild
from generator.flipbook.train.setting_canvas import HEIGHT, WIDTH, Canvas
from generator.flipbook.train.setting_light import LIGHTS, mix

_VIGNETTE_COLOR = "#05030f"
_SPILL = 0.26


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A place.

    Attributes:
        name: what `scene_svg` is asked for.
        phrases: how people say it in a prompt.
    """

    name: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A light.

    Attributes:
        name: what `scene_svg` is asked for.
        phrases: how people say it in a prompt.
    """

    name: str
    phrases: tuple[str, ...]


def _settings(table: dict[str, tuple[str, ...]]) -> tuple[Setting, ...]:
    return tuple(Setting(name=name, phrases=phrases) for name, phrases in table.items())


def _moods(table: dict[str, tuple[str, ...]]) -> tuple[Mood, ...]:
    return tuple(Mood(name=name, phrases=phrases) for name, phrases in table.items())


SETTINGS: tuple[Setting, ...] = _settings(
    {
        "meadow hills": (
            "in a green meadow",
            "on rolling hills",
            "in the countryside",
            "in a grassy field",
            "among green hills",
            "on a meadow",
        ),
        "snowy field": (
            "in a snowy field",
            "on snow",
            "in the snow",
            "in a winter landscape",
            "on a snow-covered field",
            "in winter",
        ),
        "beach": (
            "on a beach",
            "at the beach",
            "on the sand by the sea",
            "at the seaside",
            "on a tropical beach",
            "by the shore",
        ),
        "sea": ("on the sea", "on the ocean", "on open water", "among the waves", "at sea", "over the waves"),
        "forest": (
            "in a forest",
            "in the woods",
            "among tall trees",
            "in a woodland",
            "between the trees",
            "on a forest floor",
        ),
        "desert": (
            "in a desert",
            "on sand dunes",
            "in the sandy desert",
            "among cacti",
            "in a dry, sandy landscape",
            "among the dunes",
        ),
        "mountains": (
            "in the mountains",
            "before a mountain range",
            "with mountains behind",
            "among snowy peaks",
            "in the Alps",
            "on a mountain plateau",
        ),
        "city skyline": (
            "before a city skyline",
            "with a skyline behind",
            "in a big city",
            "with skyscrapers behind",
            "downtown",
            "in the city",
        ),
        "street": (
            "on a street",
            "in the street",
            "on a town street",
            "between shops and houses",
            "on a road in town",
            "on a quiet street",
        ),
        "living room": (
            "in a living room",
            "in a cosy room",
            "at home",
            "in a room with a sofa",
            "in a lounge",
            "in a room",
        ),
        "office": (
            "in an office",
            "at work in an office",
            "in a modern office",
            "in a workplace",
            "in an office room",
            "at the office",
        ),
        "kitchen": (
            "in a kitchen",
            "in a modern kitchen",
            "in a home kitchen",
            "at the kitchen counter",
            "in a bright kitchen",
        ),
        "classroom": (
            "in a classroom",
            "at school",
            "before a blackboard",
            "in a school room",
            "in front of a chalkboard",
        ),
        "laboratory": (
            "in a laboratory",
            "in a lab",
            "in a science lab",
            "among flasks and instruments",
            "in a research laboratory",
        ),
        "stage": (
            "on a stage",
            "on a theatre stage",
            "in a spotlight",
            "before red curtains",
            "on stage under a spotlight",
        ),
        "space": (
            "in space",
            "in outer space",
            "among planets and stars",
            "in the cosmos",
            "in orbit",
            "between the planets",
        ),
        "underwater": (
            "underwater",
            "under the sea",
            "on the sea floor",
            "on a coral reef",
            "below the surface",
            "in the deep sea",
        ),
        "sky with clouds": (
            "in the sky",
            "among the clouds",
            "above the clouds",
            "high in the air",
            "in a sky with clouds",
        ),
        "garden": ("in a garden", "in a flower garden", "among flower beds", "in the backyard", "in a blooming garden"),
        "blueprint grid": (
            "on a blueprint",
            "on a blueprint grid",
            "on grid paper",
            "on a technical drawing",
            "over a drafting grid",
        ),
        "studio sweep": (
            "on a plain background",
            "in a studio",
            "on a plain backdrop",
            "on a seamless backdrop",
            "on a simple studio background",
        ),
        "abstract shapes": (
            "on an abstract background",
            "among abstract shapes",
            "with geometric shapes",
            "on a background of soft shapes",
            "in an abstract scene",
        ),
        "rooftop": (
            "on a rooftop",
            "on the roof of a building",
            "on a roof terrace",
            "on a rooftop over the city",
            "on a city roof",
        ),
        "park": ("in a park", "in a city park", "on a lawn in the park", "by a park bench", "in a public park"),
    }
)

MOODS: tuple[Mood, ...] = _moods(
    {
        "daylight": ("in daylight", "on a sunny day", "in bright sun", "under a blue sky", "by day", "at noon"),
        "golden hour": (
            "at golden hour",
            "in warm evening light",
            "in golden light",
            "in warm sunlight",
            "in late afternoon light",
        ),
        "sunset": ("at sunset", "at dusk", "under a red sky", "in the evening", "as the sun goes down", "at twilight"),
        "night": ("at night", "under the stars", "moonlit", "by moonlight", "in the dark of night", "after dark"),
        "overcast": (
            "on an overcast day",
            "under a grey sky",
            "in flat grey light",
            "on a cloudy day",
            "in soft, dull light",
        ),
        "studio white": (
            "in clean white light",
            "in bright studio light",
            "in high-key light",
            "bright and clean",
            "in a white, airy look",
        ),
        "neon": ("in neon light", "with neon lights", "in pink and cyan neon", "in a cyberpunk glow", "lit by neon"),
        "pastel": (
            "in pastel colours",
            "in soft pastels",
            "with pastel tones",
            "in gentle pastel light",
            "in candy colours",
        ),
        "candle light": (
            "by candle light",
            "in candlelight",
            "in warm, dim light",
            "in a dim, warm glow",
            "lit by candles",
        ),
        "misty morning": (
            "on a misty morning",
            "in the fog",
            "in morning mist",
            "in pale morning light",
            "in a light haze",
        ),
    }
)

_INDOOR = frozenset({"living room", "office", "kitchen", "classroom", "laboratory", "stage"})

_PAINTERS: dict[str, Callable[[Canvas], None]] = {
    "meadow hills": setting_nature.meadow,
    "snowy field": setting_nature.snow,
    "beach": setting_wild.beach,
    "sea": setting_wild.sea,
    "forest": setting_nature.forest,
    "desert": setting_wild.desert,
    "mountains": setting_nature.mountains,
    "city skyline": setting_city.skyline_view,
    "street": setting_city.street,
    "living room": setting_room.living_room,
    "office": setting_room.office,
    "kitchen": setting_room.kitchen,
    "classroom": setting_room.classroom,
    "laboratory": setting_room.laboratory,
    "stage": setting_studio.stage,
    "space": setting_wild.space,
    "underwater": setting_wild.underwater,
    "sky with clouds": setting_wild.clouds,
    "garden": setting_nature.garden,
    "blueprint grid": setting_studio.blueprint,
    "studio sweep": setting_studio.sweep,
    "abstract shapes": setting_studio.abstract,
    "rooftop": setting_city.rooftop,
    "park": setting_nature.park,
}


def scene_svg(setting: str, mood: str, rng: random.Random) -> str:
    """Draw one background.

    Args:
        setting: name of one of `SETTINGS`.
        mood: name of one of `MOODS`.
        rng: the only source of variation; the same state gives the same text.

    Returns:
        An SVG document with view box 0 0 960 640 that covers its whole canvas.

    Raises:
        ValueError: the setting or the mood is not known.
    """
    if setting not in _PAINTERS:
        raise ValueError(f"setting {setting!r} is unknown; allowed: {', '.join(_PAINTERS)}")
    if mood not in LIGHTS:
        raise ValueError(f"mood {mood!r} is unknown; allowed: {', '.join(LIGHTS)}")
    canvas = Canvas(LIGHTS[mood], rng, indoor=setting in _INDOOR)
    _PAINTERS[setting](canvas)
    _finish(canvas)
    return canvas.svg()


def _finish(canvas: Canvas) -> None:
    """Lay coloured light over the picture and darken its corners, as far as the light asks for."""
    spill = canvas.light.spill
    if len(spill) == 1:
        canvas.halo((WIDTH / 2, HEIGHT * 0.55), WIDTH * 0.55, spill[0], opacity=_SPILL)
    for index, hue in enumerate(spill if len(spill) > 1 else ()):
        canvas.halo((WIDTH * index, HEIGHT * 0.6), WIDTH * 0.45, hue, opacity=_SPILL)
    amount = canvas.light.vignette
    if amount > 0:
        color = mix(_VIGNETTE_COLOR, canvas.light.wash, 0.25)
        paint = canvas.radial([(0, color, 0), (0.62, color, 0), (1, color, amount)])
        canvas.rect((-WIDTH * 0.2, -HEIGHT * 0.2, WIDTH * 1.4, HEIGHT * 1.4), paint)
