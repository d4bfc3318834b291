from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from generator.errors import LayerFileError, OutputError
from generator.flipbook.known import LAYER_SIZES, Known
from generator.flipbook.layer_file import load_layers, save_layers, weights_of

MINE, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def layers() -> dict[str, Known]:
    generator = torch.Generator().manual_seed(0)
    names = ("background", "subject1", "motion")
    out = {name: Known(tokens=torch.randn(1, *LAYER_SIZES[name], generator=generator)) for name in names}
    picture = np.random.default_rng(0).integers(0, 255, (200, 200, 4), np.uint8)
    return out | {"subject1": Known(tokens=out["subject1"].tokens, exact=picture)}


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "shot.safetensors"
    save_layers(path, layers(), duration_s=3.5, weights=MINE)
    return path


def test_what_was_stored_comes_back_bit_for_bit(stored: Path) -> None:
    back = load_layers(stored, weights=MINE)
    assert back.duration_s == 3.5
    assert back.layers.keys() == layers().keys()
    for name, known in layers().items():
        assert torch.equal(back.layers[name].tokens, known.tokens)
    assert np.array_equal(back.layers["subject1"].exact, layers()["subject1"].exact)
    assert back.layers["background"].exact is None


def test_a_file_that_is_there_is_replaced_and_nothing_else_is_left(stored: Path, tmp_path: Path) -> None:
    save_layers(stored, layers(), duration_s=2.0, weights=OTHER)
    assert load_layers(stored, weights=OTHER).duration_s == 2.0
    assert [p.name for p in tmp_path.iterdir()] == ["shot.safetensors"]


def test_layers_of_other_weights_are_refused_with_both_names(stored: Path) -> None:
    with pytest.raises(LayerFileError, match=rf"{MINE}.*{OTHER}"):
        load_layers(stored, weights=OTHER)


@pytest.mark.parametrize("at", [-1, -5000, 0, 9])
def test_a_changed_byte_is_noticed(stored: Path, at: int) -> None:
    data = bytearray(stored.read_bytes())
    data[at] ^= 1
    stored.write_bytes(data)
    with pytest.raises(LayerFileError, match="damaged"):
        load_layers(stored, weights=MINE)


def test_a_changed_duration_is_noticed(stored: Path) -> None:
    stored.write_bytes(stored.read_bytes().replace(b'"duration_s":"3.5"', b'"duration_s":"8.5"'))
    with pytest.raises(LayerFileError, match="damaged"):
        load_layers(stored, weights=MINE)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"\xff" * 64, b"hello world, this is no file of layers"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shot.safetensors"
    path.write_bytes(content)
    with pytest.raises(LayerFileError, match=r"damaged or no file of layers"):
        load_layers(path, weights=MINE)


def test_half_a_file_is_refused(stored: Path) -> None:
    data = stored.read_bytes()
    stored.write_bytes(data[: len(data) // 2])
    with pytest.raises(LayerFileError, match="damaged"):
        load_layers(stored, weights=MINE)


def test_safetensors_of_another_kind_are_refused(stored: Path) -> None:
    save_file(load_file(stored), stored)
    with pytest.raises(LayerFileError, match="its format is None"):
        load_layers(stored, weights=MINE)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LayerFileError, match=r"'gone\.safetensors' cannot be read"):
        load_layers(tmp_path / "gone.safetensors", weights=MINE)


def test_a_layer_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shot.safetensors"
    save_layers(path, {"motion": Known(tokens=torch.zeros(1, 12, 40))}, duration_s=1.0, weights=MINE)
    with pytest.raises(LayerFileError, match=r"\(1, 24, 40\), is \(1, 12, 40\)"):
        load_layers(path, weights=MINE)


def test_a_picture_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shot.safetensors"
    flat = Known(tokens=layers()["subject1"].tokens, exact=np.zeros((9, 9, 3), np.uint8))
    save_layers(path, {"subject1": flat}, duration_s=1.0, weights=MINE)
    with pytest.raises(LayerFileError, match=r"is torch.uint8 \(9, 9, 3\)"):
        load_layers(path, weights=MINE)


def test_layers_known_in_part_and_none_at_all_cannot_be_stored(tmp_path: Path) -> None:
    part = Known(tokens=layers()["motion"].tokens, mask=torch.zeros(24, 40, dtype=torch.bool))
    for wrong in ({}, {"motion": part}):
        with pytest.raises(ValueError, match="only whole layers"):
            save_layers(tmp_path / "shot.safetensors", wrong, duration_s=1.0, weights=MINE)
    with pytest.raises(ValueError, match=r"'\.safetensors', got 'shot\.bin'"):
        save_layers(tmp_path / "shot.bin", layers(), duration_s=1.0, weights=MINE)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        save_layers(tmp_path / "no" / "shot.safetensors", layers(), duration_s=1.0, weights=MINE)


def test_what_subjects_are_called_comes_back_and_is_part_of_the_digest(tmp_path: Path) -> None:
    path = tmp_path / "shot.safetensors"
    save_layers(path, layers(), duration_s=1.0, weights=MINE, words={"subject1": "red fox", "subject2": "cat"})
    assert load_layers(path, weights=MINE).words == {"subject1": "red fox"}
    assert weights_of(path) == MINE
    path.write_bytes(path.read_bytes().replace(b"red fox", b"red box"))
    with pytest.raises(LayerFileError, match="damaged"):
        load_layers(path, weights=MINE)


@pytest.mark.parametrize(
    "words", [{"background": "sea"}, {"subject1": "x" * 1001}], ids=["no subject", "too many characters"]
)
def test_words_for_what_is_no_subject_are_refused(tmp_path: Path, words: dict[str, str]) -> None:
    path = tmp_path / "shot.safetensors"
    save_layers(path, layers(), duration_s=1.0, weights=MINE, words=words)
    with pytest.raises(LayerFileError, match="at most 1000 characters"):
        load_layers(path, weights=MINE)
