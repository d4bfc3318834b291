"""The threads of a worker, and what is left when it stops, dies or is told that consent is gone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent_tools.consent import ConsentService
from agent_tools.errors import ConsentRevoked, TextErased
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import Answer, Caller, JobState, QuestionKind
from agent_tools.settings import Settings
from agent_tools.store.audit_reader import AuditReader
from agent_tools.store.consent_book import ConsentBook
from agent_tools.store.erasure_book import ErasureBook
from agent_tools.store.job_queue import JobQueue
from tests.agent_tools.consent_double import REQUEST, granted
from tests.agent_tools.job.job_double import Clock, Pausing, Thread, done, open_desk, planned
from tests.agent_tools.service_double import brief, rows

ROOT = Path(__file__).parents[3]


@pytest.fixture
def people(settings: Settings) -> Iterator[ConsentService]:
    with ConsentService.open(settings) as opened:
        yield opened


def test_a_worker_takes_what_waits_and_what_comes(settings: Settings) -> None:
    with open_desk(settings) as desk:
        waits = desk.submit(brief(seed=1))
        desk.start_worker()
        desk.start_worker()  # once more does nothing
        comes = desk.submit(brief(seed=2))
        with open_desk(settings) as other:
            elsewhere = other.submit(brief(seed=3))
        for job in (waits, comes, elsewhere):
            assert desk.wait(job.id, timeout_s=25).state is JobState.COMPLETED


def test_what_was_accepted_is_rendered_after_a_restart(settings: Settings) -> None:
    with open_desk(settings) as desk:
        waits, ready = desk.submit(brief(seed=1)), desk.submit(brief(seed=2))
        planned(desk, waits)
    with open_desk(settings) as desk:
        desk.start_worker()
        assert desk.wait(waits.id, timeout_s=25).state is JobState.COMPLETED
        assert desk.wait(ready.id, timeout_s=25).state is JobState.COMPLETED


def test_stopping_gives_back_a_render_that_does_not_let_go(settings: Settings) -> None:
    model = Pausing("denoise")
    with open_desk(settings, lambda _: model) as desk:
        job = desk.submit(brief())
        desk.start_worker()
        assert model.reached.wait(120)
        desk.stop_worker(timeout_s=0)
        told = desk.get(job.id)
        assert (told.state, told.attempts) == (JobState.QUEUED, 0)
        with open_desk(settings) as other:
            assert other.rendering.step()
            assert other.get(job.id).state is JobState.COMPLETED
        model.go.set()
        clip_id = desk.get(job.id).clip_id
    assert rows(settings, "SELECT clip_id FROM job_clip") == [(clip_id,)]
    assert rows(settings, "SELECT count(*) FROM clip") == [(1,)]


ENDS_WHILE_IT_LOADS = """
import atexit, threading
atexit.register(print, "ended", flush=True)  # what is registered first is called last
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import open_desk
from tests.agent_tools.service_double import brief

begun, told, a_moment = threading.Event(), threading.Event(), threading.Event()

def load(_model):
    begun.set()
    told.wait(60)
    a_moment.wait(0.5)
    print("loaded", flush=True)
    raise AssertionError("nobody renders any more")

with open_desk(Settings(), load) as desk:
    desk.submit(brief())
    desk.start_worker()
    begun.wait()
    desk.stop_worker(timeout_s=0)
    print("stopped", flush=True)
