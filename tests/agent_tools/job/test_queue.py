"""Who works on a job: one at a time, whatever happens to the others."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from agent_tools.errors import JobAbandoned, LeaseLost
from agent_tools.job.desk import JobDesk
from agent_tools.job.rendering import Stop
from agent_tools.job.view import JobLimits, JobState
from agent_tools.settings import Settings
from agent_tools.store import RenderStatus
from agent_tools.store.job_queue import JobQueue
from agent_tools.store.job_view import Job
from agent_tools.worker import this_worker
from generator.errors import RenderCancelled
from tests.agent_tools.job.job_double import Clock, Pausing, Thread, open_desk, planned
from tests.agent_tools.service_double import brief, rows
from tests.conftest import Sample

LIMITS = JobLimits()
DEAD = f"{os.uname().nodename}/1/x"  # no process began at such a time


@pytest.fixture
def book(settings: Settings, clock: Clock) -> Iterator[JobQueue]:
    """The queue as another process sees it."""
    with JobQueue.open_url(settings.database_url, clock=clock) as opened:
        yield opened


def claimed(desk: JobDesk, book: JobQueue, owner: str = "there/1/1") -> Job:
    planned(desk, desk.submit(brief()))
    job = book.claim_render(owner, LIMITS)
    assert job is not None
    return job


def begun(book: JobQueue, job: Job) -> str:
    return book.start_render(str(job.decision_id), model_id="stub", seeds=(1,), job=job.held)


def test_two_workers_never_take_the_same_job(desk: JobDesk, book: JobQueue) -> None:
    for seed in range(6):
        desk.submit(brief(seed=seed))
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: book.claim_planning("there/1/1", LIMITS), range(8)))
    ids = [job.id for job in taken if job is not None]
    assert len(ids) == len(set(ids)) == 6
    assert taken.count(None) == 2


def test_jobs_are_taken_in_the_order_in_which_they_came(desk: JobDesk, book: JobQueue) -> None:
    ids = [planned(desk, desk.submit(brief(seed=seed))).id for seed in range(3)]
    taken = [book.claim_render("there/1/1", LIMITS) for _ in range(4)]
    assert [job and job.id for job in taken] == [*ids, None]


def test_the_same_clip_is_not_rendered_twice_at_once(desk: JobDesk, book: JobQueue) -> None:
    first, second = (planned(desk, desk.submit(brief())) for _ in range(2))
    job = book.claim_render("there/1/1", LIMITS)
    assert job is not None
    assert job.id == first.id
    assert book.claim_render("there/2/1", LIMITS) is None
    book.give_back(job.held)
    again = book.claim_render("there/2/1", LIMITS)
    assert again is not None
    assert (again.id, desk.get(second.id).state) == (first.id, JobState.QUEUED)


def test_a_worker_that_was_taken_for_dead_delivers_nothing(
    desk: JobDesk, book: JobQueue, clock: Clock, sample: Sample, settings: Settings, tmp_path: Path
) -> None:
    slow = claimed(desk, book)
    render_id = begun(book, slow)
    clock.move(LIMITS.lease_s + 1)
    desk.pulse.look_after()
    assert book.get_render(render_id).status is RenderStatus.FAILED
    quick = book.claim_render("there/2/1", LIMITS)
    assert quick is not None
    assert (quick.id, quick.attempts) == (slow.id, 2)
    other = begun(book, quick)
    for call in (
        lambda: book.end(slow.held, "failed", None),  # type: ignore[arg-type]
        lambda: book.give_back(slow.held),
        lambda: book.complete(slow.held, "clip_1"),
        lambda: begun(book, slow),
    ):
        with pytest.raises(LeaseLost):
            call()
    with pytest.raises(Exception, match="only a running one can end"):
        book.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure())
    clip = book.finish_render(other, sample.report(tmp_path / "b.mp4"), sample.disclosure())
    assert rows(settings, "SELECT job_id, clip_id FROM job_clip") == [(slow.id, clip.id)]
    assert desk.get(slow.id).state is JobState.COMPLETED


def test_a_render_under_an_old_lease_cannot_be_finished(
    desk: JobDesk, book: JobQueue, sample: Sample, settings: Settings, tmp_path: Path
) -> None:
    slow = claimed(desk, book)
    render_id = begun(book, slow)
    book.give_back(slow.held)
    with pytest.raises(LeaseLost, match="this render delivers nothing"):
        book.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure())
    assert rows(settings, "SELECT id FROM clip") == []


def test_a_clip_that_is_done_when_its_job_is_cancelled_is_not_delivered(
    desk: JobDesk, book: JobQueue, sample: Sample, settings: Settings, tmp_path: Path
) -> None:
    job = claimed(desk, book)
    render_id = begun(book, job)
    assert desk.cancel(job.id).cancelling
    with pytest.raises(RenderCancelled, match="was cancelled while it was rendered"):
        book.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure())
    assert rows(settings, "SELECT id FROM clip") == []


def test_the_database_takes_no_second_clip_of_a_job(
    desk: JobDesk, book: JobQueue, sample: Sample, settings: Settings, tmp_path: Path
) -> None:
    job = claimed(desk, book)
    book.finish_render(begun(book, job), sample.report(tmp_path / "a.mp4"), sample.disclosure())
    with (
        closing(sqlite3.connect(settings.home / "reelwright.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="job_clip rows are only ever added"),
    ):
        connection.execute("INSERT INTO job_clip SELECT job_id, 'clip_other' FROM job_clip")


def test_a_job_of_a_dead_process_is_taken_up_at_once(desk: JobDesk, book: JobQueue) -> None:
    job = claimed(desk, book, owner=DEAD)
    (taken,) = book.reap(lambda owner: owner == DEAD, LIMITS, lambda _: pytest.fail("too early"))
    assert (taken.job.state, taken.dead, taken.job.attempts) == (JobState.QUEUED, True, 1)
    again = book.claim_render(this_worker(), LIMITS)
    assert again is not None
    assert again.id == job.id


def test_what_the_next_worker_has_put_there_is_not_cleared_away(desk: JobDesk, book: JobQueue) -> None:
    job = claimed(desk, book, owner=DEAD)
    frame = desk.service.shown_frame(job.id, make=True)
    frame.touch()
    desk.pulse.look_after()
    assert book.job(job.id).state is JobState.QUEUED
    assert frame.exists()


def test_a_job_of_another_machine_is_left_until_its_lease_ends(desk: JobDesk, book: JobQueue, clock: Clock) -> None:
    job = claimed(desk, book, owner="elsewhere/1/1")
    desk.pulse.look_after()
    assert book.job(job.id).state is JobState.RUNNING
    clock.move(LIMITS.lease_s + 1)
    desk.pulse.look_after()
    assert book.job(job.id).state is JobState.QUEUED


def test_a_job_that_kills_every_worker_fails_in_the_end(desk: JobDesk, book: JobQueue, clock: Clock) -> None:
    job = claimed(desk, book)
    for attempt in range(1, LIMITS.max_attempts + 1):
        assert book.job(job.id).attempts == attempt
        clock.move(LIMITS.lease_s + 1)
        desk.pulse.look_after()
        book.claim_render("there/1/1", LIMITS)
    told = desk.get(job.id)
    assert told.state is JobState.FAILED
    assert told.reply is not None
    assert told.reply.error_code == JobAbandoned.code


def test_planning_that_nobody_finished_is_done_again(desk: JobDesk, book: JobQueue, clock: Clock) -> None:
    job = desk.submit(brief())
    assert book.claim_planning("there/1/1", LIMITS) is not None
    assert desk.get(job.id).progress.stage == "planning"
    assert not desk.planning.step()
    clock.move(LIMITS.lease_s + 1)
    assert planned(desk, job).state is JobState.QUEUED
    assert desk.rendering.step()


def test_a_clock_that_is_set_back_loses_no_job(desk: JobDesk, book: JobQueue, clock: Clock) -> None:
    job = claimed(desk, book, owner=DEAD)
    clock.move(-7200)
    later = planned(desk, desk.submit(brief(seed=2)))
    (taken,) = book.reap(lambda owner: owner == DEAD, LIMITS, lambda _: pytest.fail("too early"))
    assert taken.job.id == job.id
    assert [book.claim_render("there/1/1", LIMITS).id for _ in range(2)] == [job.id, later.id]  # type: ignore[union-attr]


def test_a_worker_that_ends_gives_back_what_it_renders(settings: Settings, clock: Clock) -> None:
    model = Pausing("denoise")
    with open_desk(settings, lambda _: model, clock=clock) as desk:
        job = planned(desk, desk.submit(brief()))
        rendering = desk.rendering
        with Thread(rendering.step):
            assert model.reached.wait(300)
            desk._runs.stop(Stop.GIVEN_BACK)
            model.go.set()
        told = desk.get(job.id)
        assert (told.state, told.attempts, told.progress.fraction) == (JobState.QUEUED, 0, 0.0)
        assert rendering.step()
        assert desk.get(job.id).state is JobState.COMPLETED


def test_progress_is_seen_by_other_processes_and_keeps_the_lease(settings: Settings, clock: Clock) -> None:
    model = Pausing("frames")
    with open_desk(settings, lambda _: model, clock=clock) as desk, open_desk(settings, clock=clock) as other:
        job = planned(desk, desk.submit(brief()))
        with Thread(desk.rendering.step):
            assert model.reached.wait(300)
            pulse = desk.pulse
            pulse.beat()
            seen = other.get(job.id)
            assert (seen.state, seen.progress.stage) == (JobState.RUNNING, "encode")
            assert 0.0 < seen.progress.fraction < 1.0
            assert (other.preview(job.id) or b"")[:2] == b"\xff\xd8"  # a JPEG of the first frame
            pulse.beat()
            assert other.get(job.id).version == seen.version  # nothing is written where nothing changed
            clock.move(LIMITS.lease_s - 1)
            pulse.beat()
            clock.move(LIMITS.lease_s - 1)
            other.pulse.look_after()
            assert other.get(job.id).state is JobState.RUNNING
            model.go.set()
        assert other.get(job.id).state is JobState.COMPLETED


def test_two_hundred_threads_with_one_key_make_one_job(settings: Settings) -> None:
    start = threading.Barrier(200)
    with open_desk(settings) as desk:

        def submit(_: int) -> str:
            start.wait(300)
            return desk.submit(brief(), key="once").id

        with ThreadPoolExecutor(200) as pool:
            ids = list(pool.map(submit, range(200)))
    assert len(set(ids)) == 1
    assert rows(settings, "SELECT count(*) FROM job") == [(1,)]


def test_two_hundred_requests_for_one_clip_make_one_render(settings: Settings) -> None:
    model = Pausing()
    with open_desk(settings, lambda _: model) as desk:
        jobs = [desk.submit(brief()) for _ in range(200)]
        desk.start_worker()
        told = []
        for job in jobs:
            view = desk.wait(job.id, timeout_s=25)
            while not view.state.final:
                view = desk.wait(job.id, timeout_s=25)
            told.append(view)
    assert {job.state for job in told} == {JobState.COMPLETED}
    assert len({job.clip_id for job in told}) == 1
    assert model.n_renders == 1
