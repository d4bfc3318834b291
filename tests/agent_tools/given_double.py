"""What the tests of given files share: a tiny untrained model, small requests, and pictures of our own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from PIL import Image

from tests.generator.flipbook.tiny import tiny_folder

ROOT = Path(__file__).parents[2]
MUG = ROOT / "examples" / "assets" / "mug.png"
OUR_MUG = "our mug turns slowly on a table"


@cache
def tiny_model() -> Path:
    """A folder of the embedded model with untrained weights, made once."""
    return tiny_folder(Path(mkdtemp(prefix="reelwright-tiny-")))


def plain_picture(path: Path, size: tuple[int, int] = (120, 90), colour: str = "teal") -> Path:
    """A picture of one colour."""
    Image.new("RGB", size, colour).save(path)
    return path


def noise_picture(path: Path, seed: int = 0) -> Path:
    """A background of soft blotches, 300x200."""
    coarse = np.random.default_rng(seed).integers(90, 160, (4, 6, 3), np.uint8)
    Image.fromarray(coarse).resize((300, 200), Image.Resampling.BICUBIC).save(path)
    return path
