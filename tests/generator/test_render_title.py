"""On-screen text: whole letters, inside the frame, clear of the label, never reworded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generator.label import label_overlay
from generator.title import title
from tests.generator.conformance import MARKS, Recorder, ScriptedBackend, allow, offsets, permit_of, renderer, shot

SIZES = [(64, 64), (288, 512), (512, 288), (512, 512), (1920, 1080)]
TEXTS = [
    ("Welcome!",),
    ("Gypsy jog: quietly happy puppy",),
    ("Step 1: unpack the box", "Keep the yellow packaging for the return"),
    ("Donaudampfschifffahrtsgesellschaftskapitänsmütze",),
    ("one\ntwo\nthree",),
]


def drawn(texts: tuple[str, ...], width: int, height: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """The texts on black, and the notes."""
    result = title(texts, width, height, label_top_px=label_overlay(width, height).box[1])
    frame = np.zeros((height, width, 3), np.uint8)
    for overlay in result.overlays:
        overlay.blend(frame)
    return frame, result.notes


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_text_stays_in_the_frame_and_off_the_label(texts: tuple[str, ...], width: int, height: int) -> None:
    label_top = label_overlay(width, height).box[1]
    result = title(texts, width, height, label_top_px=label_top)
    assert len(result.overlays) == min(len(texts), 2)
    for overlay in result.overlays:
        left, upper, right, lower = overlay.box
        assert 0 <= left < right <= width
        assert 0 <= upper < lower <= label_top
        assert abs((left + right) / 2 - width / 2) <= 1


@pytest.mark.parametrize("text", ["gjpqy", "ÄÉÎÅ", "Привет, ёж", "gypsy\nquay"])
def test_no_tail_and_no_accent_is_cut(text: str) -> None:
    overlay = title((text,), 512, 512, label_top_px=459).overlays[0]
    opaque = overlay.keep[..., 0] <= 30  # the letters with their outline; the backing is half clear
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    assert rows.size
    assert rows[0] > 0
    assert rows[-1] < opaque.shape[0] - 1
    assert columns[0] > 0
    assert columns[-1] < opaque.shape[1] - 1


def test_a_tail_reaches_below_the_baseline() -> None:
    with_tail = title(("gjpqy",), 512, 512, label_top_px=459).overlays[0].box
    without = title(("amoxe",), 512, 512, label_top_px=459).overlays[0].box
    assert with_tail[3] - with_tail[1] > without[3] - without[1]


def test_a_short_text_is_big() -> None:
    frame, notes = drawn(("Go!",), 512, 512)
    rows = np.flatnonzero((frame > 200).any(axis=(1, 2)))
    assert rows[-1] - rows[0] + 1 >= 0.07 * 512
    assert notes == ()


def test_one_text_stands_below_and_a_second_lets_the_first_rise() -> None:
    alone = title(("Hello",), 512, 512, label_top_px=459).overlays
    both = title(("Hello", "there"), 512, 512, label_top_px=459).overlays
    assert alone[0].box[1] >= 512 * 2 // 3 - 1
    assert both[0].box[3] <= 512 // 3
    assert both[1].box[1] >= 512 * 2 // 3 - 1


def test_more_words_make_smaller_letters_not_fewer() -> None:
    few = title(("word " * 3,), 512, 288, label_top_px=259)
    many = title(("word " * 25,), 512, 288, label_top_px=259)
    assert few.notes == ()
    assert many.notes == ()
    assert (many.overlays[0].box[2] - many.overlays[0].box[0]) > (few.overlays[0].box[2] - few.overlays[0].box[0])


def test_a_text_that_cannot_fit_says_so() -> None:
    _, notes = drawn(("word " * 400,), 96, 64)
    assert len(notes) == 1
    assert "too long" in notes[0]


@pytest.mark.parametrize("text", ["Déjà vu", "Ελλάδα", "Привет", "שלום", "naïve café ß", "50 % → 10 €"])
def test_text_that_the_font_covers_needs_no_note(text: str) -> None:
    frame, notes = drawn((text,), 256, 256)
    assert notes == ()
    assert (frame > 200).any()


@pytest.mark.parametrize(("text", "absent"), [("中文", "中文"), ("hi 日 there 日", "日"), ("กข", "กข"), ("a가", "가")])
def test_characters_without_a_glyph_are_named(text: str, absent: str) -> None:
    _, notes = drawn((text,), 256, 256)
    assert len(notes) == 1
    assert repr(absent) in notes[0]


def test_blank_text_draws_nothing() -> None:
    assert title(("", "  \n "), 256, 256, label_top_px=230).overlays == ()


def test_titles_are_drawn_on_their_own_shot_only(tmp_path: Path) -> None:
    permit = permit_of(shot(0.5, text=("Hello",)), shot(0.5), fps=8, size=(256, 144))
    ramp = np.broadcast_to(np.linspace(100, 140, 256).astype(np.uint8)[None, :, None], (144, 256, 3))
    recorder = Recorder()
    backend = ScriptedBackend(lambda _permit, _shot: [ramp] * 4)
    report = renderer(backend, allow, encoder=recorder).make(permit, tmp_path / "a.mp4", marks=MARKS).report
    label = label_overlay(256, 144)
    bare = np.clip(ramp + offsets(256, 144)[..., None], 0, 255)
    left, upper, right, lower = title(("Hello",), 256, 144, label_top_px=label.box[1]).overlays[0].box
    for i, frame in enumerate(recorder.frames):
        same = np.array_equal(frame[upper:lower, left:right], bare[upper:lower, left:right])
        if not 4 <= i < 6:  # the mark is stronger on text, and may be so until its next look at the picture
            assert same == (i >= 6)
    assert report.notes == ("shot 0 is scripted", "shot 1 is scripted")
