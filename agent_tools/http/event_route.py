"""`/v1/clips/{id}/events`: a job as it goes on, as server-sent events. Where the stream broke off, it is resumed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from agent_tools.http.clip_route import JobId
from agent_tools.http.door import Asked
from agent_tools.http.errors import TooManyRequests
from agent_tools.http.patience import changed
from agent_tools.http.served import Here
from agent_tools.http.wire import CLIPS, job_out
from agent_tools.job.view import JobView

router = APIRouter(prefix=CLIPS, tags=["clips"])

EVENT = "job"
LOOK_AGAIN_S = 25.0
RETRY_MS = 2000

LastSeen = Annotated[
    int, Header(alias="Last-Event-ID", ge=-1, le=2**53, description="The id of the last event that was seen.")
]


async def _found(clip_id: JobId, caller: Asked, here: Here) -> JobView:
    """The job, looked up before the stream begins, so that an unknown one is told as such."""
    if len(here.watching) >= here.options.max_watchers:
        raise TooManyRequests(f"{here.options.max_watchers} event streams are open", retry_after_s=LOOK_AGAIN_S)
    return await run_in_threadpool(here.desk.get, clip_id, caller)


@router.get("/{clip_id}/events", response_class=EventSourceResponse)
async def watch_clip(
    view: Annotated[JobView, Depends(_found)], caller: Asked, here: Here, last_event_id: LastSeen = -1
) -> AsyncIterator[ServerSentEvent]:
    """Follow a job: an event `job` for each change, with its version as id; the stream ends after the last one."""
    seen, mark = last_event_id, object()
    here.watching.add(mark)
    try:
        # The last event is told again to whoever has seen it: a stream without any would be opened again and again.
        if view.version > seen or view.state.final:
            yield _event(view)
            seen = max(seen, view.version)
        while not (view.state.final or here.closing.is_set()):
            now = await changed(here, view.id, caller, since=seen, timeout_s=LOOK_AGAIN_S)
            if now is not None:
                yield _event(now)
                view, seen = now, now.version
    finally:
        here.watching.discard(mark)


def _event(view: JobView) -> ServerSentEvent:
    told = job_out(view).model_dump_json(exclude_none=True)
    return ServerSentEvent(event=EVENT, id=str(view.version), raw_data=told, retry=RETRY_MS)
