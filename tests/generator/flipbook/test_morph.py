from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook.morph import Morph

SIDE = 96


def disc(radius: int, colour: tuple[int, int, int], x: int = SIDE // 2) -> np.ndarray:
    ys, xs = np.mgrid[:SIDE, :SIDE]
    out = np.zeros((SIDE, SIDE, 4), np.uint8)
    out[(xs - x) ** 2 + (ys - SIDE // 2) ** 2 <= radius**2] = (*colour, 255)
    return out


SMALL, LARGE = disc(10, (255, 0, 0)), disc(40, (0, 0, 255))


def radius(picture: np.ndarray) -> float:
    return float(np.sqrt((picture[..., 3] / 255.0).sum() / np.pi))


def test_the_ends_are_the_pictures_themselves() -> None:
    morph = Morph(SMALL, LARGE)
    assert np.array_equal(morph.at(0.0), SMALL)
    assert np.array_equal(morph.at(1.0), LARGE)
    assert np.array_equal(morph.at(-3.0), SMALL)
    assert np.array_equal(morph.at(7.0), LARGE)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_the_outline_moves_and_stays_crisp(share: float) -> None:
    between = Morph(SMALL, LARGE).at(share)
    assert radius(between) == pytest.approx(10 + 30 * share, abs=1.0)
    soft = ((between[..., 3] > 20) & (between[..., 3] < 235)).sum()
    assert soft < 2 * 2 * np.pi * radius(between)  # an edge of two pixels, no cross-fade


def test_colours_change_over_and_stay_inside_the_outline() -> None:
    morph = Morph(SMALL, LARGE)
    blue = [float(morph.at(s)[..., 2].sum() / max(morph.at(s)[..., 3].sum(), 1)) for s in (0.1, 0.5, 0.9)]
    assert blue == sorted(blue)
    for share in (0.2, 0.5, 0.8):
        picture = morph.at(share)
        assert (picture[..., :3].max(2) <= picture[..., 3]).all()


def test_a_picture_can_grow_out_of_nothing() -> None:
    nothing = np.zeros_like(SMALL)
    grown = [radius(Morph(nothing, LARGE).at(s)) for s in (0.0, 0.8, 1.0)]
    assert grown == sorted(grown)
    assert grown[0] == 0.0


def test_a_change_far_apart_is_whole_at_both_sides() -> None:
    left, right = disc(12, (0, 255, 0), 20), disc(12, (0, 255, 0), 76)
    assert Morph(left, right).at(0.02)[SIDE // 2, 20, 3] == 255
    assert Morph(left, right).at(0.98)[SIDE // 2, 76, 3] == 255
