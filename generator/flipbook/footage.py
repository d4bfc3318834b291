"""A video file from outside as a few small frames, read by the ffmpeg program that MoviePy brings.

The container is told by an allow-list of name endings and forced upon ffmpeg, which may open that one file and nothing
else: no network, no playlist, no second file. Size and length are judged from the header, then again while decoding.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from generator.errors import FootageError

U8 = npt.NDArray[np.uint8]

DEMUXERS = {".mp4": "mov", ".mov": "mov", ".webm": "matroska", ".gif": "gif"}
MAX_BYTES = 256 * 1024 * 1024
MAX_S = 60.0
MAX_LONG_PX, MAX_SHORT_PX = 1920, 1088  # 1080 rows are coded as 1088
SAMPLE_FPS = 12
SIDE_PX = 256
"""Longer side of the frames that are looked at."""
MIN_FRAMES = 3
_TIMEOUT_S = 180
_MISSING_S, _MISSING_SHARE = 0.5, 0.1
_CUT_OFF = ("partial file", "prematurely", "truncat", "moov atom not found", "invalid data")
_GIF_END = b";"
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d\.\d+)")
_SIZE = re.compile(r"Video: .*?, (\d{1,6})x(\d{1,6})[ ,\n]")
_PPM = re.compile(rb"P6\s(\d+) (\d+)\s255\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """Frames of a video, evenly spaced.

    Attributes:
        frames: (n, h, w, 3) RGB, the longer side 256 pixels, 12 frames a second.
        duration_s: Seconds that they span.
    """

    frames: U8
    duration_s: float


def read_footage(path: Path) -> Footage:
    """Decode a video.

    Args:
        path: A file ending in .mp4, .mov, .webm or .gif, at most 60 s, 1920x1080 (either way up) and 256 MiB.

    Raises:
        FootageError: The file is missing, no such video, too long or large, truncated, or a still.
    """
    demuxer = DEMUXERS.get(path.suffix.lower())
    if demuxer is None:
        raise FootageError(f"{path.name!r} cannot be used: a video must end in {', '.join(DEMUXERS)}")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(size - 1, 0))
            end = file.read(1)
    except OSError as exc:
        raise FootageError(f"{path.name!r} cannot be read: {exc.strerror or exc}") from exc
    if not 0 < size <= MAX_BYTES:
        raise FootageError(f"{path.name!r} has {size!r} bytes, 1..{MAX_BYTES} are allowed")
    stated_s = _judged_header(path, demuxer)
    if demuxer == "gif" and end != _GIF_END:
        raise FootageError(f"{path.name!r} is truncated: it does not end as a GIF does")
    frames = _decoded(path, demuxer)
    duration_s = len(frames) / SAMPLE_FPS
    if stated_s is not None and stated_s - duration_s > max(_MISSING_S, _MISSING_SHARE * stated_s):
        raise FootageError(f"{path.name!r} is truncated: it holds {duration_s:.1f} s of the {stated_s:.1f} s it states")
    if len(frames) > MAX_S * SAMPLE_FPS + 1:
        raise FootageError(f"{path.name!r} lasts longer than {MAX_S:.0f} s")
    if len(frames) < MIN_FRAMES:
        raise FootageError(
            f"{path.name!r} is a still: {len(frames)} frames at {SAMPLE_FPS} a second, at least {MIN_FRAMES} are needed"
        )
    return Footage(frames=frames, duration_s=duration_s)


def _judged_header(path: Path, demuxer: str) -> float | None:
    """Seconds that the header states, None where it states none."""
    said = _run(path, demuxer, []).stderr.decode("utf-8", "replace")
    size = _SIZE.search(said)
    if size is None:
        raise FootageError(f"{path.name!r} is damaged or no {path.suffix.lower()} video: no picture stream was found")
    width, height = (int(v) for v in size.groups())
    if max(width, height) > MAX_LONG_PX or min(width, height) > MAX_SHORT_PX:
        raise FootageError(f"{path.name!r} is {width}x{height} pixels, at most 1920x1080 (either way up) is allowed")
    length = _DURATION.search(said)
    if length is None:
        return None
    hours, minutes, seconds = length.groups()
    stated_s = 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    if stated_s > MAX_S + _MISSING_S:
        raise FootageError(f"{path.name!r} lasts {stated_s:.1f} s, at most {MAX_S:.0f} s are allowed")
    return stated_s


def _decoded(path: Path, demuxer: str) -> U8:
    most = int(MAX_S * SAMPLE_FPS) + 2
    wide, tall = f"if(gte(iw,ih),{SIDE_PX},-2)", f"if(gte(iw,ih),-2,{SIDE_PX})"
    sampled = f"fps={SAMPLE_FPS},scale='{wide}':'{tall}':flags=area,format=rgb24"
    out = ["-map", "0:v:0", "-an", "-vf", sampled, "-frames:v", str(most), "-c:v", "ppm", "-f", "image2pipe", "pipe:1"]
    done = _run(path, demuxer, out)
    said = done.stderr.decode("utf-8", "replace")
    if any(sign in said.lower() for sign in _CUT_OFF):
        raise FootageError(f"{path.name!r} is truncated or damaged: {_last_line(said)}")
    if done.returncode != 0:
        raise FootageError(f"{path.name!r} cannot be decoded: {_last_line(said)}")
    return _frames(path.name, done.stdout)


def _run(path: Path, demuxer: str, out: list[str]) -> subprocess.CompletedProcess[bytes]:
    level = ["-v", "error"] if out else []
    source = ["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", f"file:{path.absolute()}"]
    pixels = ["-max_pixels", str(MAX_LONG_PX * MAX_SHORT_PX)]
    try:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", *level, *pixels, *source, *out]
        return subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as exc:
        raise FootageError(f"{path.name!r} could not be decoded within {_TIMEOUT_S} s") from exc
    except (OSError, RuntimeError) as exc:
        raise FootageError(f"ffmpeg could not be started: {exc}") from exc


def _frames(name: str, data: bytes) -> U8:
    """The PPM pictures in a pipe's output, (n, h, w, 3)."""
    frames: list[U8] = []
    at = 0
    while head := _PPM.match(data, at):
        width, height = (int(v) for v in head.groups())
        at = head.end() + 3 * width * height
        frame = np.frombuffer(data[head.end() : at], np.uint8)
        if frame.size != 3 * width * height or (frames and frames[0].shape != (height, width, 3)):
            raise FootageError(f"{name!r} changes its size on the way, or ends within a frame")
        frames.append(frame.reshape(height, width, 3))
    return np.stack(frames) if frames else np.zeros((0, 1, 1, 3), np.uint8)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no frames came out"
