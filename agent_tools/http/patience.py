"""Waiting for a job without a thread: what `Prefer: wait=N` means, and when a wait is over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from agent_tools.http.request import MAX_WAIT_S
from agent_tools.http.served import Served
from agent_tools.job.view import Caller, JobState, JobView

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=$|[,;])", re.IGNORECASE | re.ASCII)


def wanted_s(prefer: str | None) -> int | None:
    """The seconds of `Prefer: wait=N` (RFC 7240), at most 25; None where it says nothing of the kind.

    Args:
        prefer: The header. What is not understood in it is left aside, as the standard wants.
    """
    found = _WAIT.search(prefer or "")
    return None if found is None else min(int(found.group(1)), MAX_WAIT_S)


def has_ended(view: JobView) -> bool:
    """Whether there is nothing to wait for: a job has ended, or asks something."""
    return view.state.final or view.state is JobState.NEEDS_ANSWER


def is_judged(view: JobView) -> bool:
    """Whether it is known if a job may be made."""
    return has_ended(view) or view.storyboard is not None


async def reached(
    served: Served, view: JobView, caller: Caller, done: Callable[[JobView], bool], *, timeout_s: float
) -> JobView:
    """A job as soon as it is so far, or as it is when the time is over.

    Args:
        served: The server.
        view: The job as it was seen last.
        caller: Who asks.
        done: Whether it is so far.
        timeout_s: Seconds.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    while not done(view):
        left_s = until - loop.time()
        if left_s <= 0 or served.closing.is_set():
            return view
        view = await changed(served, view.id, caller, since=view.version, timeout_s=left_s) or view
    return view


async def changed(served: Served, job_id: str, caller: Caller, *, since: int, timeout_s: float) -> JobView | None:
    """A job as soon as it has changed; None when the time is over or the server ends.

    Args:
        served: The server.
        job_id: The job.
        caller: Who asks.
        since: The version that is known.
        timeout_s: Seconds.
    """
    watching = asyncio.ensure_future(served.desk.watch_async(job_id, caller, since=since, timeout_s=timeout_s))
    closing = asyncio.ensure_future(served.closing.wait())
    try:
        await asyncio.wait({watching, closing}, return_when=asyncio.FIRST_COMPLETED)
        return watching.result() if watching.done() else None
    finally:
        watching.cancel()
        closing.cancel()
