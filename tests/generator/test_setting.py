"""Every drawn background renders, covers its canvas, repeats from its seed and follows its mood."""

from __future__ import annotations

import io
import random
import re

import numpy as np
import pytest
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from generator.flipbook.train.setting import MOODS, SETTINGS, scene_svg

WIDTH_PX, HEIGHT_PX = 150, 100
SETTING_NAMES = [setting.name for setting in SETTINGS]
MOOD_NAMES = [mood.name for mood in MOODS]
MADE_UP = {"blueprint grid", "studio sweep", "abstract shapes"}
INDOOR = {"living room", "office", "kitchen", "classroom", "laboratory", "stage"}
OUTDOOR = [name for name in SETTING_NAMES if name not in MADE_UP | INDOOR]


def raster(svg: str) -> NDArray[np.uint8]:
    """Return an SVG's pixels, (H, W, 4)."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH_PX, height=HEIGHT_PX))
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def scene(setting: str, mood: str, seed: int = 7) -> NDArray[np.uint8]:
    """Return the pixels of one scene."""
    return raster(scene_svg(setting, mood, random.Random(seed)))


def luma(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return brightness in 0..255, (H, W)."""
    return np.asarray(pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


def test_there_are_24_settings_and_10_moods_with_phrases_of_their_own() -> None:
    assert len(set(SETTING_NAMES)) == 24
    assert len(set(MOOD_NAMES)) == 10
    for entries in (SETTINGS, MOODS):
        phrases = [phrase for entry in entries for phrase in entry.phrases]
        assert len(phrases) == len(set(phrases))
        assert all(4 <= len(entry.phrases) <= 8 for entry in entries)


@pytest.mark.parametrize("setting", SETTING_NAMES)
def test_each_mood_of_a_setting_covers_the_whole_canvas(setting: str) -> None:
    pictures = [scene(setting, mood, seed) for seed, mood in enumerate(MOOD_NAMES)]
    assert all(picture.shape == (HEIGHT_PX, WIDTH_PX, 4) for picture in pictures)
    assert all(picture[..., 3].min() == 255 for picture in pictures)
    assert all(luma(picture).std() > 1 for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) == len(MOOD_NAMES)


@pytest.mark.parametrize("setting", SETTING_NAMES)
def test_the_same_seed_gives_the_same_text_and_another_seed_another(setting: str) -> None:
    for mood in MOOD_NAMES:
        first, again, other = (scene_svg(setting, mood, random.Random(seed)) for seed in (3, 3, 4))
        assert first == again
        assert first != other


@pytest.mark.parametrize("setting", SETTING_NAMES)
def test_a_scene_has_only_shapes_and_gradients_of_its_own(setting: str) -> None:
    svg = scene_svg(setting, "night", random.Random(1))
    drawn = set(re.findall(r"<([A-Za-z]+)", svg))
    assert drawn <= {
        "svg", "defs", "linearGradient", "radialGradient", "stop", "rect", "circle", "ellipse", "polygon", "path",
    }  # fmt: skip
    assert 'viewBox="0 0 960 640"' in svg
    assert "href" not in svg
    assert set(re.findall(r"url\(#(\w+)\)", svg)) <= set(re.findall(r'id="(\w+)"', svg))


@pytest.mark.parametrize("setting", OUTDOOR)
def test_night_is_darker_than_daylight_outdoors(setting: str) -> None:
    night, day = (luma(scene(setting, mood)).mean() for mood in ("night", "daylight"))
    assert night < 0.75 * day


@pytest.mark.parametrize("setting", [name for name in SETTING_NAMES if name not in MADE_UP])
def test_the_middle_where_a_subject_stands_is_calmer_than_the_picture(setting: str) -> None:
    rows, columns = slice(int(HEIGHT_PX * 0.35), int(HEIGHT_PX * 0.75)), slice(WIDTH_PX // 4, WIDTH_PX * 3 // 4)
    ratios = []
    for seed in range(3):
        bright = luma(scene(setting, "daylight", seed))
        steps = np.abs(np.diff(bright, axis=1))
        ratios.append(steps[rows, columns].mean() / steps.mean())
    assert np.mean(ratios) < 0.8


@pytest.mark.parametrize(
    ("setting", "mood", "named"),
    [("moon base", "night", "'moon base'"), ("beach", "noir", "'noir'"), ("Beach", "night", "'Beach'")],
)
def test_an_unknown_name_is_refused_with_the_allowed_ones(setting: str, mood: str, named: str) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        scene_svg(setting, mood, random.Random(0))
    allowed = MOOD_NAMES if setting == "beach" else SETTING_NAMES
    assert all(name in str(caught.value) for name in allowed)
