"""Who waits for a job hears of its change, from whichever process it comes."""

from __future__ import annotations

import asyncio
import threading

from agent_tools.job.bell import _Waiter
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import JobState, JobView
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import Thread, open_desk, planned
from tests.agent_tools.service_double import brief


def test_a_job_that_changed_before_is_shown_at_once(desk: JobDesk) -> None:
    job = desk.submit(brief())
    assert desk.watch(job.id) == job
    assert desk.watch(job.id, since=job.version, timeout_s=0) is None
    later = planned(desk, job)
    assert later.version > job.version
    assert desk.watch(job.id, since=job.version, timeout_s=0) == later


def test_a_change_of_another_process_is_heard_of(desk: JobDesk, settings: Settings) -> None:
    job = desk.submit(brief())
    with open_desk(settings) as other:
        seen = []
        with Thread(lambda: seen.append(other.watch(job.id, since=job.version, timeout_s=25))):
            desk.cancel(job.id)
        assert [view and view.state for view in seen] == [JobState.CANCELLED]


def test_waiting_ends_with_the_job_and_with_the_time(desk: JobDesk) -> None:
    job = desk.submit(brief())
    assert desk.wait(job.id, timeout_s=0).state is JobState.QUEUED
    seen = []
    with Thread(lambda: seen.append(desk.wait(job.id, timeout_s=25))):
        desk.cancel(job.id)
    assert seen[0].state is JobState.CANCELLED


def test_who_waits_for_the_end_is_not_woken_before(desk: JobDesk) -> None:
    rung: list[str] = []
    job = desk.submit(brief())
    for name, until_settled in (("any", False), ("end", True)):
        waiter = _Waiter(job.version, lambda name=name: rung.append(name), until_settled=until_settled)
        desk._bell._waiters.setdefault(job.id, []).append(waiter)
    desk._bell.ring(job.id, job.version + 1, settled=False)
    assert rung == ["any"]
    desk._bell.ring(job.id, job.version + 2, settled=True)
    assert rung == ["any", "any", "end"]


async def test_a_thousand_watchers_cost_no_thread_each(desk: JobDesk) -> None:
    job, other = desk.submit(brief()), desk.submit(brief(seed=2))
    before = threading.active_count()

    async def changed(job: JobView) -> JobState:
        while (view := await desk.watch_async(job.id, since=job.version, timeout_s=25)) is None:
            pass  # a thousand that begin on a busy machine may take longer than one may wait at once
        return view.state

    async with asyncio.timeout(120):
        quiet = [asyncio.create_task(changed(other)) for _ in range(500)]
        watching = [asyncio.create_task(changed(job)) for _ in range(500)]
        while len(desk._bell._waiters.get(job.id, ())) < 500 or len(desk._bell._waiters.get(other.id, ())) < 500:
            await asyncio.sleep(0.01)
        assert threading.active_count() - before <= 40  # the pool of the loop, and one that looks
        desk.cancel(job.id)
        assert set(await asyncio.gather(*watching)) == {JobState.CANCELLED}
        assert not any(task.done() for task in quiet)
        desk.cancel(other.id)
        assert set(await asyncio.gather(*quiet)) == {JobState.CANCELLED}


async def test_a_watcher_on_a_loop_gives_up_in_time(desk: JobDesk) -> None:
    job = desk.submit(brief())
    assert await desk.watch_async(job.id, since=job.version, timeout_s=0) is None
    assert await desk.watch_async(job.id) == job


def test_closing_wakes_everybody(settings: Settings) -> None:
    desk = open_desk(settings)
    job = desk.submit(brief())
    heard = []
    with Thread(lambda: heard.append(desk._bell.wait(job.id, job.version, 60))):
        while not desk._bell._waiters:
            threading.Event().wait(0.001)
        desk.close()
    assert heard == [True]
