"""Light and colour of the drawn backgrounds: what a mood does to a palette.

Painters name the local colour of a thing (grass, brick, snow) and a distance; the light turns it into the colour that
is drawn: saturation, multiplication by the key light, an ambient wash, then aerial perspective towards the haze colour.
This file knows no setting.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from enum import StrEnum

# Rec. 709 luma weights.
_LUMA = (0.2126, 0.7152, 0.0722)

Rgb = tuple[float, float, float]


class Orb(StrEnum):
    """What stands in the sky."""

    NONE = "none"
    HIGH_SUN = "high sun"
    LOW_SUN = "low sun"
    SETTING_SUN = "setting sun"
    PALE_SUN = "pale sun"
    MOON = "moon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light of one mood; colours are `#rrggbb`, amounts are in [0, 1].

    Attributes:
        sky: colours of the sky at the top, the middle and the horizon.
        key: key light outdoors, multiplied into every local colour.
        room_key: key light indoors.
        wash: ambient colour mixed into everything.
        wash_amount: share of the wash outdoors.
        room_wash_amount: share of the wash indoors.
        haze: colour that distant things tend to.
        haze_amount: share of the haze at the greatest distance.
        saturation: factor on the saturation of local colours, 1 leaves them.
        orb: sun or moon.
        orb_color: its colour.
        cloud: colour of a cloud's lit side.
        dim: whether lamps and windows are lit.
        stars: whether stars are out.
        glows: colours of lamps and lit windows.
        backdrop: colour of a plain backdrop (studio, blueprint, abstract).
        accents: colours of large plain shapes on that backdrop.
        vignette: darkening of the picture's corners.
        tinted: whether the light has a colour of its own, which a plain backdrop then keeps.
        spill: colours of light that spills over the finished picture: one from the middle, two from the sides.
    """

    sky: tuple[str, str, str]
    key: str
    room_key: str
    wash: str
    wash_amount: float
    room_wash_amount: float
    haze: str
    haze_amount: float
    saturation: float
    orb: Orb
    orb_color: str
    cloud: str
    dim: bool
    stars: bool
    glows: tuple[str, ...]
    backdrop: str
    accents: tuple[str, str, str]
    vignette: float
    tinted: bool = True
    spill: tuple[str, ...] = ()

    def shade(self, color: str, *, far: float, indoor: bool) -> str:
        """Return a local colour as it looks in this light.

        Args:
            color: local colour, `#rrggbb`.
            far: distance from 0 (at the subject) to 1 (at the horizon).
            indoor: whether the thing stands in a room.
        """
        rgb = unpack(color)
        luma = sum(weight * part for weight, part in zip(_LUMA, rgb, strict=True))
        key = unpack(self.room_key if indoor else self.key)
        lit = [(luma + (part - luma) * self.saturation) * k for part, k in zip(rgb, key, strict=True)]
        washed = mix(pack((lit[0], lit[1], lit[2])), self.wash, self.room_wash_amount if indoor else self.wash_amount)
        return mix(washed, self.haze, far * self.haze_amount)


