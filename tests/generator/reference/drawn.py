"""A schematic face for the cascades: nobody is shown, and no photograph is needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

_SIZE = 240
# Left, top, right, bottom and brightness of each ellipse.
_BELOW_HAIR = ((50, 20, 190, 220, 170),)
_ABOVE_HAIR = (
    (58, 45, 182, 190, 175),
    (75, 88, 110, 100, 90),
    (130, 88, 165, 100, 90),
    (78, 98, 108, 116, 80),
    (132, 98, 162, 116, 80),
    (88, 101, 100, 113, 20),
    (140, 101, 152, 113, 20),
)
_MOUTH = ((108, 142, 132, 152, 120), (92, 165, 148, 182, 95))


def face() -> Image.Image:
    """A face that looks at the camera, 240x240, grey."""
    image = Image.new("L", (_SIZE, _SIZE), 200)
    draw = ImageDraw.Draw(image)
    for *box, brightness in _BELOW_HAIR:
        draw.ellipse(box, fill=brightness)
    draw.pieslice([45, 10, 195, 150], 180, 360, fill=60)
    for *box, brightness in _ABOVE_HAIR:
        draw.ellipse(box, fill=brightness)
    draw.polygon([(120, 105), (108, 148), (132, 148)], fill=150)
    for *box, brightness in _MOUTH:
        draw.ellipse(box, fill=brightness)
    return image.filter(ImageFilter.GaussianBlur(3))


def landscape() -> Image.Image:
    """A hill and a sun, 240x240, grey."""
    image = Image.new("L", (_SIZE, _SIZE), 220)
    draw = ImageDraw.Draw(image)
    draw.ellipse([160, 20, 200, 60], fill=250)
    draw.polygon([(0, 240), (120, 110), (240, 240)], fill=90)
    return image.filter(ImageFilter.GaussianBlur(2))


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """The brightness of a grey picture."""
    return np.asarray(image, dtype=np.uint8)
