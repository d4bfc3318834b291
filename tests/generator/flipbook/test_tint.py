"""A colour word turns the main hue of a picture and nothing else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch

from generator.flipbook.layout import SUBJECT
from generator.flipbook.tint import COLOURS, HUES, NATURAL, main_hue, tinted, tinted_tokens

U8 = npt.NDArray[np.uint8]
RED, LEAF, INK, SILVER = (220, 60, 30), (30, 160, 60), (20, 20, 24), (190, 190, 200)


def picture(body: tuple[int, int, int]) -> U8:
    """A square of one colour with a green leaf, ink eyes and clear corners."""
    out = np.zeros((32, 32, 4), np.uint8)
    out[4:28, 4:28] = (*body, 255)
    out[4:8, 4:12] = (*LEAF, 255)
    out[14:18, 10:14] = (*INK, 255)
    return out


def apart(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


@pytest.mark.parametrize("body", [RED, SILVER])
@pytest.mark.parametrize("word", HUES)
def test_the_body_has_the_hue_of_the_word(body: tuple[int, int, int], word: str) -> None:
    hue = main_hue(tinted(picture(body), word))
    assert hue is not None
    assert apart(hue, HUES[word]) <= 15


@pytest.mark.parametrize("word", [word for word in COLOURS if word not in ("green", "lime")])
def test_what_is_of_another_hue_stays(word: str) -> None:
    before, after = picture(RED), tinted(picture(RED), word)
    assert np.array_equal(after[4:8, 4:12], before[4:8, 4:12])
    assert np.array_equal(after[14:18, 10:14], before[14:18, 10:14])
    assert np.array_equal(after[..., 3], before[..., 3])


@pytest.mark.parametrize(("word", "low", "high"), [("black", 0, 90), ("grey", 60, 200), ("white", 180, 255)])
def test_a_word_without_a_hue_takes_the_colour_away(word: str, low: int, high: int) -> None:
    body = tinted(picture(RED), word)[24, 24, :3].astype(int)
    assert np.ptp(body) <= 30
    assert low <= body.mean() <= high


def test_a_grey_picture_has_no_hue_and_one_with_a_bright_part_neither() -> None:
    assert main_hue(picture(SILVER)) is None
    assert main_hue(np.zeros((8, 8, 4), np.uint8)) is None
    assert apart(main_hue(picture(RED)) or 0.0, 9.0) <= 10


def test_a_colour_that_it_has_already_changes_next_to_nothing() -> None:
    once = tinted(picture(RED), "blue")
    again = tinted(once, "blue")
    assert np.abs(again.astype(int) - once.astype(int)).max() <= 25


def test_tokens_come_back_premultiplied_and_in_their_range() -> None:
    rgba = np.zeros((SUBJECT.height, SUBJECT.width, 4), np.float32)
    rgba[20:80, 20:80] = (0.8, 0.2, 0.1, 1.0)
    rgba[20:80, 10:20] = (0.4, 0.1, 0.05, 0.5)
    tokens = SUBJECT.patchify(torch.from_numpy(rgba).permute(2, 0, 1)[None] * 2 - 1)
    out = (SUBJECT.unpatchify(tinted_tokens(tokens, "blue"))[0].permute(1, 2, 0).numpy() + 1) / 2
    assert out.min() >= 0
    assert np.allclose(out[..., 3], rgba[..., 3], atol=1e-6)
    assert (out[..., :3] <= out[..., 3:] + 1e-6).all()
    assert out[50, 50, 2] > out[50, 50, 0] + 0.3
    assert out[50, 15, 2] > out[50, 15, 0] + 0.15


def test_a_word_that_is_no_colour_is_named() -> None:
    with pytest.raises(ValueError, match=r"'mauve' is no colour that can be drawn: give one of red, orange, "):
        tinted(picture(RED), "mauve")


@pytest.mark.parametrize(
    ("body", "word", "stays"),
    [
        ((235, 110, 30), "red", True),  # a red fox is orange
        ((235, 110, 30), "blue", False),
        ((30, 90, 220), "blue", True),
        (SILVER, "grey", True),
        (SILVER, "red", False),
        (RED, "black", False),
    ],
)
def test_the_colour_in_a_name_turns_only_what_was_drawn_in_another(
    body: tuple[int, int, int], word: str, *, stays: bool
) -> None:
    before = picture(body)
    assert np.array_equal(tinted(before, NATURAL + word), before) is stays
    assert not np.array_equal(tinted(before, word), before)
