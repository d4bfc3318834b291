"""What goes wrong is named, stops at once and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator.backend.stub import StubBackend
from generator.encode import FfmpegEncoder
from generator.errors import DiskFullError, EncodeError, GeneratorError, OutputError, RenderCancelled, RenderError
from generator.types import Progress
from policy.errors import PermitError
from policy.types import Permit
from tests.generator.conformance import Recorder, ScriptedBackend, allow, permit_of, renderer, shot

RAMP = np.broadcast_to(np.linspace(0, 255, 96).astype(np.uint8)[None, :, None], (64, 96, 3))


def ramps(_permit: Permit, _shot: int) -> list[np.ndarray]:
    return [RAMP] * 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the clip."""
    made = tmp_path / "clips"
    made.mkdir()
    return made


def test_a_permit_that_is_refused_renders_nothing(folder: Path) -> None:
    def refuse(permit: Permit) -> None:
        raise PermitError(f"permit {permit.decision_id!r} has expired")

    backend = ScriptedBackend(ramps)
    with pytest.raises(PermitError, match="dec_1"):
        renderer(backend, refuse).make(permit_of(shot()), folder / "a.mp4")
    assert backend.rendered == []
    assert list(folder.iterdir()) == []


def test_a_permit_without_shots_is_refused(folder: Path) -> None:
    with pytest.raises(RenderError, match="0 shots"):
        renderer(ScriptedBackend(ramps), allow).make(permit_of(), folder / "a.mp4")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/a.mp4", "a.webm"])
def test_a_bad_output_path_is_said_before_anything_is_rendered(folder: Path, name: str) -> None:
    backend = ScriptedBackend(ramps)
    with pytest.raises(OutputError, match=name.split("/")[0]):
        renderer(backend, allow).make(permit_of(shot()), folder / name)
    assert backend.rendered == []
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_rendered() -> None:
    if not Path("/proc/self").exists():
        pytest.skip("needs a folder that no user can write")
    backend = ScriptedBackend(ramps)
    with pytest.raises(OutputError, match="/proc"):
        renderer(backend, allow).make(permit_of(shot()), Path("/proc/a.mp4"))
    assert backend.rendered == []


def on_full_disk(_path: Path, *, width_px: int, height_px: int, fps: int) -> FfmpegEncoder:
    """A real encoder on a device that is always full."""
    return FfmpegEncoder(Path("/dev/full"), width_px=width_px, height_px=height_px, fps=fps)


@pytest.mark.parametrize("duration_s", [0.5, 10.0])
def test_a_full_disk_leaves_nothing_and_keeps_the_older_clip(folder: Path, duration_s: float) -> None:
    out = folder / "a.mp4"
    out.write_bytes(b"older")
    with pytest.raises(DiskFullError):
        renderer(StubBackend(), allow, encoder=on_full_disk).make(permit_of(shot(duration_s)), out)
    assert [path.name for path in folder.iterdir()] == ["a.mp4"]
    assert out.read_bytes() == b"older"


