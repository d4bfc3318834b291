from __future__ import annotations

import numpy as np
import pytest

from benchmarks.flipbook.ciede2000 import ciede2000, lab
from benchmarks.flipbook.colour import dominant, obeyed

VARIANTS = {"red": lab([220, 40, 40]), "green": lab([40, 200, 60]), "blue": lab([40, 90, 220])}


def picture(*parts: tuple[tuple[int, int, int], int]) -> np.ndarray:
    """Rows of colours, each as many rows as it says."""
    return np.concatenate([np.full((n, 20, 3), colour, np.uint8) for colour, n in parts])


def test_the_dominant_colour_is_that_of_most_coloured_pixels() -> None:
    seen = picture(((250, 250, 250), 30), ((220, 40, 40), 8), ((40, 90, 220), 5))
    assert ciede2000(dominant(seen, np.ones(seen.shape[:2])), VARIANTS["red"]) < 1


def test_what_is_transparent_does_not_count() -> None:
    seen = picture(((220, 40, 40), 30), ((40, 90, 220), 10))
    opacity = np.ones(seen.shape[:2])
    opacity[:30] = 0.2
    assert ciede2000(dominant(seen, opacity), VARIANTS["blue"]) < 1


def test_a_grey_picture_has_a_grey_dominant_colour() -> None:
    grey = dominant(picture(((128, 128, 128), 40), ((220, 40, 40), 1)), np.ones((41, 20)))
    assert np.hypot(grey[1], grey[2]) < 5


@pytest.mark.parametrize(
    ("seen", "word", "result"),
    [
        ((215, 50, 45), "red", True),
        ((50, 190, 70), "green", True),
        ((45, 95, 210), "blue", True),
        ((215, 50, 45), "blue", False),
        ((128, 128, 128), "green", False),
        ((255, 190, 230), "red", False),
    ],
)
def test_a_word_is_obeyed_by_its_own_colour_alone(seen: tuple[int, ...], word: str, result: bool) -> None:
    assert obeyed(lab(seen), VARIANTS, word)[0] is result


def test_variants_that_look_the_same_are_one_answer() -> None:
    variants = {**VARIANTS, "crimson": lab([221, 40, 40])}
    assert obeyed(lab([222, 40, 40]), variants, "red")[0]
    assert obeyed(lab([222, 40, 40]), variants, "crimson")[0]
