from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook.train.derive import INK, PAPER, glossy, ink_on_paper, line_drawing

SIDE = 192


def flat(*boxes: tuple[int, int, int, int, tuple[int, int, int]]) -> np.ndarray:
    """A picture of filled boxes (top, bottom, left, right, colour), the later over the earlier."""
    picture = np.zeros((SIDE, SIDE, 4), np.uint8)
    for top, bottom, left, right, colour in boxes:
        picture[top:bottom, left:right] = (*colour, 255)
    return picture


RED, BLUE, NIGHT = (240, 74, 69), (47, 111, 216), (20, 20, 26)
BODY = (20, 172, 20, 172)


def is_ink(picture: np.ndarray, y: int, x: int) -> bool:
    return bool(picture[y, x, 3] > 200 and picture[y, x, :3].max() < 110)


def is_paper(picture: np.ndarray, y: int, x: int) -> bool:
    return bool(picture[y, x, 3] > 200 and picture[y, x, :3].min() > 200)


def test_a_line_drawing_has_an_outline_and_paper_inside_and_nothing_outside() -> None:
    drawn = line_drawing(flat((*BODY, RED)))
    assert is_ink(drawn, 22, 96)
    assert is_ink(drawn, 96, 169)
    assert is_paper(drawn, 96, 96)
    assert drawn[5, 5, 3] == 0


@pytest.mark.parametrize(
    ("colour", "line"),
    [(BLUE, True), ((255, 255, 255), True), ((60, 200, 90), True), ((236, 72, 67), False), ((228, 66, 60), False)],
)
def test_parts_of_another_colour_get_a_line_and_shades_do_not(colour: tuple[int, int, int], line: bool) -> None:
    drawn = line_drawing(flat((*BODY, RED), (20, 172, 96, 172, colour)))
    column = [is_ink(drawn, 96, x) for x in range(88, 105)]
    assert any(column) is line


def test_what_is_nearly_black_stays_filled() -> None:
    drawn = line_drawing(flat((*BODY, RED), (80, 120, 80, 120, NIGHT)))
    assert is_ink(drawn, 100, 100)
    assert is_paper(drawn, 50, 50)


def ring(gap: int) -> np.ndarray:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[30:160, 30:160] = 255
    ink[40:150, 40:150] = 0
    ink[:, 95 : 95 + gap] *= np.uint8(0) if gap else np.uint8(1)
    return ink


def test_what_lines_enclose_is_paper_and_what_is_open_is_not() -> None:
    assert is_paper(ink_on_paper(ring(0)), 96, 96)
    assert ink_on_paper(ring(20))[96, 96, 3] == 0
    assert ink_on_paper(ring(0))[5, 5, 3] == 0


def test_ink_and_paper_have_their_colours() -> None:
    drawn = ink_on_paper(ring(0))
    assert tuple(drawn[35, 96, :3]) == INK
    assert tuple(drawn[96, 96, :3]) == PAPER


def test_a_glossy_picture_keeps_its_shape_and_is_lit_from_the_upper_left() -> None:
    picture = flat((*BODY, RED))
    shiny = glossy(picture)
    assert np.array_equal(shiny[..., 3], picture[..., 3])
    light = shiny[..., :3].astype(float).mean(-1)
    assert light[24:40, 60:130].mean() > light[152:168, 60:130].mean() + 20
    assert light[60:130, 24:40].mean() > light[60:130, 152:168].mean() + 15
    assert shiny[96, 96, 0] > shiny[96, 96, 2] + 80


def test_pictures_without_anything_in_them_stay_empty() -> None:
    empty = np.zeros((SIDE, SIDE, 4), np.uint8)
    assert line_drawing(empty)[..., 3].max() == 0
    assert glossy(empty)[..., 3].max() == 0
    assert ink_on_paper(np.zeros((SIDE, SIDE), np.uint8))[..., 3].max() == 0
