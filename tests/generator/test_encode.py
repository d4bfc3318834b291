"""The encoder and the file that exists whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from generator.encode import FfmpegEncoder, PendingFile, digest_file
from generator.errors import DiskFullError, EncodeError, OutputError
from tests.generator.conformance import decoded

SIZE = {"width_px": 96, "height_px": 64, "fps": 24}
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 120, 40)]


def patches(shift: int = 0) -> np.ndarray:
    """Six coloured squares of 32 px."""
    frame = np.zeros((64, 96, 3), np.uint8)
    for k, colour in enumerate(np.roll(COLOURS, shift, axis=0)):
        frame[k // 3 * 32 : k // 3 * 32 + 32, k % 3 * 32 : k % 3 * 32 + 32] = colour
    return frame


def encode(path: Path, frames: list[np.ndarray]) -> None:
    encoder = FfmpegEncoder(path, **SIZE)
    for frame in frames:
        encoder.write(frame)
    encoder.finish()


def test_every_frame_arrives_with_its_colours(tmp_path: Path) -> None:
    frames = [patches(i) for i in range(7)]
    encode(tmp_path / "a.mp4", frames)
    back, stream = decoded(tmp_path / "a.mp4")
    assert len(back) == 7
    assert stream.average_rate == 24
    assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    for sent, got in zip(frames, back, strict=True):
        for y in (16, 48):
            for x in (16, 48, 80):
                assert np.abs(sent[y, x].astype(int) - got[y, x]).max() <= 6


def test_the_index_stands_before_the_pictures(tmp_path: Path) -> None:
    encode(tmp_path / "a.mp4", [patches()] * 3)
    content = (tmp_path / "a.mp4").read_bytes()
    assert content[4:8] == b"ftyp"
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        encode(tmp_path / name, [patches(i) for i in range(5)])
    assert digest_file(tmp_path / "a.mp4") == digest_file(tmp_path / "b.mp4")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    encoder = FfmpegEncoder(Path("/dev/full"), **SIZE)
    with pytest.raises(DiskFullError, match="no space"):
        encode_until_it_fails(encoder)
    encoder.abort()


def encode_until_it_fails(encoder: FfmpegEncoder) -> None:
    for i in range(400):
        encoder.write(patches(i))
    encoder.finish()


def test_what_ffmpeg_says_is_passed_on(tmp_path: Path) -> None:
    encoder = FfmpegEncoder(tmp_path / "no such folder" / "a.mp4", **SIZE)
    with pytest.raises(EncodeError, match="No such file or directory"):
        encode_until_it_fails(encoder)
    encoder.abort()


def test_abort_stops_ffmpeg_in_the_middle_and_may_be_repeated(tmp_path: Path) -> None:
    encoder = FfmpegEncoder(tmp_path / "a.mp4", **SIZE)
    encoder.write(patches())
    encoder.abort()
    encoder.abort()
    assert b"moov" not in ((tmp_path / "a.mp4").read_bytes() if (tmp_path / "a.mp4").exists() else b"")


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ({"width_px": 95, "height_px": 64, "fps": 24}, r"\(95, 64\).*even"),
        ({"width_px": 96, "height_px": 0, "fps": 24}, r"\(96, 0\)"),
        ({"width_px": 96, "height_px": 64, "fps": 0}, "0.*1 or more"),
    ],
)
def test_a_shape_that_cannot_be_encoded_is_refused(tmp_path: Path, size: dict[str, int], message: str) -> None:
    with pytest.raises(EncodeError, match=message):
        FfmpegEncoder(tmp_path / "a.mp4", **size)


def test_a_frame_of_another_shape_is_refused(tmp_path: Path) -> None:
    encoder = FfmpegEncoder(tmp_path / "a.mp4", **SIZE)
    with pytest.raises(EncodeError, match=r"\(64, 95, 3\).*\(64, 96, 3\)"):
        encoder.write(np.zeros((64, 95, 3), np.uint8))
    encoder.abort()


def test_a_folder_name_with_a_colon_is_no_protocol(tmp_path: Path) -> None:
    folder = tmp_path / "http:"
    folder.mkdir()
    encode(folder / "a.mp4", [patches()] * 2)
    assert len(decoded(folder / "a.mp4")[0]) == 2


def test_a_published_file_is_there_and_can_be_read_by_others(tmp_path: Path) -> None:
    out = tmp_path / "a.mp4"
    with PendingFile(out) as pending:
        pending.path.write_bytes(b"clip")
        assert not out.exists()
        pending.publish()
    umask = os.umask(0)
    os.umask(umask)
    assert out.read_bytes() == b"clip"
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~umask
    assert list(tmp_path.glob(".reelwright*")) == []


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "a.mp4"
    out.write_bytes(b"old")
    with PendingFile(out) as pending:
        pending.path.write_bytes(b"half")
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.mp4"]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere.*does not exist"), PendingFile(tmp_path / "nowhere" / "a.mp4"):
        pass


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"file.*not a folder"), PendingFile(tmp_path / "file" / "a.mp4"):
        pass


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").mkdir()
    with pytest.raises(OutputError, match="is a folder"), PendingFile(tmp_path / "a.mp4"):
        pass


@pytest.mark.parametrize("name", ["a.gif", "a", "a.mp4.txt"])
def test_another_ending_than_mp4_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"must end in '\.mp4'"), PendingFile(tmp_path / name):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"), PendingFile(tmp_path / "a.mp4"):
            pass
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that no user can write")
def test_a_folder_that_nobody_can_write_is_named() -> None:
    with pytest.raises(OutputError, match="'/proc' cannot be written"), PendingFile(Path("/proc/a.mp4")):
        pass


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000
    (tmp_path / "a").write_bytes(content)
    assert digest_file(tmp_path / "a") == "sha256:" + hashlib.sha256(content).hexdigest()
