from __future__ import annotations

import cv2
import numpy as np
import pytest

from generator.flipbook.cutout import cut_out

SIDE = 160
RED = (200, 40, 30)


def disc(radius: float = 45.0, centre: tuple[float, float] = (80, 80)) -> np.ndarray:
    """(h, w) smooth coverage of a disc."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    return np.clip(radius + 0.5 - np.hypot(x - centre[0], y - centre[1]), 0, 1)


def ring() -> np.ndarray:
    return disc(50) - disc(22)


def shade(low: int, high: int, noise: float = 0.0) -> np.ndarray:
    ramp = np.linspace(low, high, SIDE)[:, None, None] * np.ones((1, SIDE, 3))
    return ramp + np.random.default_rng(0).normal(0, noise, (SIDE, SIDE, 1))


def over(cover: np.ndarray, ground: np.ndarray, colour: tuple[int, int, int] = RED) -> np.ndarray:
    mixed = ground * (1 - cover[..., None]) + np.array(colour) * cover[..., None]
    return np.clip(np.round(mixed), 0, 255).astype(np.uint8)


def likeness(rgba: np.ndarray, cover: np.ndarray) -> float:
    """Intersection over union of the cut and the truth."""
    seen, true = rgba[..., 3] > 127, cover > 0.5
    return float((seen & true).sum() / (seen | true).sum())


@pytest.mark.parametrize(
    "ground",
    [shade(255, 255), shade(20, 20), shade(235, 150), shade(120, 190, noise=5.0)],
    ids=["white", "black", "gradient", "noisy gradient"],
)
@pytest.mark.parametrize("cover", [disc(), ring(), disc(25, (60, 110))], ids=["disc", "ring", "off centre"])
def test_a_plain_background_is_cut_away(ground: np.ndarray, cover: np.ndarray) -> None:
    cut = cut_out(over(cover, ground))
    assert cut.doubt == ""
    assert likeness(cut.rgba, cover) > 0.95


def test_the_inside_keeps_its_colours_exactly() -> None:
    rgb = over(disc(), shade(250, 250))
    cut = cut_out(rgb)
    inside = disc(40) == 1
    assert np.array_equal(cut.rgba[inside][:, :3], rgb[inside])
    assert (cut.rgba[inside][:, 3] == 255).all()


def test_a_smooth_edge_is_told_apart_into_colour_and_alpha() -> None:
    cut = cut_out(over(disc(), shade(255, 255)))
    soft = (disc() > 0.1) & (disc() < 0.9)
    assert np.abs(cut.rgba[soft][:, 3] / 255 - disc()[soft]).mean() < 0.08
    assert np.abs(cut.rgba[soft][:, :3].astype(int) - np.array(RED)).max() < 12


def test_two_parts_are_kept_and_a_speck_is_not() -> None:
    cover = np.maximum.reduce([disc(25, (45, 80)), disc(25, (115, 80)), disc(1.5, (20, 20))])
    cut = cut_out(over(cover, shade(240, 240)))
    assert cut.doubt == ""
    assert cut.rgba[80, 45, 3] == cut.rgba[80, 115, 3] == 255
    assert cut.rgba[20, 20, 3] == 0


@pytest.mark.parametrize(
    ("rgb", "says"),
    [
        (np.full((SIDE, SIDE, 3), 90, np.uint8), "fills 0%"),
        (np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3), np.uint8), "too many colours"),
        (over(disc(75, (80, 150)), shade(240, 240)), "touches|fills"),
        (over(disc(), shade(200, 200), (203, 201, 199)), "fills|hardly differs"),
    ],
    ids=["nothing there", "noise", "cut off by the frame", "same colour"],
)
def test_a_cut_that_cannot_be_trusted_is_not_made(rgb: np.ndarray, says: str) -> None:
    cut = cut_out(rgb)
    assert cut.doubt
    assert any(word in cut.doubt for word in says.split("|"))
    assert np.array_equal(cut.rgba[..., :3], rgb)
    assert (cut.rgba[..., 3] == 255).all()


def test_the_same_picture_is_cut_the_same_way_twice() -> None:
    rgb = over(ring(), shade(120, 190, noise=5.0))
    assert np.array_equal(cut_out(rgb).rgba, cut_out(rgb).rgba)


def test_a_large_picture_is_cut_in_its_own_size() -> None:
    large = cv2.resize(over(disc(), shade(235, 200)), (960, 960), interpolation=cv2.INTER_CUBIC)
    cut = cut_out(large)
    assert cut.doubt == ""
    assert cut.rgba.shape == (960, 960, 4)
    assert likeness(cut.rgba, cv2.resize(disc(), (960, 960))) > 0.97