told.set()
"""


def test_a_process_ends_only_when_a_model_that_was_loading_has_let_go(settings: Settings) -> None:
    with open_desk(settings):
        pass
    environment = {**os.environ, "REELWRIGHT_HOME": str(settings.home)}
    ran = subprocess.run(
        [sys.executable, "-c", ENDS_WHILE_IT_LOADS], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout.split()) == (0, ["stopped", "loaded", "ended"]), ran.stderr
    assert rows(settings, "SELECT state, attempts FROM job") == [("queued", 0)]


def test_a_render_that_begins_while_the_worker_stops_is_given_back(settings: Settings) -> None:
    model = Pausing()
    with open_desk(settings, lambda _: model) as desk:
        desk.start_worker()
        desk.stop_worker()
        job = planned(desk, desk.submit(brief()))
        assert desk.rendering.step()  # a thread that had looked whether to go on just before it was told to stop
        told = desk.get(job.id)
        assert (told.state, told.attempts, model.n_renders) == (JobState.QUEUED, 0, 0)
        desk.start_worker()
        assert desk.wait(job.id, timeout_s=25).state is JobState.COMPLETED


def test_planning_waits_for_no_render(settings: Settings) -> None:
    model = Pausing("denoise")
    with open_desk(settings, lambda _: model) as desk:
        long = desk.submit(brief(seed=1))
        desk.start_worker()
        assert model.reached.wait(120)
        blocked = desk.submit(brief("Taylor Swift dances on a stage"))
        assert desk.wait(blocked.id, timeout_s=25).state is JobState.BLOCKED
        assert desk.get(long.id).state is JobState.RUNNING
        model.go.set()
        assert desk.wait(long.id, timeout_s=25).state is JobState.COMPLETED


def test_a_mistake_in_a_model_fails_the_job_and_tells_no_words(settings: Settings) -> None:
    class Broken(Pausing):
        def render(self, *_given: object, **_options: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError("a red fox")

    with open_desk(settings, lambda _: Broken()) as desk:
        job = done(desk, desk.submit(brief()))
    assert job.reply is not None
    assert (job.state, job.reply.error_code) == (JobState.FAILED, "agent_tools.fault")
    assert "fox" not in job.reply.message
    assert "ZeroDivisionError" in job.reply.message


def test_an_unknown_model_fails_the_job(settings: Settings, desk: JobDesk) -> None:
    from generator.backend.registry import open_backend

    with open_desk(settings, open_backend) as other:
        job = done(other, other.submit(brief(model="no-such-model")))
    assert job.reply is not None
    assert (job.state, job.reply.error_code) == (JobState.FAILED, "generator.model")


def test_consent_that_is_on_record_answers_the_question(desk: JobDesk, people: ConsentService) -> None:
    job = planned(desk, desk.submit(brief(REQUEST)))
    assert job.question is not None
    assert job.question.kind is QuestionKind.CONSENT or job.question.kind is QuestionKind.INVENTED
    granted(people)
    again = planned(desk, desk.submit(brief(REQUEST)))
    assert again.state is JobState.QUEUED


def test_consent_that_is_revoked_before_the_render_cancels_it_and_says_why(
    desk: JobDesk, people: ConsentService, settings: Settings
) -> None:
    consent = granted(people)
    job = planned(desk, desk.submit(brief(REQUEST)))
    other = planned(desk, desk.submit(brief("a red fox runs")))
    assert (job.state, other.state) == (JobState.QUEUED, JobState.QUEUED)
    revocation, _ = people.revoke(consent.record.id, by="maria")
    assert revocation.jobs == (job.id,)
    told = desk.get(job.id)
    assert (told.state, told.clip_id) == (JobState.CANCELLED, None)
    assert told.reply is not None
    assert told.reply.error_code == ConsentRevoked.code
    assert "taken back" in told.reply.message
    assert desk.rendering.step()
    assert desk.get(other.id).state is JobState.COMPLETED
    assert not desk.rendering.step()
    assert len(rows(settings, "SELECT id FROM clip")) == 1
    assert people.revoke(consent.record.id, by="maria")[0].jobs == ()


def test_consent_whose_revocation_died_before_it_cancelled_the_jobs_still_blocks_the_render(
    desk: JobDesk, people: ConsentService, settings: Settings
) -> None:
    consent = granted(people)
    job = planned(desk, desk.submit(brief(REQUEST)))
    with ConsentBook.open(settings) as book:
        book.revoke(consent.record.id, by="maria")
    assert desk.rendering.step()
    told = desk.get(job.id)
    assert (told.state, told.clip_id) == (JobState.BLOCKED, None)
    assert rows(settings, "SELECT id FROM clip") == []


def test_consent_that_is_revoked_during_the_render_stops_it(settings: Settings, people: ConsentService) -> None:
    consent = granted(people)
    model = Pausing("frames")
    with open_desk(settings, lambda _: model) as desk:
        job = planned(desk, desk.submit(brief(REQUEST)))
        with Thread(desk.rendering.step):
            assert model.reached.wait(120)
            people.revoke(consent.record.id, by="maria")
            model.go.set()
        told = desk.get(job.id)
    assert told.state is JobState.BLOCKED
    assert told.reply is not None
    assert told.reply.status == "needs_consent"
    assert rows(settings, "SELECT id FROM clip") == []


def test_a_clip_that_rests_on_consent_is_made_anew_each_time(desk: JobDesk, people: ConsentService) -> None:
    granted(people)
    first = done(desk, desk.submit(brief(REQUEST)))
    second = done(desk, desk.submit(brief(REQUEST)))
    assert first.state is second.state is JobState.COMPLETED
    assert first.clip_id != second.clip_id


def test_erasing_reaches_jobs_in_every_state(desk: JobDesk, settings: Settings) -> None:
    ann = Caller(principal="ann")
    made = done(desk, desk.submit(brief(seed=1), ann, key="k"))
    asks = planned(desk, desk.submit(brief("Marvin Blattery waves"), ann))
    waits = desk.submit(brief(seed=2), ann)
    with ErasureBook.open(settings) as book:
        book.erase(book.of_principal("ann"), why="request")
    for job in (made, asks, waits):
        assert desk.get(job.id).request == ""
    question = desk.get(asks.id).question
    assert question is not None
    assert (question.text, question.names) == ("[erased]", ())
    with pytest.raises(TextErased):
        desk.answer(asks.id, Answer(question_id=question.id, action="accept"))
    assert desk.planning.step()
    told = desk.get(waits.id)
    assert told.reply is not None
    assert (told.state, told.reply.error_code, told.reply.message) == (
        JobState.FAILED, TextErased.code, "[erased]",
    )  # fmt: skip
    found = set(rows(settings, "SELECT principal, key, request_digest, content_digest FROM job"))
    assert found == {("", None, "[erased]", None)}


def test_retention_reaches_jobs_that_were_never_planned(desk: JobDesk, settings: Settings, clock: Clock) -> None:
    job = desk.submit(brief())
    clock.move(3600)
    with ErasureBook.open(settings) as book:
        assert book.before(clock.now).conversations == (job.conversation_id,)


def test_the_audit_chain_vouches_for_accepting_answering_and_ending(desk: JobDesk, settings: Settings) -> None:
    job = done(desk, desk.submit(brief()))
    with AuditReader.open(settings) as reader:
        links = list(reader.links())
        kinds = [link.kind for link in links if link.subject == job.id]
        vouched = reader.vouched()
        assert [vouched.differs(link) for link in links] == [""] * len(links)
    assert kinds == ["job.accepted", "job.ended"]


def test_a_plan_that_meets_a_locked_database_is_done_later(
    desk: JobDesk, settings: Settings, tmp_path: Path, clock: Clock
) -> None:
    job = desk.submit(brief())
    with JobQueue.open_url(settings.database_url, busy_timeout_s=0.01, clock=clock) as other:
        with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            with pytest.raises(Exception, match="is locked by another process"):
                other.claim_planning("there/1/1", desk.limits)
            lock.execute("ROLLBACK")
    assert planned(desk, job).state is JobState.QUEUED
