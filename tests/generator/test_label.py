"""The visible label: where it stands, how high it is, that it can be read, and that every frame has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generator.backend.stub import StubBackend
from generator.font import label_typeface
from generator.label import Overlay, label_overlay
from generator.label_choice import Label, LabelCorner, LabelStyle
from generator.label_text import Language, letters
from policy.types import Transition
from tests.generator.conformance import (
    MARKS,
    Recorder,
    ScriptedBackend,
    allow,
    decoded,
    offsets,
    permit_of,
    renderer,
    shot,
)

SIZES = [(64, 64), (96, 64), (288, 512), (512, 288), (512, 512), (1920, 1080)]


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Relative luminance as WCAG 2 defines it."""
    part = rgb.astype(float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_label_stands_in_the_lower_right_corner_and_is_high_enough(width: int, height: int) -> None:
    overlay = label_overlay(width, height)
    left, upper, right, lower = overlay.box
    short = min(width, height)
    assert 0 <= left < right <= width
    assert 0 <= upper < lower <= height
    assert width - right <= 0.02 * short + 1
    assert height - lower <= 0.02 * short + 1
    on_black = np.zeros((height, width, 3), np.uint8)
    overlay.blend(on_black)
    rows = np.flatnonzero(on_black.max(axis=(1, 2)) > 32)
    assert rows[-1] - rows[0] + 1 >= 0.05 * short


@pytest.mark.parametrize("ground", ["white", "black", "grey", "noise"])
def test_the_letters_stand_out_from_any_picture(ground: str) -> None:
    pictures = {
        "white": np.full((288, 512, 3), 255),
        "black": np.zeros((288, 512, 3)),
        "grey": np.full((288, 512, 3), 128),
        "noise": np.random.default_rng(0).integers(0, 256, (288, 512, 3)),
    }
    frame = pictures[ground].astype(np.uint8)
    overlay = label_overlay(512, 288)
    left, upper, right, lower = overlay.box
    overlay.blend(frame)
    ink = overlay.ink[..., 0] > 200 * 255  # opaque white
    backing = overlay.ink.max(axis=2) == 128  # black, whatever its opacity
    inner = slice(3, -3)
    light = luminance(frame[upper:lower, left:right])
    letters = light[inner, inner][ink[inner, inner]].mean()
    around = light[inner, inner][backing[inner, inner]].mean()
    assert (letters + 0.05) / (around + 0.05) >= 7


def test_a_blend_is_exact_and_stays_in_its_box() -> None:
    rng = np.random.default_rng(1)
    patch = rng.integers(0, 256, (20, 30, 4), dtype=np.uint8)
    frame = rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)
    before = frame.copy()
    overlay = Overlay.of(Image.fromarray(patch), x_px=40, y_px=10)
    overlay.blend(frame)
    alpha = patch[..., 3:] / 255
    expected = patch[..., :3] * alpha + before[10:30, 40:70] * (1 - alpha)
    assert overlay.box == (40, 10, 70, 30)
    assert np.abs(frame[10:30, 40:70] - expected).max() <= 0.5 + 1e-9
    frame[10:30, 40:70] = before[10:30, 40:70]
    assert np.array_equal(frame, before)


