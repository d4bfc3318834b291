"""Clips that come out: length, order, transitions, report, progress, memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from generator.backend.stub import NOTE, StubBackend
from generator.encode import FfmpegEncoder, digest_file
from generator.label import label_overlay
from generator.stage import STAGES
from generator.types import Progress
from policy.types import Permit, Transition
from tests.generator.conformance import (
    MARKS,
    Recorder,
    ScriptedBackend,
    allow,
    decoded,
    offsets,
    permit_of,
    renderer,
    shot,
)

CUT, CROSSFADE, FADE = Transition.CUT, Transition.CROSSFADE, Transition.FADE
SIZE = (96, 64)


def numbered(permit: Permit, index: int) -> Iterator[np.ndarray]:
    """Frames whose level says shot and number: 40 a shot and 1 a frame; a stripe keeps them from being flat."""
    intent = permit.intent
    for i in range(round(intent.shots[index].duration_s * intent.fps)):
        frame = np.full((intent.height_px, intent.width_px, 3), 40 * index + 40 + i, np.uint8)
        frame[:, :4] = 255
        yield frame


def levels(tmp_path: Path, permit: Permit) -> list[int]:
    """The level of every frame away from label and stripe, where the watermark adds nothing."""
    recorder = Recorder()
    renderer(ScriptedBackend(numbered), allow, encoder=recorder).make(permit, tmp_path / "a.mp4", marks=MARKS)
    y, x = np.argwhere(offsets(permit.intent.width_px, permit.intent.height_px)[:16, 16:] == 0)[0]
    return [int(frame[y, 16 + x, 0]) for frame in recorder.frames]


@pytest.mark.parametrize("fps", [1, 7, 24, 60])
@pytest.mark.parametrize("kinds", list(itertools.product([CUT, CROSSFADE, FADE], repeat=3))[::4])
def test_no_transition_changes_the_number_of_frames(tmp_path: Path, kinds: tuple[Transition, ...], fps: int) -> None:
    durations = (1.0, 1.37, 2.21)
    permit = permit_of(*(shot(d, kind) for d, kind in zip(durations, kinds, strict=True)), fps=fps, size=(64, 64))
    recorder = Recorder()
    report = renderer(StubBackend(), allow, encoder=recorder).make(permit, tmp_path / "a.mp4").report
    expected = sum(round(d * fps) for d in durations)
    assert len(recorder.frames) == report.n_frames == expected
    assert report.duration_s == expected / fps


def test_three_shots_with_crossfades_are_encoded_to_the_exact_frame(tmp_path: Path) -> None:
    permit = permit_of(shot(1.3), shot(1.1, CROSSFADE), shot(0.9, CROSSFADE), fps=30, size=(128, 72))
    report = renderer(StubBackend(), allow).make(permit, tmp_path / "a.mp4").report
    frames, stream = decoded(tmp_path / "a.mp4")
    assert len(frames) == report.n_frames == 39 + 33 + 27
    assert frames[0].shape == (72, 128, 3)
    assert stream.average_rate == 30
    assert stream.codec_context.pix_fmt == "yuv420p"
    assert float(stream.duration * stream.time_base) == pytest.approx(3.3)


def test_a_cut_shows_every_frame_once_in_order(tmp_path: Path) -> None:
    assert levels(tmp_path, permit_of(shot(0.5), shot(0.5), fps=10)) == [40, 41, 42, 43, 44, 80, 81, 82, 83, 84]


def test_a_crossfade_lets_the_new_shot_appear_over_the_held_last_frame(tmp_path: Path) -> None:
    got = levels(tmp_path, permit_of(shot(1.0), shot(1.0, CROSSFADE), fps=10))
    span = 4  # 0.4 s
    assert got[:10] == list(range(40, 50))
    for j in range(span):
        weight = (j + 0.5) / span
        assert got[10 + j] == pytest.approx(49 * (1 - weight) + (80 + j) * weight, abs=1)
    assert got[14:] == list(range(84, 90))


def test_a_fade_ends_in_black_and_rises_from_black(tmp_path: Path) -> None:
    got = levels(tmp_path, permit_of(shot(1.0), shot(1.0, FADE), fps=10))
    assert got[:6] == list(range(40, 46))
    for j in range(4):
        weight = (j + 0.5) / 4
        assert got[6 + j] == pytest.approx((46 + j) * (1 - weight), abs=1)
        assert got[10 + j] == pytest.approx((80 + j) * weight, abs=1)
    assert got[14:] == list(range(84, 90))


def test_the_first_shot_has_nothing_to_fade_from_but_black(tmp_path: Path) -> None:
    assert levels(tmp_path, permit_of(shot(1.0, CROSSFADE), fps=10)) == list(range(40, 50))
    risen = levels(tmp_path, permit_of(shot(1.0, FADE), fps=10))
    assert risen[0] < 10
    assert risen[4:] == list(range(44, 50))


def test_a_transition_takes_at_most_half_of_a_short_shot(tmp_path: Path) -> None:
    got = levels(tmp_path, permit_of(shot(0.2), shot(0.3, FADE), shot(0.1, FADE), fps=10))
    assert len(got) == 6
    assert got[0] == 40
    assert got[3] == 81
    assert got[5] == 120


def test_the_report_tells_what_was_made(tmp_path: Path) -> None:
    times = iter([datetime(2026, 1, 1, 12, 0, i, tzinfo=UTC) for i in range(2)])
    permit = permit_of(shot(0.5, seed=7), shot(0.5, seed=9), fps=24)
    out = tmp_path / "a.mp4"
    report = renderer(StubBackend(), allow, clock=lambda: next(times)).make(permit, out).report
    assert report.path == out
    assert report.sha256 == digest_file(out)
    assert report.size_bytes == out.stat().st_size
    assert (report.width_px, report.height_px, report.fps) == (*SIZE, 24)
    assert report.seeds == (7, 9)
    assert report.steps == 1
    assert report.model == StubBackend().info
    assert report.notes == (NOTE,)
    assert report.label_text == "AI-generated"
    assert report.finished_at - report.started_at == timedelta(seconds=1)
    assert set(report.timings_s) == set(STAGES)
    assert all(seconds >= 0 for seconds in report.timings_s.values())
    assert report.timings_s["compose"] > 0
    assert report.timings_s["encode"] > 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.mp4"]


def test_the_same_permit_gives_the_same_pictures_and_another_seed_another(tmp_path: Path) -> None:
    render = renderer(StubBackend(), allow)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        render.make(permit_of(shot(0.5, seed=seed)), tmp_path / f"{name}.mp4", marks=MARKS)
    first, again, other = (np.stack(decoded(tmp_path / f"{name}.mp4")[0]) for name in "abc")
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_progress_names_stages_and_never_falls(tmp_path: Path) -> None:
    seen: list[Progress] = []
    permit = permit_of(shot(0.5), shot(0.5, CROSSFADE), fps=12)
    renderer(StubBackend(), allow).make(permit, tmp_path / "a.mp4", progress=seen.append)
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert all(fraction < 1 for fraction in fractions[:-1])
    assert {step.stage for step in seen} <= set(STAGES)
    assert [step.shot for step in seen] == sorted(step.shot for step in seen)
    assert {step.n_shots for step in seen} == {2}
    assert seen[0].stage == "load"


def test_a_backend_that_reports_nonsense_shares_does_not_move_progress_back(tmp_path: Path) -> None:
    class Erratic(ScriptedBackend):
        def render(self, permit, shot, *, progress):
            for share in (0.5, float("nan"), -3.0, 0.2, 7.0, 0.9):
                progress("denoise", share)
            return super().render(permit, shot, progress=progress)

    seen: list[Progress] = []
    permit = permit_of(shot(0.5), shot(0.5), fps=12)
    renderer(Erratic(numbered), allow, encoder=Recorder()).make(permit, tmp_path / "a.mp4", progress=seen.append)
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(0 <= fraction <= 1 for fraction in fractions)


def test_frames_are_pulled_as_they_are_encoded_not_before(tmp_path: Path) -> None:
    backend = ScriptedBackend(numbered)
    ahead: list[int] = []

    class Watcher(Recorder):
        def write(self, frame: np.ndarray) -> None:
            super().write(frame)
            ahead.append(backend.n_pulled - len(self.frames))

    permit = permit_of(shot(1.0), shot(1.0, CROSSFADE), shot(1.0, FADE), fps=10)
    renderer(backend, allow, encoder=Watcher()).make(permit, tmp_path / "a.mp4")
    assert backend.n_pulled == 30
    assert ahead == [0] * 30
    assert backend.rendered == [0, 1, 2]


def test_a_later_shot_is_not_rendered_before_the_earlier_one_is_encoded(tmp_path: Path) -> None:
    n_written: list[int] = []
    recorder = Recorder()

    def draw(permit: Permit, index: int) -> Iterator[np.ndarray]:
        n_written.append(len(recorder.frames))
        return numbered(permit, index)

    permit = permit_of(shot(1.0), shot(1.0, FADE), shot(1.0, CROSSFADE), fps=10)
    renderer(ScriptedBackend(draw), allow, encoder=recorder).make(permit, tmp_path / "a.mp4")
    assert n_written == [0, 10, 20]


def test_a_still_picture_is_a_legitimate_shot(tmp_path: Path) -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 96).astype(np.uint8)[None, :, None], (64, 96, 3))
    backend = ScriptedBackend(lambda _permit, _shot: [ramp] * 12)
    report = renderer(backend, allow, encoder=FfmpegEncoder).make(permit_of(shot(0.5)), tmp_path / "a.mp4").report
    frames, _ = decoded(tmp_path / "a.mp4")
    assert len(frames) == report.n_frames == 12
    top = label_overlay(*SIZE).box[1]
    apart = np.abs(frames[0][: top - 2].astype(int) - ramp[: top - 2])
    assert apart.mean() <= 3
    assert apart.max() <= 12  # the watermark, whose bits differ in each clip, and the encoder


def test_one_renderer_makes_many_clips(tmp_path: Path) -> None:
    backend = ScriptedBackend(numbered)
    render = renderer(backend, allow)
    clips = [render.make(permit_of(shot(0.5)), tmp_path / name).report for name in ("a.mp4", "b.mp4")]
    assert [clip.sha256 for clip in clips] == [digest_file(tmp_path / name) for name in ("a.mp4", "b.mp4")]
    assert clips[0].clip_id != clips[1].clip_id
    assert backend.rendered == [0, 0]


def test_the_digests_of_the_frames_are_those_of_the_drawn_pixels(tmp_path: Path) -> None:
    permit = permit_of(shot(0.5), fps=8, size=SIZE)
    drawn = [frame.copy() for frame in numbered(permit, 0)]
    backend = ScriptedBackend(numbered)
    first, again = (
        renderer(backend, allow, encoder=Recorder()).make(permit, tmp_path / name).report for name in ("a.mp4", "b.mp4")
    )
    assert first.frames_sha256 == tuple(hashlib.sha256(frame.tobytes()).hexdigest() for frame in drawn)
    assert len(set(first.frames_sha256)) == 4
    assert again.frames_sha256 == first.frames_sha256
