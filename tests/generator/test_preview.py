"""The first picture of a clip, while it is made and afterwards."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generator.encode import FfmpegEncoder
from generator.errors import OutputError, VerifyError
from generator.preview import encoder_for, first_frame

RED, BLUE = (200, 40, 30), (30, 40, 200)


def frame(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((48, 64, 3), colour, np.uint8)  # (H, W, 3)


def mean_colour(jpeg: bytes) -> list[int]:
    with Image.open(BytesIO(jpeg)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))
        return [round(float(value)) for value in np.asarray(picture).mean(axis=(0, 1))]


def test_the_first_frame_can_be_seen_as_soon_as_it_is_there(tmp_path: Path) -> None:
    show, clip = tmp_path / "first.jpg", tmp_path / "clip.mp4"
    encoder = encoder_for(show)(clip, width_px=64, height_px=48, fps=4)
    assert not show.exists()
    encoder.write(frame(RED))
    body = show.read_bytes()
    assert mean_colour(body) == pytest.approx(RED, abs=6)
    encoder.write(frame(BLUE))
    encoder.finish()
    assert show.read_bytes() == body
    assert mean_colour(first_frame(clip)) == pytest.approx(RED, abs=12)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "first.jpg"]


def test_without_a_file_to_show_the_encoder_is_the_plain_one() -> None:
    assert encoder_for(None) is FfmpegEncoder


def test_a_preview_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    encoder = encoder_for(tmp_path / "gone" / "first.jpg")(tmp_path / "a.mp4", width_px=64, height_px=48, fps=4)
    with pytest.raises(OutputError, match=r"preview '.*first\.jpg' cannot be written"):
        encoder.write(frame(RED))
    encoder.abort()


def test_a_file_that_is_no_clip_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no clip at all")
    with pytest.raises(VerifyError, match=r"'a\.mp4' shows no picture"):
        first_frame(tmp_path / "a.mp4")
