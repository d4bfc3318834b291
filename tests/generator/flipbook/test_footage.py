from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from generator.errors import FootageError
from generator.flipbook.footage import MAX_S, SAMPLE_FPS, read_footage
from tests.generator.flipbook.moving import SHARES, X, film, motion, write


@pytest.fixture(scope="module")
def frames() -> np.ndarray:
    return film(motion(subject={X: -0.5 + SHARES}))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, frames: np.ndarray) -> Path:
    return write(tmp_path_factory.mktemp("footage") / "clip.mp4", frames)


def made_by_ffmpeg(path: Path, *options: str) -> Path:
    """A test picture that moves, written by ffmpeg with these options."""
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *options, str(path)], check=True, timeout=120)
    return path


def converted(clip: Path, path: Path, *options: str) -> Path:
    return made_by_ffmpeg(path, "-i", str(clip), *options)


def test_frames_come_evenly_spaced_and_small(clip: Path, frames: np.ndarray) -> None:
    footage = read_footage(clip)
    assert footage.frames.shape == (24, 144, 256, 3)
    assert footage.duration_s == 2.0
    assert np.abs(footage.frames.astype(int) - frames).mean() < 6.0


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mov", ("-c", "copy")),
        ("a.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8")),
        ("a.gif", ()),
        ("A.MP4", ("-c", "copy")),
        ("with 'quotes' & spaces.mp4", ("-c", "copy")),
    ],
)
def test_every_allowed_container_is_read(tmp_path: Path, clip: Path, name: str, options: tuple[str, ...]) -> None:
    footage = read_footage(converted(clip, tmp_path / name, *options))
    assert footage.frames.shape[1:] == (144, 256, 3)
    assert footage.duration_s == pytest.approx(2.0, abs=0.2)


def test_other_rates_are_sampled_at_one(tmp_path: Path, frames: np.ndarray) -> None:
    assert len(read_footage(write(tmp_path / "fast.mp4", frames, fps=24)).frames) == SAMPLE_FPS


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "clip.webm", "clip.gif"])
@pytest.mark.parametrize("content", [b"hello, this is no video at all", b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(500)])
def test_what_is_no_video_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FootageError, match=name):
        read_footage(tmp_path / name)


@pytest.mark.parametrize("name", ["clip.m3u8", "clip.txt", "clip", "clip.mkv", "clip.mp4.concat", "clip.png"])
def test_other_endings_are_refused_unread(tmp_path: Path, clip: Path, name: str) -> None:
    (tmp_path / name).write_bytes(clip.read_bytes())
    with pytest.raises(FootageError, match=r"must end in \.mp4, \.mov, \.webm, \.gif"):
        read_footage(tmp_path / name)


def test_the_container_is_forced_by_the_ending(tmp_path: Path) -> None:
    playlist = tmp_path / "clip.mp4"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(FootageError, match="no picture stream"):
        read_footage(playlist)


@pytest.mark.parametrize("share", [0.3, 0.8])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", ("-c", "copy", "-movflags", "+faststart")),
        ("index-last.mp4", ("-c", "copy")),
        ("a.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8")),
        ("a.gif", ()),
    ],
)
def test_a_truncated_video_is_refused(
    tmp_path: Path, clip: Path, name: str, options: tuple[str, ...], share: float
) -> None:
    path = converted(clip, tmp_path / name, *options)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(FootageError, match=r"truncated|damaged"):
        read_footage(path)


def test_a_still_is_refused(tmp_path: Path, frames: np.ndarray) -> None:
    Image.fromarray(frames[0]).save(tmp_path / "one.gif")
    with pytest.raises(FootageError, match="is a still"):
        read_footage(tmp_path / "one.gif")


@pytest.mark.parametrize(("seconds", "fine"), [(MAX_S, True), (MAX_S + 2, False)])
def test_the_length_has_a_limit(tmp_path: Path, seconds: float, fine: bool) -> None:
    source = f"testsrc=size=64x48:rate=2:duration={seconds}"
    path = made_by_ffmpeg(tmp_path / "long.mp4", "-f", "lavfi", "-i", source)
    if fine:
        assert read_footage(path).duration_s == pytest.approx(seconds, abs=0.6)
    else:
        with pytest.raises(FootageError, match=r"lasts 62\.0 s, at most 60 s"):
            read_footage(path)


@pytest.mark.parametrize(("size", "fine"), [("1920x1080", True), ("1080x1920", True), ("2048x1152", False)])
def test_the_size_has_a_limit(tmp_path: Path, size: str, fine: bool) -> None:
    source = f"testsrc=size={size}:rate=4:duration=1"
    path = made_by_ffmpeg(tmp_path / "large.mp4", "-f", "lavfi", "-i", source, "-preset", "ultrafast")
    if fine:
        assert max(read_footage(path).frames.shape[1:3]) == 256
    else:
        with pytest.raises(FootageError, match="2048x1152 pixels, at most 1920x1080"):
            read_footage(path)


def test_empty_and_missing_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(FootageError, match=r"'empty\.mp4' has 0 bytes"):
        read_footage(tmp_path / "empty.mp4")
    with pytest.raises(FootageError, match=r"'gone\.mp4' cannot be read"):
        read_footage(tmp_path / "gone.mp4")


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = made_by_ffmpeg(tmp_path / "sound.mp4", "-f", "lavfi", "-i", "sine=duration=1")
    with pytest.raises(FootageError, match="no picture stream"):
        read_footage(path)
