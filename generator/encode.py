"""Frames in, one whole MP4 out: the ffmpeg process, and the file that exists whole or not at all.

H.264, yuv420p, BT.709, index at the front: the one combination that every browser plays while it still downloads.
ffmpeg runs in a process of its own, so it encodes one frame while the next is drawn. The number of encoder threads is
fixed, because x264 gives other bytes for another number; with it, the same frames give the same file on any machine.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol

import imageio_ffmpeg
import numpy as np

from generator.errors import DiskFullError, EncodeError, GeneratorError, OutputError

if TYPE_CHECKING:
    from generator.types import Frame

CRF = 20  # 0 is lossless, 51 the worst
PRESET = "superfast"
"""With these a clip of the embedded model is as near to its frames as with `veryfast` and 18, in two thirds of the time
and one and a half times the bytes (43.5 and 43.2 dB, 0.51 and 0.73 s of CPU, 336 and 202 kB for 4 s of 512x512).
"""
_THREADS = 4
_SMALL_PX = 256 * 256  # up to here one thread has encoded a clip before four are started
_SUFFIX = ".mp4"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_TEXT = os.strerror(errno.ENOSPC)
_HASH_BLOCK_BYTES = 1 << 20
_SCALE = "scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=accurate_rnd+full_chroma_int,format=yuv420p"
_COLOUR = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


class Encoder(Protocol):
    """Takes frames in order and leaves a finished file at its path."""

    def write(self, frame: Frame) -> None:
        """Add one uint8 frame (H, W, 3) of the size the encoder was made for."""
        ...

    def finish(self) -> None:
        """Wait until the file is complete."""
        ...

    def abort(self) -> None:
        """Stop at once; the file is of no use. Does nothing after `finish`."""
        ...


class EncoderFactory(Protocol):
    """Opens an encoder; `FfmpegEncoder` is the real one."""

    def __call__(self, path: Path, *, width_px: int, height_px: int, fps: int) -> Encoder:
        """An encoder that will write to `path`."""
        ...


class FfmpegEncoder:
    """H.264 through the ffmpeg program that MoviePy brings.

    Args:
        path: The file to write; what is there is overwritten.
        width_px: Frame width, even.
        height_px: Frame height, even.
        fps: Frames a second, at least 1.

    Raises:
        EncodeError: The size is odd or empty, the rate is below 1, or there is no ffmpeg.
    """

    def __init__(self, path: Path, *, width_px: int, height_px: int, fps: int) -> None:
        if min(width_px, height_px) < 2 or width_px % 2 or height_px % 2:
            raise EncodeError(
                f"frame size {(width_px, height_px)!r} cannot be encoded: both sides must be even, 2 or more"
            )
        if fps < 1:
            raise EncodeError(f"frame rate {fps!r} cannot be encoded: it must be 1 or more")
        self._shape = (height_px, width_px, 3)
        self._stderr = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                _command(path, width_px, height_px, fps),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                # Ctrl-C in a terminal reaches the whole process group; only this program decides when ffmpeg stops.
                start_new_session=True,
            )
        except (OSError, RuntimeError) as exc:
            self._stderr.close()
            raise EncodeError(f"ffmpeg could not be started: {exc}") from exc

    def write(self, frame: Frame) -> None:
        """Hand one frame to ffmpeg; waits while ffmpeg is behind."""
        if frame.shape != self._shape or frame.dtype != np.uint8:
            raise EncodeError(f"frame {frame.shape!r} {frame.dtype} cannot be encoded: expected {self._shape!r} uint8")
        try:
            self._stdin.write(np.ascontiguousarray(frame).data)
        except BrokenPipeError as exc:
            raise self._fault() from exc

    def finish(self) -> None:
        """Close the stream and wait until ffmpeg has written the index.

        Raises:
            DiskFullError: The disk was full.
            EncodeError: ffmpeg failed for another reason.
        """
        try:
            self._stdin.close()
        except BrokenPipeError as exc:
            raise self._fault() from exc
        if self._process.wait() != 0:
            raise self._fault()
        self._stderr.close()

    def abort(self) -> None:
        """Kill ffmpeg if it still runs and wait until it has let go of the file."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        # Closing flushes what a killed ffmpeg can no longer read.
        with suppress(BrokenPipeError):
            self._stdin.close()
        self._stderr.close()

    @property
    def _stdin(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise EncodeError("ffmpeg was started without an input pipe")
        return self._process.stdin

    def _fault(self) -> GeneratorError:
        """What ffmpeg said when it gave up."""
        code = self._process.wait()
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace").strip()
        self._stderr.close()
        if _FULL_TEXT in said or code == 256 - errno.ENOSPC:
            return DiskFullError("no space was left on the disk while the clip was encoded")
        first = said.splitlines()[0] if said else "it said nothing"
        return EncodeError(f"ffmpeg ended with code {code!r}: {first}")


def _command(path: Path, width_px: int, height_px: int, fps: int) -> list[str]:
    raw = (
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width_px}x{height_px}",
        "-framerate",
        str(fps),
        "-i",
        "pipe:0",
    )
    n_threads = _THREADS if width_px * height_px > _SMALL_PX else 1
    h264 = ("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-threads", str(n_threads), "-profile:v", "high")
    # The file: prefix keeps ffmpeg from reading a colon in a folder name as a protocol.
    mp4 = ("-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mp4", f"file:{path}")
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return [
        ffmpeg,
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostdin",
        "-y",
        *raw,
        "-an",
        "-vf",
        _SCALE,
        *h264,
        *_COLOUR,
        *mp4,
    ]


class PendingFile:
    """An output file that comes into being whole or not at all.

    Entering makes a hidden file in the folder of `out`, which proves before any work that the folder can be written.
    `publish` moves it to its name in one step; leaving without that removes it. A file that was there before stays
    untouched until then.
    """

    def __init__(self, out: Path) -> None:
        self.out = out.absolute()
        self.path = self.out.with_name(f".reelwright-{secrets.token_hex(8)}.part")

    def __enter__(self) -> PendingFile:
        folder = self.out.parent
        if self.out.suffix.lower() != _SUFFIX:
            raise OutputError(f"output path {str(self.out)!r} must end in {_SUFFIX!r}")
        if self.out.is_dir():
            raise OutputError(f"output path {str(self.out)!r} is a folder, not a file")
        if not folder.is_dir():
            raise OutputError(f"output folder {str(folder)!r} does not exist or is not a folder")
        try:
            # Not mkstemp: its files can be read by their owner alone, and the clip is for others to play.
            self.path.open("xb").close()
        except OSError as exc:
            raise _output_fault(exc, f"output folder {str(folder)!r} cannot be written") from exc
        return self

    def publish(self) -> None:
        """Put the finished bytes under their name so that a power cut cannot leave half of them.

        Raises:
            DiskFullError: The bytes did not reach the disk.
            OutputError: The name cannot be taken.
        """
        try:
            with self.path.open("rb+") as file:
                os.fsync(file.fileno())
            self.path.replace(self.out)
        except OSError as exc:
            raise _output_fault(exc, f"output path {str(self.out)!r} cannot be written") from exc

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.path.unlink(missing_ok=True)


def digest_file(path: Path) -> str:
    """`sha256:...` of a file's bytes."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK_BYTES):
            sha.update(block)
    return f"sha256:{sha.hexdigest()}"


def _output_fault(exc: OSError, what: str) -> GeneratorError:
    reason = exc.strerror or str(exc)
    return DiskFullError(f"{what}: {reason}") if exc.errno in _FULL else OutputError(f"{what}: {reason}")