def test_an_encoder_that_fails_at_the_end_leaves_nothing(folder: Path) -> None:
    class Late(Recorder):
        def finish(self) -> None:
            self.path.write_bytes(b"half")
            raise EncodeError("the encoder gave up")

    with pytest.raises(EncodeError):
        renderer(StubBackend(), allow, encoder=Late()).make(permit_of(shot()), folder / "a.mp4")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("stop", [RenderCancelled("stopped by the caller"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [0.0, 0.5, 0.95, 1.0])
def test_stopping_at_any_point_leaves_nothing(folder: Path, stop: BaseException, at: float) -> None:
    opened: list[FfmpegEncoder] = []

    def open_encoder(path: Path, *, width_px: int, height_px: int, fps: int) -> FfmpegEncoder:
        opened.append(FfmpegEncoder(path, width_px=width_px, height_px=height_px, fps=fps))
        return opened[-1]

    def progress(step: Progress) -> None:
        if step.fraction >= at:
            raise stop

    with pytest.raises(type(stop)):
        renderer(StubBackend(), allow, encoder=open_encoder).make(
            permit_of(shot(), shot()), folder / "a.mp4", progress=progress
        )
    assert list(folder.iterdir()) == []
    for encoder in opened:
        with pytest.raises(ValueError, match="closed file"):
            encoder.write(RAMP)


def test_a_cancel_lets_the_backend_clean_up(folder: Path) -> None:
    closed: list[int] = []

    class Closing(ScriptedBackend):
        def _counted(self, frames: Any) -> Iterator[np.ndarray]:
            try:
                yield from frames
            finally:
                closed.append(1)

    def progress(step: Progress) -> None:
        if step.stage == "encode":
            raise RenderCancelled("stopped by the caller")

    with pytest.raises(RenderCancelled):
        renderer(Closing(ramps), allow).make(permit_of(shot()), folder / "a.mp4", progress=progress)
    assert closed == [1]


def flat(level: int) -> Callable[[Permit, int], list[np.ndarray]]:
    return lambda _permit, _shot: [np.full((64, 96, 3), (0, level, 0), np.uint8)] * 24


def wavering(_permit: Permit, _shot: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.integers(100, 103, (64, 96, 3), dtype=np.uint8) for _ in range(24)]


@pytest.mark.parametrize("draw", [flat(0), flat(255), wavering])
def test_a_clip_that_is_blank_throughout_is_a_fault(folder: Path, draw: Callable[..., list[np.ndarray]]) -> None:
    with pytest.raises(RenderError, match="one flat colour"):
        renderer(ScriptedBackend(draw), allow).make(permit_of(shot(), shot()), folder / "a.mp4")
    assert list(folder.iterdir()) == []


def test_one_blank_shot_among_others_is_a_note(folder: Path) -> None:
    def draw(permit: Permit, index: int) -> list[np.ndarray]:
        return flat(255)(permit, index) if index == 1 else ramps(permit, index)

    report = renderer(ScriptedBackend(draw), allow).make(permit_of(shot(), shot(), shot()), folder / "a.mp4").report
    assert "shot 2 came out as one flat colour" in report.notes


def test_a_blank_beginning_is_no_fault(folder: Path) -> None:
    frames = [*flat(0)(permit_of(), 0)[:20], RAMP, RAMP, RAMP, RAMP]
    report = (
        renderer(ScriptedBackend(lambda _permit, _shot: frames), allow).make(permit_of(shot()), folder / "a.mp4").report
    )
    assert not any("flat" in note for note in report.notes)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ([RAMP] * 23, "gave 23 frames for shot 1, 24 were asked for"),
        ([RAMP] * 25, "more than the 24 frames"),
        ([], "gave 0 frames"),
        ([RAMP[:, :90]] * 24, r"\(64, 90, 3\).*\(64, 96, 3\)"),
        ([RAMP[..., 0]] * 24, r"\(64, 96\)"),
        ([RAMP / np.float32(255)] * 24, "float32"),
        (["frame"] * 24, "shape None"),
    ],
)
def test_unusable_frames_are_described(folder: Path, frames: list[Any], message: str) -> None:
    with pytest.raises(RenderError, match=message):
        renderer(ScriptedBackend(lambda _permit, _shot: frames), allow).make(permit_of(shot()), folder / "a.mp4")
    assert list(folder.iterdir()) == []


def test_a_backend_that_promises_another_count_is_stopped_at_once(folder: Path) -> None:
    backend = ScriptedBackend(ramps, promise=48)
    with pytest.raises(RenderError, match="offers 48 frames for shot 1, 24 were asked for"):
        renderer(backend, allow).make(permit_of(shot()), folder / "a.mp4")
    assert backend.n_pulled == 0


def test_an_unknown_stage_is_a_fault(folder: Path) -> None:
    class Odd(ScriptedBackend):
        def render(self, permit, shot, *, progress):
            progress("thinking", 0.5)
            return super().render(permit, shot, progress=progress)

    with pytest.raises(RenderError, match="'thinking'"):
        renderer(Odd(ramps), allow).make(permit_of(shot()), folder / "a.mp4")


def test_a_fault_of_the_model_passes_through_and_leaves_nothing(folder: Path) -> None:
    def draw(_permit: Permit, _shot: int) -> Iterator[np.ndarray]:
        yield RAMP
        raise GeneratorError("the second frame is broken")

    with pytest.raises(GeneratorError, match="second frame"):
        renderer(ScriptedBackend(draw), allow).make(permit_of(shot()), folder / "a.mp4")
    assert list(folder.iterdir()) == []
