"""The weights that are shipped: they load, they are small, and they draw what their vocabulary names."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from generator.flipbook.backend import FlipbookBackend
from generator.flipbook.layout import SUBJECT
from generator.flipbook.pipeline import WEIGHTS, FlipbookPipeline, Sampling
from policy.types import CameraKind, SubjectIntent
from tests.generator.conformance import check_backend, permit_of, shot

MAX_BYTES = 60 * 1024 * 1024


@pytest.fixture(scope="module")
def backend() -> FlipbookBackend:
    return FlipbookBackend()


def fox(words: str = "red fox", setting: str = "a snowy field"):
    subject = SubjectIntent(id="fox-1", words=words, action="runs right")
    return dataclasses.replace(
        shot(duration_s=1.0, seed=3), subjects=(subject,), setting=setting, camera_kind=CameraKind.PAN_RIGHT
    )


def test_they_are_safetensors_and_small() -> None:
    files = [f for f in WEIGHTS.rglob("*") if f.is_file()]
    assert sum(f.stat().st_size for f in files) < MAX_BYTES
    assert {f.suffix for f in files} == {".safetensors", ".json"}


def test_the_shipped_model_keeps_the_backend_contract(backend: FlipbookBackend) -> None:
    check_backend(backend, permit_of(fox(), fps=8))


def test_what_it_knows_has_no_note_and_what_it_does_not_know_has_one(backend: FlipbookBackend) -> None:
    def notes(*args: str) -> tuple[str, ...]:
        return backend.render(permit_of(fox(*args), fps=8), 0, progress=lambda *_: None).notes

    assert notes("red fox", "a snowy field") == ()
    stand_in, elsewhere = notes("quokka", "a snowy field")
    assert "'quokka'" in stand_in
    assert "reelwright models" in elsewhere


def test_a_place_by_day_and_the_same_place_at_night_differ_in_brightness(backend: FlipbookBackend) -> None:
    def brightness(lighting: str) -> float:
        asked = dataclasses.replace(fox(), lighting=lighting, subjects=(), scene="a snowy field")
        return float(np.mean(next(backend.render(permit_of(asked, fps=2), 0, progress=lambda *_: None).frames)))

    assert brightness("at night") < 0.8 * brightness("in daylight")


def test_the_subject_is_there_and_moves(backend: FlipbookBackend) -> None:
    asked = dataclasses.replace(fox(), camera_kind=CameraKind.STATIC)
    permit = permit_of(asked, fps=12, size=(128, 128))
    frames = list(backend.render(permit, 0, progress=lambda *_: None).frames)
    assert np.abs(frames[0].astype(int) - frames[-1].astype(int)).mean() > 2.0


def test_a_colour_word_colours_the_thing_and_leaves_its_shape() -> None:
    pipeline = FlipbookPipeline.open()

    def drawn(colour: str) -> np.ndarray:
        tokens = pipeline.picture("mug", "flat", sampling=Sampling(seed=1), colour=colour)
        return SUBJECT.unpatchify(tokens.clamp(-1, 1))[0].numpy()

    red, green = drawn("red"), drawn("green")
    assert np.abs(red[3] - green[3]).max() < 1e-3
    solid = (red[3] > 0.9) & (green[3] > 0.9)
    assert red[0][solid].mean() > red[1][solid].mean() + 0.3
    assert green[1][solid].mean() > green[0][solid].mean() + 0.1
