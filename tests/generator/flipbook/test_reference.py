from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from generator.errors import PictureError
from generator.flipbook.layout import BACKGROUND, SUBJECT
from generator.flipbook.reference import CANVAS_PX, FILL, SPRITE_PX, background_reference, subject_reference


def save(path: Path, array: np.ndarray) -> Path:
    Image.fromarray(array).save(path)
    return path


def logo(width: int, height: int, margin: int = 7) -> np.ndarray:
    """Every pixel another colour, opaque, with see-through space around it."""
    out = np.zeros((height + 2 * margin, width + 3 * margin, 4), np.uint8)
    rng = np.random.default_rng(0)
    out[margin : margin + height, margin : margin + width, :3] = rng.integers(0, 255, (height, width, 3), np.uint8)
    out[margin : margin + height, margin : margin + width, 3] = 255
    return out


def seen(sprite: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(sprite[..., 3].any(1)), np.flatnonzero(sprite[..., 3].any(0))
    return sprite[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("size", [(200, 120), (100, 300), (336, 336), (96, 96)])
def test_a_logo_that_fits_is_kept_pixel_for_pixel(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = logo(*size)
    reference = subject_reference(save(tmp_path / "logo.png", picture))
    sprite = reference.known.exact
    assert sprite is not None
    assert np.array_equal(seen(sprite), picture[7:-7, 7:-14])
    assert reference.notes == ()


@pytest.mark.parametrize("size", [(200, 120), (100, 300), (1200, 400), (500, 900)])
def test_it_is_centred_with_the_margin_of_training_pictures(tmp_path: Path, size: tuple[int, int]) -> None:
    sprite = subject_reference(save(tmp_path / "logo.png", logo(*size))).known.exact
    assert sprite is not None
    assert sprite.shape[0] == sprite.shape[1] <= SPRITE_PX
    shape = np.array(seen(sprite).shape[:2])
    assert shape.max() / sprite.shape[0] == pytest.approx(FILL, abs=0.01)
    assert shape[1] / shape[0] == pytest.approx(size[0] / size[1], rel=0.02)
    rows, columns = np.flatnonzero(sprite[..., 3].any(1)), np.flatnonzero(sprite[..., 3].any(0))
    for used in (rows, columns):
        assert abs((used[0] + used[-1] + 1) - sprite.shape[0]) <= 1


def test_the_tokens_show_the_same_picture(tmp_path: Path) -> None:
    flat = np.zeros((120, 120, 4), np.uint8)
    flat[20:100, 20:100] = (250, 120, 10, 255)
    known = subject_reference(save(tmp_path / "a.png", flat)).known
    picture = (SUBJECT.unpatchify(known.tokens)[0] + 1) * 127.5  # (4, 96, 96)
    assert known.tokens.dtype == torch.float32
    assert picture[:, 48, 48].tolist() == pytest.approx([250, 120, 10, 255], abs=0.01)
    assert picture[:, 2, 48].tolist() == pytest.approx([0, 0, 0, 0], abs=0.01)
    assert (picture[:3] <= picture[3:] + 1e-3).all()


def test_half_transparent_colours_are_premultiplied(tmp_path: Path) -> None:
    glass = np.zeros((60, 60, 4), np.uint8)
    glass[5:55, 5:55] = (200, 100, 50, 128)
    sprite = subject_reference(save(tmp_path / "a.png", glass)).known.exact
    assert sprite is not None
    assert seen(sprite)[20, 20].tolist() == [100, 50, 25, 128]


def test_a_photo_on_white_loses_its_background(tmp_path: Path) -> None:
    y, x = np.mgrid[0:240, 0:320]
    photo = np.where((np.hypot(x - 170, y - 120) < 70)[..., None], (30, 90, 200), (250, 250, 248)).astype(np.uint8)
    reference = subject_reference(save(tmp_path / "a.jpg", photo))
    assert reference.notes == ()
    sprite = reference.known.exact
    assert sprite is not None
    assert sprite[0, 0, 3] == 0
    assert seen(sprite)[2, 2, 3] == 0
    assert np.abs(sprite[len(sprite) // 2, len(sprite) // 2].astype(int) - (30, 90, 200, 255)).max() < 8


def test_a_cut_that_fails_is_said_and_the_picture_is_used_whole(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 300, 3), np.uint8)
    reference = subject_reference(save(tmp_path / "photo.png", noise))
    assert len(reference.notes) == 1
    assert "'photo.png' could not be cut away: the background has too many colours" in reference.notes[0]
    assert "rounded corners" in reference.notes[0]
    sprite = reference.known.exact
    assert sprite is not None
    whole = seen(sprite)
    assert whole.shape[:2] == (200, 300)
    assert np.array_equal(whole[50:150, 50:250, :3], noise[50:150, 50:250])
    assert whole[0, 0, 3] == whole[-1, -1, 3] == 0
    assert (whole[0, 60:240, 3] == 255).all()


def test_a_tiny_picture_is_used_with_a_note(tmp_path: Path) -> None:
    reference = subject_reference(save(tmp_path / "icon.png", logo(20, 18)))
    assert reference.notes == ("'icon.png' shows its subject with only 20x18 pixels; it will look soft.",)


@pytest.mark.parametrize("size", [(300, 200), (320, 240), (1920, 1080), (267, 200)])
def test_a_background_of_about_the_canvass_shape_is_cropped(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), np.uint8)
    reference = background_reference(save(tmp_path / "a.png", picture))
    canvas = reference.known.exact
    assert canvas is not None
    assert canvas.shape[1] / canvas.shape[0] == pytest.approx(1.5, abs=0.01)
    assert reference.notes == ()
    left, top = (size[0] - canvas.shape[1]) // 2, (size[1] - canvas.shape[0]) // 2
    assert min(left, top) == 0
    assert np.array_equal(canvas, picture[top : top + canvas.shape[0], left : left + canvas.shape[1]])


@pytest.mark.parametrize("size", [(200, 200), (180, 320), (480, 120)])
def test_other_shapes_are_shown_whole_with_blurred_sides_and_a_note(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), np.uint8)
    reference = background_reference(save(tmp_path / "a.png", picture))
    canvas = reference.known.exact
    assert canvas is not None
    height, width = canvas.shape[:2]
    assert width / height == pytest.approx(1.5, abs=0.01)
    assert "3:2" in reference.notes[0]
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    inner = canvas[top : top + size[1], left : left + size[0]]
    assert np.array_equal(inner[20:-20, 20:-20], picture[20:-20, 20:-20])
    side = canvas[:, : left // 2] if left else canvas[: top // 2]
    assert side.std() < picture.std() / 4
    assert side.mean() > 60


def test_a_large_background_is_made_smaller_and_its_tokens_are_the_models(tmp_path: Path) -> None:
    large = np.full((2000, 3000, 3), (10, 200, 90), np.uint8)
    known = background_reference(save(tmp_path / "a.png", large)).known
    assert known.exact is not None
    assert known.exact.shape == (CANVAS_PX[1], CANVAS_PX[0], 3)
    picture = (BACKGROUND.unpatchify(known.tokens)[0] + 1) * 127.5
    assert picture[:, 50, 70].tolist() == pytest.approx([10, 200, 90], abs=0.01)


def test_a_see_through_background_lies_on_white_and_says_so(tmp_path: Path) -> None:
    reference = background_reference(save(tmp_path / "a.png", np.full((100, 150, 4), (0, 0, 0, 51), np.uint8)))
    assert reference.known.exact is not None
    assert (reference.known.exact == 204).all()
    assert "lies on white" in reference.notes[0]


@pytest.mark.parametrize("read", [subject_reference, background_reference])
def test_what_is_no_picture_is_refused(tmp_path: Path, read) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.png").write_bytes(b"hello")
    with pytest.raises(PictureError, match=r"'a\.png' is no picture"):
        read(tmp_path / "a.png")
