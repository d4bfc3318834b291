"""What every backend must do, as one function; and the doubles that the renderer's tests share."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from generator.backend.stub import StubBackend
from generator.encode import FfmpegEncoder
from generator.provenance.disclose import ClipMarks
from generator.provenance.installation import Installation, open_installation
from generator.provenance.watermark import Stamp, carrier
from generator.render import Renderer
from generator.types import Backend, ModelInfo, RenderedShot
from policy.types import Intent, Permit, PermitCheck, Quality, ShotIntent, Transition

STAGES = {"load", "denoise", "decode", "compose", "encode"}


@cache
def installation() -> Installation:
    """One installation for all tests that only need any; its folder goes when the tests end."""
    return open_installation(Path(_keys().name))


@cache
def _keys() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="reelwright-keys-")


def renderer(backend: Backend, check: PermitCheck | None = None, **options: Any) -> Renderer:
    """A renderer that marks with the tests' own installation."""
    return Renderer(backend, check or allow, **{"installation": installation(), **options})


MARKS = ClipMarks(clip_id="clip_of_the_tests")


def offsets(width_px: int, height_px: int) -> np.ndarray:
    """What the watermark of `MARKS` adds to a picture without texture, (H, W)."""
    key = installation().watermark_key
    assert key is not None
    grey = np.full((height_px, width_px, 3), 128, np.uint8)
    Stamp(carrier(key), MARKS.mark_id, width_px, height_px).apply(grey)
    return grey[..., 0].astype(int) - 128


@cache
def small_clip() -> bytes:
    """The bytes of a whole MP4 file of one small picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.mp4"
        encoder = FfmpegEncoder(path, width_px=64, height_px=64, fps=1)
        encoder.write(np.full((64, 64, 3), 90, np.uint8))
        encoder.finish()
        return path.read_bytes()


def shot(
    duration_s: float = 1.0, transition: Transition = Transition.CUT, text: tuple[str, ...] = (), seed: int = 1
) -> ShotIntent:
    return ShotIntent(
        scene="a red fox in the snow",
        camera="pan right",
        lighting="soft noon",
        temporal="it runs",
        style="flat",
        duration_s=duration_s,
        transition=transition,
        onscreen_text=text,
        seed=seed,
    )


def permit_of(
    *shots: ShotIntent, size: tuple[int, int] = (96, 64), fps: int = 24, quality: Quality = Quality.DRAFT
) -> Permit:
    intent = Intent(turns=("a red fox",), shots=shots, width_px=size[0], height_px=size[1], fps=fps, quality=quality)
    expiry = datetime.now(UTC) + timedelta(hours=1)
    return Permit(intent=intent, digest=intent.digest(), decision_id="dec_1", expires_at=expiry, seal="")


def allow(permit: Permit) -> None:
    """A permit check that says yes."""


def check_backend(backend: Backend, permit: Permit) -> None:
    """Run one backend through the contract with the first shot of a permit."""
    info = backend.info
    assert info.model_id
    assert info.weights_digest.startswith("sha256:")
    assert len(info.weights_digest) == len("sha256:") + 64
    assert info.device
    assert info.library_versions
    assert backend.info == info

    intent = permit.intent
    first, reports = _drawn(backend, permit)
    assert len(first) == max(1, round(intent.shots[0].duration_s * intent.fps))
    for frame in first:
        assert frame.shape == (intent.height_px, intent.width_px, 3)
        assert frame.dtype == np.uint8
    assert {stage for stage, _ in reports} <= STAGES
    shares = [share for _, share in reports]
    assert shares
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)

    again, _ = _drawn(backend, permit)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))

    other_shot = dataclasses.replace(intent.shots[0], seed=intent.shots[0].seed + 1)
    other_intent = dataclasses.replace(intent, shots=(other_shot, *intent.shots[1:]))
    other, _ = _drawn(backend, dataclasses.replace(permit, intent=other_intent, digest=other_intent.digest()))
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def _drawn(backend: Backend, permit: Permit) -> tuple[list[np.ndarray], list[tuple[str, float]]]:
    reports: list[tuple[str, float]] = []
    rendered = backend.render(permit, 0, progress=lambda stage, share: reports.append((stage, share)))
    frames = list(rendered.frames)
    assert len(frames) == rendered.n_frames
    assert rendered.steps >= 1
    assert isinstance(rendered.notes, tuple)
    assert all(isinstance(note, str) and note for note in rendered.notes)
    return frames, reports


class ScriptedBackend:
    """Gives the frames that a test wrote down, whatever the permit asks for.

    Args:
        draw: From permit and shot index to the frames.
        promise: What `n_frames` says; None = what was asked for.
    """

    def __init__(self, draw: Callable[[Permit, int], Iterable[Any]], promise: int | None = None) -> None:
        self._draw = draw
        self._promise = promise
        self.rendered: list[int] = []
        self.n_pulled = 0

    @property
    def info(self) -> ModelInfo:
        return StubBackend().info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        self.rendered.append(shot)
        asked = round(permit.intent.shots[shot].duration_s * permit.intent.fps)
        progress("denoise", 1.0)
        return RenderedShot(
            frames=self._counted(self._draw(permit, shot)),
            n_frames=asked if self._promise is None else self._promise,
            steps=3,
            notes=(f"shot {shot} is scripted",),
        )

    def _counted(self, frames: Iterable[Any]) -> Any:
        for frame in frames:
            self.n_pulled += 1
            yield frame


class Recorder:
    """An encoder that keeps copies of the frames; its file is a whole one of something else."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []
        self.path = Path()

    def __call__(self, path: Path, *, width_px: int, height_px: int, fps: int) -> Recorder:
        self.path = path
        return self

    def write(self, frame: np.ndarray) -> None:
        self.frames.append(frame.copy())

    def finish(self) -> None:
        self.path.write_bytes(small_clip())

    def abort(self) -> None:
        """Nothing runs."""


def decoded(path: Path) -> tuple[list[np.ndarray], av.VideoStream]:
    """Every frame of a file as RGB, and its video stream."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)], stream
