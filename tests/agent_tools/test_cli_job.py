"""The commands over jobs: what they print, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent_tools.cli import app
from agent_tools.job.crew import SEEN_OUT_S
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import Approve, Caller, JobState
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import open_desk, planned
from tests.agent_tools.service_double import FOX, brief, prepare

ROOT = Path(__file__).parents[2]
Command = Callable[..., Result]


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command in this process, with an empty database."""
    prepare(settings)
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture
def desk(settings: Settings, command: Command) -> JobDesk:
    opened = open_desk(settings)
    yield opened
    opened.close()


def test_jobs_are_listed_and_shown(command: Command, desk: JobDesk) -> None:
    assert command("jobs", "list").stdout == "no jobs yet\n"
    first, second = desk.submit(brief()), desk.submit(brief(seed=1))
    desk.submit(brief(), Caller(tenant="other"))
    assert command("jobs", "list").stdout == f"{second.id} queued {FOX}\n{first.id} queued {FOX}\n"
    assert [job["id"] for job in json.loads(command("jobs", "list", "--limit", "1", "--json").stdout)] == [second.id]
    told = command("jobs", "show", second.id).stdout.splitlines()
    assert told == [f"job {second.id}: queued", "waiting: 0%, 1 before it", f"request: {FOX}"]
    assert json.loads(command("jobs", "show", first.id, "--json").stdout)["state"] == "queued"


def test_a_job_is_cancelled(command: Command, desk: JobDesk) -> None:
    job = desk.submit(brief())
    assert command("jobs", "cancel", job.id).stdout.startswith(f"job {job.id}: cancelled\n")
    assert desk.get(job.id).state is JobState.CANCELLED


def test_a_question_is_answered_with_another_storyboard(command: Command, desk: JobDesk, tmp_path: Path) -> None:
    job = planned(desk, desk.submit(brief(), approve=Approve.ALWAYS))
    assert job.storyboard is not None
    told = command("jobs", "show", job.id).stdout
    assert "asks (storyboard): Is this storyboard what should be made? 1 shot, 1 s." in told
    board = job.storyboard.model_dump(mode="json")
    board["shots"][0]["prompt"]["scene"] = "a green frog in a pond"
    file = tmp_path / "board.json"
    file.write_text(json.dumps(board), "utf-8")
    said = command("jobs", "answer", job.id, "accept", "--storyboard", str(file), "--json")
    assert json.loads(said.stdout)["storyboard"]["shots"][0]["prompt"]["scene"] == "a green frog in a pond"
    assert command("jobs", "answer", job.id, "accept").exit_code == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("jobs", "show", "job_none"), "there is no job 'job_none'"),
        (("jobs", "show", "job_none", "--tenant", ""), "tenant '' has 0 characters; it must have 1..100"),
        (("jobs", "cancel", "job_none"), "there is no job 'job_none'"),
        (("jobs", "answer", "job_none", "maybe"), "answer 'maybe' is unknown; it must be accept or decline"),
        (("jobs", "answer", "job_none", "accept", "--storyboard", "none.json"), "'none.json' cannot be read"),
        (("jobs", "list", "--limit", "0"), "limit '0' is out of range; it must be a whole number from 1 to 100"),
        (("jobs", "list", "--limit", "many"), "limit 'many' is out of range"),
        (("jobs", "list", "--after", "job_none"), "there is no job 'job_none'"),
        (("worker", "--running", "65"), "running '65' is out of range; it must be a whole number from 1 to 64"),
    ],
)
def test_bad_usage_is_said_in_one_line(command: Command, words: tuple[str, ...], why: str) -> None:
    told = command(*words)
    assert told.exit_code == 2
    assert why in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_storyboard_file_that_is_none_is_named(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    file.write_text('{"shots": []}', "utf-8")
    told = command("jobs", "answer", "job_none", "accept", "--storyboard", str(file))
    assert (told.exit_code, "is none: shots:" in told.stderr) == (2, True)


def test_limits_come_from_the_environment(
    command: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_JOBS_QUEUED", "1")
    monkeypatch.setenv("REELWRIGHT_JOBS_RUNNING", "3")
    with JobDesk.open() as desk:
        assert (desk.limits.queued, desk.limits.running) == (1, 3)
    monkeypatch.setenv("REELWRIGHT_JOBS_LEASE_S", "0")
    assert "jobs_lease_s (REELWRIGHT_JOBS_LEASE_S) = '0'" in command("jobs", "list").stderr


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_works_until_it_is_told_to_end(desk: JobDesk, ends: signal.Signals) -> None:
    job = desk.submit(brief())
    with subprocess.Popen(
        [sys.executable, "-c", "from agent_tools.cli import main; main()", "worker"],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline().startswith("working, 1 at once")
        view = desk.wait(job.id, timeout_s=25)
        while not view.state.final:
            view = desk.wait(job.id, timeout_s=25)
        assert view.state is JobState.COMPLETED
        worker.send_signal(ends)
        assert worker.wait(SEEN_OUT_S + 60) == 0
        assert "back in the queue" in worker.stderr.read()
