"""The first picture of a clip: while it is being made, and of a finished file. Label and watermark are in both."""

from __future__ import annotations

import secrets
import subprocess
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
from PIL import Image

from generator.encode import Encoder, EncoderFactory, FfmpegEncoder
from generator.errors import OutputError, VerifyError

if TYPE_CHECKING:
    from generator.types import Frame

QUALITY = 85  # of JPEG, 1..95
_TIMEOUT_S = 30


def encoder_for(path: Path | None) -> EncoderFactory:
    """The encoder of a clip that also puts its first frame into a file.

    Args:
        path: The JPEG; what is there is replaced. None for no such file.
    """
    return FfmpegEncoder if path is None else partial(_Showing, show=path)


def first_frame(clip: Path) -> bytes:
    """The first frame of a finished clip as a JPEG.

    Args:
        clip: An MP4 of ours.

    Raises:
        VerifyError: ffmpeg cannot be started, takes too long, or finds no picture.
    """
    source = ["-protocol_whitelist", "file,pipe", "-f", "mov", "-i", f"file:{clip.absolute()}"]
    out = ["-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"]
    try:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-v", "error", "-nostdin", *source, *out]
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as exc:
        raise VerifyError(f"{clip.name!r} could not be decoded within {_TIMEOUT_S} s") from exc
    except (OSError, RuntimeError) as exc:
        raise VerifyError(f"ffmpeg could not be started: {exc}") from exc
    if not done.stdout:
        raise VerifyError(f"{clip.name!r} shows no picture: {done.stderr.decode('utf-8', 'replace').strip()}")
    with Image.open(BytesIO(done.stdout)) as picture:
        return _jpeg(picture.convert("RGB"))


class _Showing:
    """An encoder that lets its first frame be seen."""

    def __init__(self, path: Path, *, width_px: int, height_px: int, fps: int, show: Path) -> None:
        self._inner: Encoder = FfmpegEncoder(path, width_px=width_px, height_px=height_px, fps=fps)
        self._show: Path | None = show

    def write(self, frame: Frame) -> None:
        """Add a frame."""
        if self._show is not None:
            show, self._show = self._show, None
            _put(_jpeg(Image.fromarray(frame)), show)
        self._inner.write(frame)

    def finish(self) -> None:
        """Wait until the file is complete."""
        self._inner.finish()

    def abort(self) -> None:
        """Stop at once."""
        self._inner.abort()


def _jpeg(picture: Image.Image) -> bytes:
    body = BytesIO()
    picture.save(body, "JPEG", quality=QUALITY)
    return body.getvalue()


def _put(body: bytes, show: Path) -> None:
    """Whoever looks finds the whole picture or none."""
    part = show.with_name(f".{secrets.token_hex(8)}.part")
    try:
        part.write_bytes(body)
        part.replace(show)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise OutputError(f"preview {str(show)!r} cannot be written: {exc.strerror}") from exc