def test_every_frame_is_labelled_and_marked_and_nothing_else_changes(tmp_path: Path) -> None:
    permit = permit_of(shot(0.5), shot(0.5, Transition.FADE), fps=8, size=(128, 96))
    ramp = np.broadcast_to(np.linspace(100, 140, 128).astype(np.uint8)[None, :, None], (96, 128, 3))
    recorder = Recorder()
    backend = ScriptedBackend(lambda _permit, _shot: [ramp] * 4)
    renderer(backend, allow, encoder=recorder).make(permit, tmp_path / "a.mp4", marks=MARKS)
    overlay = label_overlay(128, 96)
    left, upper, right, lower = overlay.box
    mark = offsets(128, 96)[..., None]
    assert len(recorder.frames) == 8
    stronger = 11  # what the mark has more on text: two steps, a crest of 2.3, and 1.41 on a frame of one tile
    unfaded = (0, 1, 6, 7)
    for i, frame in enumerate(recorder.frames):
        bare = ramp.copy()
        overlay.blend(bare)
        bare = np.clip(bare + mark, 0, 255).astype(np.uint8)
        if i in unfaded:
            assert np.array_equal(frame[: upper - 24], bare[: upper - 24])
            assert np.abs(frame.astype(int) - bare).max() <= stronger
        # The letters are opaque, so even in the dark of a fade they are the same.
        letters = overlay.keep[..., 0] == 0
        assert letters.any()
        apart = frame[upper:lower, left:right][letters].astype(int) - bare[upper:lower, left:right][letters]
        assert np.abs(apart).max() <= stronger


def test_the_label_survives_the_encoder_in_first_middle_and_last_frame(tmp_path: Path) -> None:
    permit = permit_of(shot(1.0), fps=24, size=(256, 144))
    recorder = Recorder()
    renderer(StubBackend(), allow, encoder=recorder).make(permit, tmp_path / "bare.mp4")
    renderer(StubBackend(), allow).make(permit, tmp_path / "a.mp4")
    frames, _ = decoded(tmp_path / "a.mp4")
    rendered = StubBackend().render(permit, 0, progress=lambda _stage, _share: None)
    unlabelled = list(rendered.frames)
    left, upper, right, lower = label_overlay(256, 144).box
    for i in (0, 12, 23):
        change = np.abs(frames[i].astype(int) - unlabelled[i])
        assert change[upper:lower, left:right].mean() > 30
        change[upper - 2 : lower + 2, left - 2 : right + 2] = 0
        assert change.mean() < 4
        assert np.abs(frames[i].astype(int) - recorder.frames[i]).mean() < 4


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("style", LabelStyle)
@pytest.mark.parametrize(("width", "height"), [(64, 64), (288, 512), (512, 288)])
def test_every_language_fits_and_is_high_enough(language: Language, style: LabelStyle, width: int, height: int) -> None:
    overlay = label_overlay(width, height, Label(languages=(language,), style=style))
    left, upper, right, lower = overlay.box
    assert 0 <= left < right <= width
    assert 0 <= upper < lower <= height
    ink = (overlay.ink[..., 0] >= 128 * 255).any(axis=1)
    assert np.count_nonzero(ink) >= 0.05 * min(width, height)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("performer", [False, True])
def test_no_letter_of_a_label_is_an_empty_box(language: Language, performer: bool) -> None:
    label = Label(languages=(language,), performer=performer)
    for run in (*label.runs, letters(label.languages)):
        font = label_typeface(24, run)
        empty = bytes(font.getmask("\U0010ffff"))
        assert all(bytes(font.getmask(sign)) != empty for sign in run if not sign.isspace())


def test_several_languages_stand_beside_each_other_each_once() -> None:
    label = Label(languages=(Language.CHINESE, Language.JAPANESE, Language.TURKISH))
    assert label.text == "AI生成 · Yapay zekâ üretimi"
    wide = label_overlay(1920, 1080, label).box
    assert wide[2] - wide[0] > label_overlay(1920, 1080).box[2] - label_overlay(1920, 1080).box[0]


def test_the_lower_left_corner_can_be_chosen() -> None:
    left, _, right, lower = label_overlay(512, 288, Label(corner=LabelCorner.LOWER_LEFT)).box
    assert left <= 0.02 * 288 + 1
    assert right < 256
    assert 288 - lower <= 0.02 * 288 + 1


def test_too_few_and_too_many_languages_are_refused() -> None:
    for languages in ((), tuple(Language)[:4]):
        with pytest.raises(ValueError, match=r"1\.\.3"):
            Label(languages=languages)
