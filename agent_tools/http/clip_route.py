"""`/v1/clips`: ask for a clip, look at it, answer its question, end it, ask for another version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from starlette.concurrency import run_in_threadpool

from agent_tools.errors import NotFound
from agent_tools.http.door import Asked
from agent_tools.http.patience import has_ended, reached, wanted_s
from agent_tools.http.request import ClipRequest, Order
from agent_tools.http.served import Here
from agent_tools.http.wire import CLIPS, JobPage, job_out, page_of
from agent_tools.job.view import Answer, Caller, JobView, Revision

router = APIRouter(prefix=CLIPS, tags=["clips"])

ClipId = Annotated[
    str, Path(description="The id of a job, `job_...`; of a made clip `clip_...` will do too.", max_length=100)
]
JobId = Annotated[str, Path(description="The id of a job, `job_...`.", max_length=100)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        description="The same key with the same body gives the same job; with another body it is refused.",
    ),
]
Prefer = Annotated[
    str | None, Header(max_length=200, description="`wait=N`: wait up to N seconds, 25 at most, for the end.")
]
PageSize = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
After = Annotated[str | None, Query(min_length=1, max_length=100, description="The last id of the page before.")]


@router.post("", status_code=202, response_model_exclude_none=True)
async def create_clip(  # a route's arguments are the parts of its request
    asked: ClipRequest,
    caller: Asked,
    here: Here,
    response: Response,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> JobView:
    """Ask for a clip: 202 with the job, or 200 where it ended while it was waited for. A refusal is a state."""
    view = await run_in_threadpool(
        here.desk.submit,
        asked.brief(caller),
        caller,
        key=idempotency_key,
        approve=asked.approve,
        conversation_id=asked.conversation_id,
    )
    here.metrics.accepted.inc()
    return await _accepted(view, caller, here, response, prefer)


@router.get("", response_model_exclude_none=True)
def list_clips(caller: Asked, here: Here, after: After = None, limit: PageSize = 20, order: Order = "desc") -> JobPage:
    """List your jobs, the newest first unless asked otherwise."""
    newest_first = order == "desc"
    found = here.desk.jobs(caller, after=after, limit=limit, newest_first=newest_first)
    return page_of(found, has_more=len(found) == limit and is_more(here, caller, found[-1].id, newest_first))


@router.get("/{clip_id}", response_model_exclude_none=True)
async def get_clip(clip_id: JobId, caller: Asked, here: Here, response: Response, prefer: Prefer = None) -> JobView:
    """Look at one job; with `Prefer: wait=N` as soon as it has ended or asks something, or when the time is over."""
    view = await run_in_threadpool(here.desk.get, clip_id, caller)
    return job_out(await _waited(view, caller, here, response, prefer))


@router.post("/{clip_id}/answer", response_model_exclude_none=True)
def answer_clip(clip_id: JobId, answer: Answer, caller: Asked, here: Here) -> JobView:
    """Answer what a job asks."""
    return job_out(here.desk.answer(clip_id, answer, caller))


@router.post("/{clip_id}/cancel", response_model_exclude_none=True)
def cancel_clip(clip_id: JobId, caller: Asked, here: Here) -> JobView:
    """End a job; one that has ended comes back as it is."""
    return job_out(here.desk.cancel(clip_id, caller))


@router.post("/{clip_id}/revisions", status_code=202, response_model_exclude_none=True)
async def revise_clip(  # a route's arguments are the parts of its request
    clip_id: ClipId,
    changes: Revision,
    caller: Asked,
    here: Here,
    response: Response,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> JobView:
    """Ask for another version of a made clip; at least one change must be named."""
    made = await run_in_threadpool(made_clip, here, clip_id, caller)
    view = await run_in_threadpool(here.desk.revise, made, changes, caller, key=idempotency_key)
    here.metrics.accepted.inc()
    return await _accepted(view, caller, here, response, prefer)


def is_more(here: Here, caller: Caller, after: str, newest_first: bool) -> bool:
    """Whether a tenant has a job after this one."""
    return bool(here.desk.jobs(caller, after=after, limit=1, newest_first=newest_first))


def made_clip(here: Here, clip_id: str, caller: Caller) -> str:
    """The id of a clip, given its own or that of its job.

    Raises:
        NotFound: There is neither, or the job has no clip.
    """
    if clip_id.startswith("clip_"):
        return clip_id
    view = here.desk.get(clip_id, caller)
    if view.clip_id is None:
        raise NotFound(f"job {clip_id!r} is {view.state.value} and has no clip; it has one when it is completed")
    return view.clip_id


async def _accepted(view: JobView, caller: Caller, here: Here, response: Response, prefer: str | None) -> JobView:
    response.headers["Location"] = f"{CLIPS}/{view.id}"
    told = await _waited(view, caller, here, response, prefer)
    if told.state.final and wanted_s(prefer) is not None:
        response.status_code = 200
    return job_out(told)


async def _waited(view: JobView, caller: Caller, here: Here, response: Response, prefer: str | None) -> JobView:
    wait_s = wanted_s(prefer)
    if wait_s is None:
        return view
    response.headers["Preference-Applied"] = f"wait={wait_s}"
    return await reached(here, view, caller, has_ended, timeout_s=wait_s)
