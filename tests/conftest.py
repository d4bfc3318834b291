"""Fixtures for the whole suite: a home of its own for each test, and one sample of everything the store keeps."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_tools.schema import Brief, CameraMove, Disclosure, Shot, Storyboard, StructuredPrompt, Subject
from agent_tools.settings import PREFIX, Settings
from agent_tools.store import Store
from generator.types import ModelInfo, RenderReport
from policy.types import CameraKind, Code, Decision, Finding, Intent, Transition, Verdict

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home, so that no test reads or writes the home of the person who runs it."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv(f"{PREFIX}HOME", str(folder))
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    """The settings of the fresh home."""
    return Settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An open store in the fresh home."""
    with Store.open(settings) as opened:
        yield opened


class Sample:
    """One of everything, complete and valid."""

    def brief(self, request: str = "a red fox runs across a snowy field", **options: object) -> Brief:
        return Brief.model_validate({"request": request, **options})

    def storyboard(self) -> Storyboard:
        fox = Subject(id="fox", words="a red fox", action="runs")
        first = StructuredPrompt(
            scene="a red fox in a snowy field",
            camera="pan right",
            lighting="soft noon",
            temporal="it runs",
            style="flat",
        )
        second = StructuredPrompt(
            scene="the fox, close", camera="static", lighting="dusk", temporal="snow falls", style="flat"
        )
        return Storyboard(
            shots=(
                Shot(
                    prompt=first,
                    camera_move=CameraMove(kind=CameraKind.PAN_RIGHT, strength=0.7),
                    subjects=(fox,),
                    setting="field",
                    seed=7,
                ),
                Shot(
                    prompt=second,
                    duration_s=2.5,
                    onscreen_text=("Fin é 中",),
                    transition=Transition.CROSSFADE,
                    seed=8,
                ),
            ),
            aspect_ratio="1:1",
            width_px=512,
            height_px=512,
            fps=24,
            duration_s=6.5,
            planner="rules-1",
            notes=("shortened to 6.5 s",),
        )

    def intent(self) -> Intent:
        return self.storyboard().to_intent(self.brief())

    def decision(
        self, decision_id: str = "dec_00000001", verdict: Verdict = Verdict.ALLOW, at: datetime = NOON
    ) -> Decision:
        found = Finding(
            code=Code.PUBLIC_FIGURE,
            detector="names",
            verdict=Verdict.BLOCK,
            field="turns[0]",
            span=(2, 9),
            matched="red fox",
            why="stands on the list of public figures",
            remedy="describe an invented person",
        )
        return Decision(
            id=decision_id,
            verdict=verdict,
            findings=() if verdict is Verdict.ALLOW else (found,),
            policy_version="test-1",
            input_digest=self.intent().digest(),
            decided_at=at,
        )

    def report(self, path: Path, **changed: int) -> RenderReport:
        sizes = {"size_bytes": 4321, "width_px": 512, "height_px": 512, "fps": 24, "n_frames": 156, **changed}
        return RenderReport(
            path=path,
            sha256="sha256:" + "ab" * 32,
            duration_s=6.5,
            model=ModelInfo(
                model_id="flipbook",
                weights_digest="sha256:" + "cd" * 32,
                scheduler="FlowMatchEulerDiscreteScheduler",
                device="cpu",
                library_versions={"torch": "2.13.0", "diffusers": "0.42.1"},
            ),
            steps=12,
            seeds=(7, 8),
            timings_s={"denoise": 3.25, "encode": 0.5},
            notes=("the nearest subject was drawn",),
            label_text="AI-generated",
            started_at=NOON,
            finished_at=NOON + timedelta(seconds=4),
            **sizes,
        )

    def disclosure(self) -> Disclosure:
        return Disclosure(declared_fictional=("Captain Zorp",))


@pytest.fixture
def sample() -> Sample:
    """One of everything."""
    return Sample()
