"""Group commit: who comes together is written together, and nobody comes back before that."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent_tools.errors import BriefError, StoreError
from agent_tools.job.desk import JobDesk
from agent_tools.job.group import MAX_BATCH, GroupCommit
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import open_desk
from tests.agent_tools.service_double import brief, rows


class Writer:
    """Writes numbers; the first write waits until others have come."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self._fault = fault

    def write(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        if len(self.batches) == 1:
            self.begun.set()
            assert self.go.wait(60)
        elif self._fault is not None:
            raise self._fault
        return [number * 10 for number in numbers]


def together(writer: Writer, n: int) -> list[object]:
    """What comes back to one thread, and to `n` that come while its number is being written."""
    group = GroupCommit(writer.write)
    arrived = threading.Semaphore(0)

    def put(number: int) -> object:
        if number:
            arrived.release()
        try:
            return group.put(number)
        except StoreError as fault:
            return fault

    with ThreadPoolExecutor(n + 1) as pool:
        first = pool.submit(put, 0)
        assert writer.begun.wait(60)
        others = [pool.submit(put, number) for number in range(1, n + 1)]
        for _ in range(n):
            assert arrived.acquire(timeout=60)
        while len(group._waiting) < n:
            threading.Event().wait(0.001)
        writer.go.set()
        return [first.result(60), *(other.result(60) for other in others)]


def test_what_comes_while_something_is_written_is_written_together() -> None:
    writer = Writer()
    assert together(writer, 8) == [number * 10 for number in range(9)]
    assert [len(batch) for batch in writer.batches] == [1, 8]


def test_a_batch_has_a_bound() -> None:
    writer = Writer()
    group = GroupCommit(writer.write)
    writer.go.set()
    assert group.put(3) == 30
    assert MAX_BATCH == 500


def test_a_fault_reaches_everybody_it_concerns_and_nobody_else() -> None:
    fault = StoreError("the disk is full")
    first, *others = together(Writer(fault), 4)
    assert first == 0
    assert others == [fault] * 4


def test_after_a_fault_the_next_one_is_written() -> None:
    faults = [StoreError("the disk is full")]

    def write(numbers: Sequence[int]) -> Sequence[int]:
        if faults:
            raise faults.pop()
        return numbers

    group = GroupCommit(write)
    with pytest.raises(StoreError, match="the disk is full"):
        group.put(1)
    assert group.put(2) == 2


def test_many_threads_lose_no_job(settings: Settings) -> None:
    with open_desk(settings) as desk, ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda n: desk.submit(brief(seed=n)).id, range(160)))
    assert len(set(ids)) == 160
    assert {name for (name,) in rows(settings, "SELECT id FROM job")} == set(ids)


@pytest.mark.parametrize("option", ["key", "conversation_id", "parent_clip_id"])
def test_a_text_that_is_none_fails_alone(desk: JobDesk, option: str) -> None:
    with pytest.raises(BriefError, match=rf"{option} '\\ud800' is no text: it holds half of a surrogate pair"):
        desk.submit(brief(), **{option: "\ud800"})
    desk.submit(brief())
