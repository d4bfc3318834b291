"""A clip's file, measured by a decoder that had no part in making it: PyAV, or the FFmpeg program where there is none.

Nothing here asks the service what it made.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.uint8]

_TIMEOUT_S = 120
_HEAD = re.compile(r"Video: (?P<codec>\w+).*?, (?P<w>\d{2,5})x(?P<h>\d{2,5})[ ,].*?(?P<fps>[\d.]+) fps", re.S)
_CONTAINER = re.compile(r"Input #0, (?P<names>[\w,]+),")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a decoder finds in a file.

    Attributes:
        decoder: Which decoder.
        decodes: Whether every picture came out without a fault.
        fault: What it says of one that did not; empty for none.
        container: `mp4`, or what the decoder calls another one.
        codec: Name of the video's codec.
        width_px: Width of the pictures.
        height_px: Their height.
        fps: Pictures a second.
        n_frames: How many pictures came out.
        moves: Whether the pictures differ from each other.
        sample: The brightness of the first, the middle and the last picture, uint8 (3, H, W); fewer where fewer came.
        sha256: `sha256:...` of the file.
        size_bytes: Its size.
    """

    decoder: str
    decodes: bool
    fault: str = ""
    container: str = ""
    codec: str = ""
    width_px: int = 0
    height_px: int = 0
    fps: float = 0.0
    n_frames: int = 0
    moves: bool = False
    sample: Frames
    sha256: str
    size_bytes: int

    @property
    def duration_s(self) -> float:
        """Length of the pictures that came out."""
        return round(self.n_frames / self.fps, 6) if self.fps else 0.0

    @property
    def size(self) -> str:
        """Width and height, as `512x288`."""
        return f"{self.width_px}x{self.height_px}"


def measure(path: Path) -> Measured:
    """Decode a whole file.

    Args:
        path: The file.

    Raises:
        OSError: It cannot be read.
    """
    body = path.read_bytes()
    known: dict[str, Any] = {"sha256": f"sha256:{hashlib.sha256(body).hexdigest()}", "size_bytes": len(body)}
    try:
        import av
    except ModuleNotFoundError:
        return _by_program(path, known)
    del av
    return _by_pyav(path, known)


def _by_pyav(path: Path, known: dict[str, Any]) -> Measured:
    import av

    told: dict[str, Any] = {"decoder": f"PyAV {av.__version__}"}
    frames: list[Frames] = []
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            stream.codec_context.options = {"err_detect": "explode"}
            stream.codec_context.thread_count = 1  # other scenarios go on beside this one
            told["container"] = "mp4" if "mp4" in file.format.name.split(",") else file.format.name
            told["codec"] = stream.codec_context.name
            told["fps"] = float(stream.average_rate or Fraction(0))
            frames.extend(map(_brightness, file.decode(stream)))
    except (av.FFmpegError, IndexError) as exc:
        return Measured(**(told | _of(frames)), **known, decodes=False, fault=str(exc))
    return Measured(**(told | _of(frames)), **known, decodes=bool(frames))


def _brightness(frame: Any) -> Frames:  # noqa: ANN401  # a frame of PyAV
    """The luma plane of a picture: what a label's letters differ in, and a tenth of the work of its colours."""
    if not frame.format.name.startswith(("yuv", "nv", "gray")):
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()


def _by_program(path: Path, known: dict[str, Any]) -> Measured:
    import imageio_ffmpeg

    told: dict[str, Any] = {"decoder": f"FFmpeg {imageio_ffmpeg.get_ffmpeg_version()}"}
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "info", "-xerror", "-i", str(path)]
    done = subprocess.run(
        [*command, "-map", "0:v:0", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        capture_output=True,
        check=False,
        timeout=_TIMEOUT_S,
    )
    said = done.stderr.decode("utf-8", "replace")
    head, container = _HEAD.search(said), _CONTAINER.search(said)
    if head is None:
        return Measured(**told, **_of([]), **known, decodes=False, fault=said.strip()[-200:])
    width, height = int(head["w"]), int(head["h"])
    whole = len(done.stdout) // (width * height)
    pictures = np.frombuffer(done.stdout[: whole * width * height], np.uint8).reshape(whole, height, width)
    names = container["names"].split(",") if container else []
    told |= {"codec": head["codec"], "fps": float(head["fps"])}
    told["container"] = "mp4" if "mp4" in names else ",".join(names)
    whole_file = done.returncode == 0 and whole > 0
    fault = "" if whole_file else said.strip()[-200:]
    return Measured(**told, **_of(list(pictures)), **known, decodes=whole_file, fault=fault)


def _of(frames: list[Frames]) -> dict[str, Any]:
    if not frames:
        return {"sample": _stack([])}
    places = sorted({0, len(frames) // 2, len(frames) - 1})
    return {
        "n_frames": len(frames),
        "height_px": frames[0].shape[0],
        "width_px": frames[0].shape[1],
        "moves": any(not np.array_equal(frames[0], other) for other in frames[1:]),
        "sample": _stack([frames[place] for place in places]),
    }


def _stack(frames: list[Frames]) -> Frames:
    return np.stack(frames) if frames else np.zeros((0, 0, 0), np.uint8)
