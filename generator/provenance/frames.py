"""Pictures out of a file of any origin, through ffmpeg in a process of its own: limited in kind, size, length and time.

The demuxer is chosen by the file's first bytes and never guessed by ffmpeg, no other file or network address is opened
on the file's behalf, and only luma comes back.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from generator.errors import VerifyError

MAX_PIXELS = 3840 * 2160
MAX_S = 61.0
"""No more than this is looked at; a clip of ours lasts 60 s at most."""

_TIMEOUT_S = 120
_PGM = re.compile(rb"P5\s(\d+)\s(\d+)\s255\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file.

    Attributes:
        media_type: Its media type.
        demuxer: What ffmpeg calls it; None where it holds no pictures that we look at.
    """

    media_type: str
    demuxer: str | None


_MP4 = Kind(media_type="video/mp4", demuxer="mov")
_KINDS: tuple[tuple[int, bytes, Kind], ...] = (
    (4, b"ftypqt", Kind(media_type="video/quicktime", demuxer="mov")),
    (4, b"ftypavif", Kind(media_type="image/avif", demuxer=None)),
    (4, b"ftypheic", Kind(media_type="image/heic", demuxer=None)),
    (4, b"ftyp", _MP4),
    (0, b"\xff\xd8\xff", Kind(media_type="image/jpeg", demuxer="jpeg_pipe")),
    (0, b"\x89PNG\r\n\x1a\n", Kind(media_type="image/png", demuxer="png_pipe")),
    (0, b"GIF8", Kind(media_type="image/gif", demuxer="gif")),
    (8, b"WEBP", Kind(media_type="image/webp", demuxer="webp_pipe")),
    (8, b"AVI ", Kind(media_type="video/x-msvideo", demuxer="avi")),
    (0, b"\x1a\x45\xdf\xa3", Kind(media_type="video/webm", demuxer="matroska")),
)
UNKNOWN = Kind(media_type="application/octet-stream", demuxer=None)


def kind_of(path: Path) -> Kind:
    """The kind of a file, by its first bytes.

    Args:
        path: The file.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(32)
    return next((kind for at, magic, kind in _KINDS if head[at:].startswith(magic)), UNKNOWN)


def luma(path: Path, kind: Kind, *, every: int = 1, side_px: int | None = None) -> list[npt.NDArray[np.uint8]]:
    """The luma of a file's frames, each (H, W) and all of one size; empty where none can be decoded.

    Args:
        path: The file.
        kind: Its kind.
        every: Every so many frames one is given, from the first.
        side_px: Frames are scaled to squares of this side; None leaves them as they are.

    Raises:
        VerifyError: ffmpeg cannot be started, or takes too long.
    """
    if kind.demuxer is None:
        return []
    chosen = [] if every == 1 else [f"select='not(mod(n,{every}))'"]
    scaled = [] if side_px is None else [f"scale={side_px}:{side_px}:flags=area"]
    # -noautorotate: a rotated copy is looked at as it is stored, in which the mark stands upright.
    source = ["-protocol_whitelist", "file,pipe", "-noautorotate", "-f", kind.demuxer, "-i", f"file:{path.absolute()}"]
    out = ["-map", "0:v:0", "-an", "-sn", "-dn", "-t", str(MAX_S), "-fps_mode", "passthrough"]
    out += ["-vf", ",".join([*chosen, *scaled, "format=gray"]), "-c:v", "pgm", "-f", "image2pipe", "pipe:1"]
    limits = ["-v", "error", "-nostdin", "-max_pixels", str(MAX_PIXELS)]
    try:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *limits, *source, *out]
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as exc:
        raise VerifyError(f"{path.name!r} could not be decoded within {_TIMEOUT_S} s") from exc
    except (OSError, RuntimeError) as exc:
        raise VerifyError(f"ffmpeg could not be started: {exc}") from exc
    # What could be decoded before a fault is used: a truncated copy still carries its mark.
    return _pictures(done.stdout)


def _pictures(data: bytes) -> list[npt.NDArray[np.uint8]]:
    found: list[npt.NDArray[np.uint8]] = []
    at = 0
    while head := _PGM.match(data, at):
        width, height = int(head[1]), int(head[2])
        at = head.end() + width * height
        picture = np.frombuffer(data[head.end() : at], np.uint8)
        if picture.size != width * height or (found and found[0].shape != (height, width)):
            break
        found.append(picture.reshape(height, width))
    return found
