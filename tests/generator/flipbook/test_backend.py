from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from generator.errors import ModelError
from generator.flipbook.backend import FlipbookBackend, weights_digest
from generator.flipbook.pipeline import FlipbookPipeline, Sampling
from policy.types import CameraKind, Permit, ShotIntent, SubjectIntent
from tests.generator.conformance import check_backend, permit_of, shot
from tests.generator.flipbook.tiny import tiny_folder

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_folder(tmp_path_factory.mktemp("flipbook"))


@pytest.fixture(scope="module")
def backend(folder: Path) -> FlipbookBackend:
    return FlipbookBackend(folder)


def fox(**more: object) -> ShotIntent:
    base = shot(seed=3)
    subject = SubjectIntent(id="fox-1", words="red fox", action="runs")
    return dataclasses.replace(base, subjects=(subject,), setting="a snowy field", **more)  # type: ignore[arg-type]


def drawn(backend: FlipbookBackend, permit: Permit, index: int = 0) -> np.ndarray:
    return np.stack(list(backend.render(permit, index, progress=lambda *_: None).frames))


def test_it_keeps_the_backend_contract(backend: FlipbookBackend) -> None:
    check_backend(backend, permit_of(fox()))


def test_loading_needs_no_network_and_gives_what_was_saved(folder: Path) -> None:
    one, two = FlipbookPipeline.open(folder), FlipbookPipeline.open(folder)
    a, b = one.transformer.state_dict(), two.transformer.state_dict()
    assert a.keys() == b.keys()
    assert all(torch.equal(a[k], b[k]) for k in a)
    assert type(one.scheduler).__name__ == "FlowMatchEulerDiscreteScheduler"


def test_the_same_subject_is_the_same_picture_in_the_next_shot(folder: Path) -> None:
    pipeline = FlipbookPipeline.open(folder)
    roles = {"subject1": "red fox", "setting": "on a beach", "camera": "static camera"}
    first = pipeline(roles, sampling=Sampling(steps=2, seed=1))
    second = pipeline(
        roles | {"setting": "in a snowy field"},
        sampling=Sampling(steps=2, seed=9),
        known={"subject1": first.layers["subject1"]},
    )
    assert torch.equal(first.layers["subject1"], second.layers["subject1"])
    assert np.array_equal(first.scene.sprites[0], second.scene.sprites[0])
    assert not torch.equal(first.layers["background"], second.layers["background"])


def test_a_permits_shots_share_a_subject_by_its_id(folder: Path) -> None:
    permit = permit_of(fox(), fox(camera_kind=CameraKind.ZOOM_IN, seed=8))
    in_order, alone = FlipbookBackend(folder), FlipbookBackend(folder)
    drawn(in_order, permit, 0)
    assert np.array_equal(drawn(in_order, permit, 1), drawn(alone, permit, 1))
    other = permit_of(fox(camera_kind=CameraKind.ZOOM_IN, seed=8))
    assert not np.array_equal(drawn(alone, permit, 1), drawn(alone, other, 0))


def test_two_and_no_subjects_are_drawn(backend: FlipbookBackend) -> None:
    cat = SubjectIntent(id="cat-1", words="cat")
    two = dataclasses.replace(fox(), subjects=(*fox().subjects, cat))
    none = dataclasses.replace(fox(), subjects=(), scene="a snowy field")
    for asked in (two, none):
        frames = drawn(backend, permit_of(asked))
        assert frames.shape[1:] == (64, 96, 3)


def test_things_that_only_the_scenes_name_are_drawn_for_their_own_shot(folder: Path) -> None:
    scenes = [dataclasses.replace(fox(), subjects=(), scene=f"there is a {thing}") for thing in ("fox", "rocket")]
    backend, permit = FlipbookBackend(folder), permit_of(*scenes)
    drawn(backend, permit, 0)
    assert np.array_equal(drawn(backend, permit, 1), drawn(FlipbookBackend(folder), permit, 1))


def test_a_truncated_weights_file_is_named(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    data = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="missing or damaged"):
        _ = FlipbookBackend(folder).info


@pytest.mark.parametrize("gone", [WEIGHTS, "vocabulary.json", "words/tokenizer.json", "model_index.json"])
def test_a_missing_file_is_a_model_error(tmp_path: Path, gone: str) -> None:
    folder = tiny_folder(tmp_path)
    (folder / gone).unlink()
    with pytest.raises(ModelError):
        FlipbookBackend(folder).render(permit_of(fox()), 0, progress=lambda *_: None)


def test_the_digest_names_every_byte_of_the_weights(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path)
    before = weights_digest(folder)
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    assert weights_digest(folder) != before


def test_no_weights_at_all_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no weights"):
        weights_digest(tmp_path)
