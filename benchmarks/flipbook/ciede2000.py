"""How different two colours look: CIEDE2000.

After G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
test data, and mathematical observations", Color Research and Application 30 (2005) 21-30; the numbers in brackets are
that paper's equations. The test holds the paper's 34 pairs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

WHITE_D65 = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to CIE XYZ (IEC 61966-2-1)."""
C7 = 25.0**7


def lab(rgb: npt.ArrayLike) -> F64:
    """From sRGB (..., 3), 0..255 -> CIELAB (..., 3) under D65."""
    x = np.asarray(rgb, np.float64) / 255
    linear = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    t = linear @ TO_XYZ.T / WHITE_D65
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def ciede2000(one: npt.ArrayLike, two: npt.ArrayLike) -> F64:
    """The difference of two CIELAB colours (..., 3), all weights 1; 1 is just seen, above 20 is another colour."""
    first, second = np.asarray(one, np.float64), np.asarray(two, np.float64)
    l1, l2 = first[..., 0], second[..., 0]
    mean_c7 = ((np.hypot(first[..., 1], first[..., 2]) + np.hypot(second[..., 1], second[..., 2])) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + C7)))  # (4)
    c1, h1 = _polar(first, g)
    c2, h2 = _polar(second, g)
    grey = c1 * c2 == 0
    apart = h2 - h1
    turn = np.where(grey, 0.0, apart - 360 * (apart > 180) + 360 * (apart < -180))  # (10)
    delta_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))  # (11)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    middle = (h1 + h2) / 2
    hue = np.where(grey, h1 + h2, np.where(far, np.where(h1 + h2 < 360, middle + 180, middle - 180), middle))  # (14)
    t = _hue_weight(hue)
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)  # (18)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t  # (19), (20)
    spread = 30 * np.exp(-(((hue - 275) / 25) ** 2))  # (16)
    r_t = -2 * np.sqrt(mean_c**7 / (mean_c**7 + C7)) * np.sin(np.radians(2 * spread))  # (17), (21)
    light, chroma, tint = (l2 - l1) / s_l, (c2 - c1) / s_c, delta_h / s_h
    return np.asarray(np.sqrt(light**2 + chroma**2 + tint**2 + r_t * chroma * tint))  # (22)


def _polar(colour: F64, g: F64) -> tuple[F64, F64]:
    """Chroma and hue in degrees, 0..360, with a* stretched: (5)-(7)."""
    a, b = (1 + g) * colour[..., 1], colour[..., 2]
    return np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360


def _hue_weight(hue: F64) -> F64:
    """T of (15)."""

    def cosine(angle: F64) -> F64:
        return np.asarray(np.cos(np.radians(angle)))

    return np.asarray(
        1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.20 * cosine(4 * hue - 63)
    )
