"""Group commit: what comes while a transaction is being written shares the next one.

Waiting for the disk takes longer than writing a row, and one wait serves any number of rows. Each caller comes back
only after the commit that holds its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_BATCH = 500


class GroupCommit(Generic[Item, Result]):
    """Gathers items of many threads and writes them together.

    Args:
        write: Writes items in one transaction and gives a result for each; what it raises is raised for all of them.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Ticket[Item, Result]] = []
        self._writing = False

    def put(self, item: Item) -> Result:
        """Write one item; returns after its commit.

        Args:
            item: The item.
        """
        ticket: _Ticket[Item, Result] = _Ticket(item)
        with self._lock:
            self._waiting.append(ticket)
            leads = not self._writing
            self._writing = True
        if not leads:
            ticket.turn.wait()
            leads = not ticket.done
        if leads:
            self._lead()
        return ticket.result()

    def _lead(self) -> None:
        """Write what waits, this thread's own item among it, and hand the lead to the first that came meanwhile."""
        with self._lock:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
        try:
            results = self._write([ticket.item for ticket in batch])
            for ticket, result in zip(batch, results, strict=True):
                ticket.results = [result]
        except BaseException as fault:
            for ticket in batch:
                ticket.fault = fault
            raise
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._writing = following is not None
            for ticket in batch:
                ticket.done = True
                ticket.turn.set()
            if following is not None:
                following.turn.set()


class _Ticket(Generic[Item, Result]):
    """One item and what becomes of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.turn = threading.Event()
        self.done = False
        self.results: list[Result] = []
        self.fault: BaseException | None = None

    def result(self) -> Result:
        """What came of the item."""
        if self.fault is not None:
            raise self.fault
        return self.results[0]
