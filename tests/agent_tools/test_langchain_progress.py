"""Progress of a render in an agent's stream."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from agent_tools.job import JobState, JobView
from agent_tools.job.desk import JobDesk
from agent_tools.langchain.chat import Chat
from agent_tools.settings import Settings
from agent_tools.tool import call
from generator.backend.stub import StubBackend
from tests.agent_tools.service_double import prepare
from tests.agent_tools.test_langchain import QUICK, agent_of, asking, calling

if TYPE_CHECKING:
    from generator.types import RenderedShot
    from policy.types import Permit


class Paced(StubBackend):
    """Goes on only when what it told before was seen; whoever follows a job is shown its newest state, and not each."""

    def __init__(self) -> None:
        self.seen = threading.Semaphore(0)

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        assert self.seen.acquire(timeout=60)
        progress("denoise", 0.5)
        assert self.seen.acquire(timeout=60)
        return super().render(permit, shot, progress=progress)


@pytest.fixture
def paced(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobDesk]:
    """A desk whose renders wait until the agent's stream has told of them."""
    prepare(settings)
    monkeypatch.setattr(call, "monotonic", lambda: 0.0)  # however busy the machine is, the call waits for the end
    backend, tell = Paced(), Chat.tell

    def tell_and_note(chat: Chat, job: JobView) -> None:
        tell(chat, job)
        if job.state is JobState.RUNNING:
            backend.seen.release()

    monkeypatch.setattr(Chat, "tell", tell_and_note)
    with JobDesk.open(settings, backends=lambda _model: backend) as opened:
        opened.start_worker()
        yield opened


def check_progress(told: list[dict[str, Any]]) -> None:
    assert len(told) > 2
    fractions = [step["fraction"] for step in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert {step["type"] for step in told} == {"clip_progress"}
    assert {step["tool_call_id"] for step in told} == {"call_1"}
    assert told[-1]["state"] == "completed"


def test_progress_comes_through_the_stream(paced: JobDesk) -> None:
    agent, _ = agent_of(paced, [calling(QUICK), "Here it is."])
    check_progress(list(agent.stream(asking("a fox"), stream_mode="custom")))


async def test_progress_comes_through_the_asynchronous_stream(paced: JobDesk) -> None:
    agent, _ = agent_of(paced, [calling(QUICK), "Here it is."])
    check_progress([step async for step in agent.astream(asking("a fox"), stream_mode="custom")])