def unpack(color: str) -> Rgb:
    """Return the three channels of `#rrggbb` in [0, 1].

    Raises:
        ValueError: the text is not of that form.
    """
    if len(color) != 7 or not color.startswith("#"):
        raise ValueError(f"colour {color!r} is not of the form '#rrggbb'")
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def pack(rgb: Rgb) -> str:
    """Return `#rrggbb` for three channels, each clipped to [0, 1]."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in rgb)


def mix(a: str, b: str, share: float) -> str:
    """Return colour `a` with the given share of colour `b`."""
    red, green, blue = (p + (q - p) * share for p, q in zip(unpack(a), unpack(b), strict=True))
    return pack((red, green, blue))


def shift(color: str, *, hue: float = 0.0, value: float = 1.0) -> str:
    """Return a colour with its hue turned (in turns) and its HSV value scaled."""
    h, s, v = colorsys.rgb_to_hsv(*unpack(color))
    return pack(colorsys.hsv_to_rgb((h + hue) % 1.0, s, min(1.0, v * value)))


LIGHTS: dict[str, Light] = {
    "daylight": Light(
        sky=("#3f9be6", "#86c8f5", "#d8f1fb"),
        key="#ffffff",
        room_key="#ffffff",
        wash="#ffffff",
        wash_amount=0.0,
        room_wash_amount=0.03,
        haze="#c4e4f5",
        haze_amount=0.72,
        saturation=1.0,
        orb=Orb.HIGH_SUN,
        orb_color="#fff3c4",
        cloud="#ffffff",
        dim=False,
        stars=False,
        glows=("#fff1c9",),
        backdrop="#3f8fdc",
        accents=("#ffd166", "#ff7f6a", "#7ad3c4"),
        vignette=0.0,
        tinted=False,
    ),
    "golden hour": Light(
        sky=("#7fb2d4", "#f6d39a", "#ffbd68"),
        key="#ffdca6",
        room_key="#ffdfb0",
        wash="#ff9a3d",
        wash_amount=0.12,
        room_wash_amount=0.10,
        haze="#ffd59a",
        haze_amount=0.74,
        saturation=1.0,
        orb=Orb.LOW_SUN,
        orb_color="#fff2c2",
        cloud="#fff0d2",
        dim=False,
        stars=False,
        glows=("#ffe2a0",),
        backdrop="#f0a648",
        accents=("#fff0c9", "#e5713f", "#b9582f"),
        vignette=0.10,
    ),
    "sunset": Light(
        sky=("#54408f", "#dd5f82", "#ffb266"),
        key="#e0a2a8",
        room_key="#f0b7a0",
        wash="#7d2f82",
        wash_amount=0.40,
        room_wash_amount=0.14,
        haze="#f08a74",
        haze_amount=0.70,
        saturation=0.95,
        orb=Orb.SETTING_SUN,
        orb_color="#ffe08a",
        cloud="#ff9f8c",
        dim=False,
        stars=False,
        glows=("#ffd08a",),
        backdrop="#c9507a",
        accents=("#ffb266", "#7a3f94", "#ff7d6b"),
        vignette=0.15,
    ),
    "night": Light(
        sky=("#0a1233", "#162654", "#2f4a85"),
        key="#5069ab",
        room_key="#7d80ae",
        wash="#0c1840",
        wash_amount=0.34,
        room_wash_amount=0.22,
        haze="#27407a",
        haze_amount=0.70,
        saturation=0.85,
        orb=Orb.MOON,
        orb_color="#f4f1dc",
        cloud="#3c548f",
        dim=True,
        stars=True,
        glows=("#ffd684", "#ffc766"),
        backdrop="#17285c",
        accents=("#3d5bab", "#f2d58a", "#5a4a9c"),
        vignette=0.30,
    ),
    "overcast": Light(
        sky=("#8e9ba7", "#b4bfc7", "#d5dbde"),
        key="#ccd3d8",
        room_key="#d9dde0",
        wash="#a9b4bb",
        wash_amount=0.14,
        room_wash_amount=0.12,
        haze="#c6ced2",
        haze_amount=0.78,
        saturation=0.60,
        orb=Orb.NONE,
        orb_color="#eef1f2",
        cloud="#dfe4e7",
        dim=False,
        stars=False,
        glows=("#f3e6c6",),
        backdrop="#8493a0",
        accents=("#c3ccd2", "#667684", "#aab8b4"),
        vignette=0.08,
    ),
    "studio white": Light(
        sky=("#c6def4", "#e2effa", "#fbfdff"),
        key="#ffffff",
        room_key="#ffffff",
        wash="#ffffff",
        wash_amount=0.42,
        room_wash_amount=0.46,
        haze="#f6f9fc",
        haze_amount=0.82,
        saturation=0.85,
        orb=Orb.PALE_SUN,
        orb_color="#fffdf4",
        cloud="#ffffff",
        dim=False,
        stars=False,
        glows=("#fff8e4",),
        backdrop="#f1f4f8",
        accents=("#b9d2ef", "#f6cbb6", "#bfe2d4"),
        vignette=0.0,
        tinted=False,
    ),
    "neon": Light(
        sky=("#120a33", "#4b1478", "#e23a9e"),
        key="#8a72e6",
        room_key="#a088ee",
        wash="#2c0b62",
        wash_amount=0.42,
        room_wash_amount=0.42,
        haze="#9a2a9c",
        haze_amount=0.72,
        saturation=1.2,
        orb=Orb.SETTING_SUN,
        orb_color="#ff5fb8",
        cloud="#7d2fae",
        dim=True,
        stars=False,
        glows=("#ff4fb8", "#2fe3e8", "#a970ff"),
        backdrop="#2a0f5e",
        accents=("#ff3fa8", "#22d3dd", "#7b3ff2"),
        vignette=0.22,
        spill=("#ff3fa8", "#22d3dd"),
    ),
    "pastel": Light(
        sky=("#bcd2fb", "#e6d6f6", "#fde6dc"),
        key="#fffafc",
        room_key="#fffafc",
        wash="#fdeaf2",
        wash_amount=0.50,
        room_wash_amount=0.46,
        haze="#f3e2f1",
        haze_amount=0.74,
        saturation=0.95,
        orb=Orb.PALE_SUN,
        orb_color="#fff6d8",
        cloud="#fffafd",
        dim=False,
        stars=False,
        glows=("#fff0cf",),
        backdrop="#d5cdf6",
        accents=("#ffc4d4", "#a9e0d3", "#ffe3a0"),
        vignette=0.0,
        tinted=False,
    ),
    "candle light": Light(
        sky=("#1d1220", "#4a2526", "#a9602f"),
        key="#b5763f",
        room_key="#cf8f50",
        wash="#34160d",
        wash_amount=0.36,
        room_wash_amount=0.26,
        haze="#7d4626",
        haze_amount=0.66,
        saturation=0.80,
        orb=Orb.NONE,
        orb_color="#ffd59a",
        cloud="#6b3a2a",
        dim=True,
        stars=False,
        glows=("#ffc266", "#ffae4d"),
        backdrop="#6b3a1e",
        accents=("#e09a45", "#98502a", "#ffcf80"),
        vignette=0.34,
        spill=("#ffb35c",),
    ),
    "misty morning": Light(
        sky=("#b4c8d3", "#d6e1e4", "#f3ede2"),
        key="#dfe8e6",
        room_key="#e8edea",
        wash="#d5e0e2",
        wash_amount=0.30,
        room_wash_amount=0.28,
        haze="#e2e9e8",
        haze_amount=0.96,
        saturation=0.62,
        orb=Orb.PALE_SUN,
        orb_color="#fffaf0",
        cloud="#f1f5f5",
        dim=False,
        stars=False,
        glows=("#fff3d6",),
        backdrop="#b9cace",
        accents=("#dbe5e4", "#9db4b9", "#efe6d8"),
        vignette=0.0,
    ),
}
