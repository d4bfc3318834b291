"""A job that is cancelled ends, wherever it stands, and leaves neither a clip nor a file."""

from __future__ import annotations

import pytest

from agent_tools.job.desk import JobDesk
from agent_tools.job.view import Approve, JobState, JobView
from agent_tools.settings import Settings
from agent_tools.store.job_queue import JobQueue
from tests.agent_tools.job.job_double import Clock, Pausing, Thread, done, open_desk, planned
from tests.agent_tools.service_double import brief, left_in, rows, stored


def cancelled(job: JobView) -> bool:
    return (job.state, job.cancelling, job.clip_id, job.reply) == (JobState.CANCELLED, False, None, None)


def test_a_job_that_waits_ends_at_once(desk: JobDesk) -> None:
    accepted = desk.submit(brief())
    assert cancelled(desk.cancel(accepted.id))
    assert not desk.planning.step()
    ready = planned(desk, desk.submit(brief()))
    assert cancelled(desk.cancel(ready.id))
    assert not desk.rendering.step()
    asks = planned(desk, desk.submit(brief(), approve=Approve.ALWAYS))
    assert asks.question is not None
    assert cancelled(desk.cancel(asks.id))


def test_a_job_that_is_being_planned_ends_at_once(desk: JobDesk, settings: Settings) -> None:
    job = desk.submit(brief())
    with JobQueue.open_url(settings.database_url) as other:
        taken = other.claim_planning("there/1/1", desk.limits)
        assert taken is not None
        assert cancelled(desk.cancel(job.id))
        assert other.job(job.id).lease is None


@pytest.mark.parametrize("point", Pausing.POINTS)
def test_a_job_that_is_rendered_ends_at_its_next_step(settings: Settings, point: str) -> None:
    model = Pausing(point)
    with open_desk(settings, lambda _: model) as desk:
        job = planned(desk, desk.submit(brief()))
        with Thread(desk.rendering.step):
            assert model.reached.wait(300)
            told = desk.cancel(job.id)
            assert (told.state, told.cancelling) == (JobState.RUNNING, True)
            model.go.set()
        assert cancelled(desk.get(job.id))
    assert rows(settings, "SELECT id FROM clip") == []
    assert stored(settings) == []
    assert left_in(settings.work_dir) == []
    assert {status for (status,) in rows(settings, "SELECT status FROM render")} <= {"cancelled"}


def test_a_cancellation_by_another_process_is_seen_at_the_next_beat(settings: Settings, clock: Clock) -> None:
    model = Pausing("denoise")
    with open_desk(settings, lambda _: model, clock=clock) as desk, open_desk(settings, clock=clock) as other:
        job = planned(desk, desk.submit(brief()))
        with Thread(desk.rendering.step):
            assert model.reached.wait(300)
            assert other.cancel(job.id).cancelling
            desk.pulse.beat()
            model.go.set()
        assert cancelled(other.get(job.id))


def test_the_worker_takes_the_next_job_after_one_was_cancelled(settings: Settings) -> None:
    model = Pausing("denoise")
    with open_desk(settings, lambda _: model) as desk:
        first, second = desk.submit(brief()), desk.submit(brief(seed=2))
        desk.start_worker()
        assert model.reached.wait(300)
        desk.cancel(first.id)
        model.go.set()
        assert cancelled(desk.wait(first.id))
        assert desk.wait(second.id).state is JobState.COMPLETED


def test_what_has_ended_comes_back_as_it_is(desk: JobDesk) -> None:
    job = done(desk, desk.submit(brief()))
    assert desk.cancel(job.id) == job
    gone = desk.cancel(desk.submit(brief()).id)
    assert desk.cancel(gone.id) == gone
