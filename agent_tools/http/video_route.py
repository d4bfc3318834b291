"""`/v1/videos`: the shape that programs written for OpenAI's videos expect. What it cannot say is at `/v1/clips`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from agent_tools.blob import Blobs
from agent_tools.errors import NotFound
from agent_tools.http.clip_route import After, IdempotencyKey, JobId, PageSize
from agent_tools.http.content_route import clip_file, picture
from agent_tools.http.door import Asked
from agent_tools.http.errors import BodyUnreadable, NotOffered, VideoRefused
from agent_tools.http.patience import is_judged, reached
from agent_tools.http.request import Order, Words
from agent_tools.http.served import Here
from agent_tools.http.video import Video, VideoDeleted, VideoPage, brief_of, fault_of, video_of
from agent_tools.http.wire import job_out
from agent_tools.job.view import Caller, JobState, JobView, Revision

router = APIRouter(prefix="/v1/videos", tags=["videos"])

JUDGED_WITHIN_S = 2.0
POLL_AFTER = {"openai-poll-after-ms": "1000"}
Prompt = Annotated[str, Form(min_length=1, max_length=4000, description="What is to be shown, as typed.")]


class Remix(BaseModel):
    """What is to be otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Words


@router.post("", response_model_exclude_none=True)
async def create_video(  # noqa: PLR0913  # a route's arguments are the parts of its request
    caller: Asked,
    here: Here,
    prompt: Prompt,
    model: Annotated[str | None, Form(max_length=100, description="`flipbook`, or left out.")] = None,
    seconds: Annotated[str | None, Form(max_length=20, description="1 to 60; left out, read from the prompt.")] = None,
    size: Annotated[str | None, Form(max_length=20, description="WIDTHxHEIGHT, even, 64 to 1920.")] = None,
    input_reference: Annotated[UploadFile | str | None, Form(description="Not taken.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Video:
    """Ask for a video. What may not be made is refused with `content_policy_violation` where that is known at once."""
    if input_reference is not None:
        raise BodyUnreadable("input_reference is not taken: pictures of people need their consent; leave it out")
    brief = brief_of(caller, prompt=prompt, model=model, seconds=seconds, size=size)
    view = await run_in_threadpool(here.desk.submit, brief, caller, key=idempotency_key)
    here.metrics.accepted.inc()
    return await _begun(view, caller, here)


@router.get("", response_model_exclude_none=True)
def list_videos(
    caller: Asked, here: Here, after: After = None, limit: PageSize = 20, order: Order = "desc"
) -> VideoPage:
    """List your videos that were not deleted."""
    shown, has_more = _page(here, caller, after, limit=limit, newest_first=order == "desc")
    ends = (shown[0].id, shown[-1].id) if shown else (None, None)
    return VideoPage(data=tuple(map(video_of, shown)), first_id=ends[0], last_id=ends[1], has_more=has_more)


@router.get("/{video_id}", response_model_exclude_none=True)
def get_video(video_id: JobId, caller: Asked, here: Here, response: Response) -> Video:
    """Look at one video."""
    response.headers.update(POLL_AFTER)
    return video_of(_kept(here, video_id, caller))


@router.get(
    "/{video_id}/content", response_class=Response, responses={200: {"content": {"video/mp4": {}, "image/jpeg": {}}}}
)
def get_video_content(
    video_id: JobId,
    caller: Asked,
    here: Here,
    request: Request,
    variant: Annotated[Literal["video", "thumbnail", "spritesheet"], Query()] = "video",
) -> Response:
    """The bytes of a video, or its first picture."""
    _kept(here, video_id, caller)
    match variant:
        case "video":
            return clip_file(here, video_id, caller, request)
        case "thumbnail":
            return picture(here, video_id, caller)
        case "spritesheet":
            raise NotOffered("variant 'spritesheet' is not made here; it must be 'video' or 'thumbnail'")


@router.delete("/{video_id}")
def delete_video(video_id: JobId, caller: Asked, here: Here) -> VideoDeleted:
    """Delete a video and its file for good; what is still being made is cancelled."""
    view = here.desk.cancel(_kept(here, video_id, caller).id, caller)
    here.shelf.delete(caller.tenant, view.id, view.clip_id, Blobs.open(here.settings.blobs_url))
    return VideoDeleted(id=view.id)


@router.post("/{video_id}/remix", response_model_exclude_none=True)
async def remix_video(video_id: JobId, changes: Remix, caller: Asked, here: Here) -> Video:
    """Ask for another version of a finished video."""
    view = await run_in_threadpool(_kept, here, video_id, caller)
    if view.clip_id is None:
        raise NotFound(f"video {video_id!r} is not finished; it can be remixed when it is completed")
    revision = Revision(request=changes.prompt)
    return await _begun(await run_in_threadpool(here.desk.revise, view.clip_id, revision, caller), caller, here)


async def _begun(view: JobView, caller: Caller, here: Here) -> Video:
    """The video of a new job, as soon as it was judged.

    Raises:
        VideoRefused: It may not be made, or not before a question is answered, which nobody can in this shape.
    """
    view = await reached(here, view, caller, is_judged, timeout_s=JUDGED_WITHIN_S)
    refused = fault_of(job_out(view))
    if view.state is JobState.NEEDS_ANSWER:
        await run_in_threadpool(here.desk.cancel, view.id, caller)
    if refused is not None and view.state in (JobState.NEEDS_ANSWER, JobState.BLOCKED):
        raise VideoRefused(refused.message)
    return video_of(view)


def _kept(here: Here, video_id: str, caller: Caller) -> JobView:
    """The job of a video.

    Raises:
        NotFound: There is none, or it was deleted.
    """
    view = here.desk.get(video_id, caller)
    if here.shelf.deleted(caller.tenant, [view.id]):
        raise NotFound(f"video {video_id!r} was deleted")
    return view


def _page(
    here: Here, caller: Caller, after: str | None, *, limit: int, newest_first: bool
) -> tuple[list[JobView], bool]:
    """Jobs whose videos were not deleted, and whether there are more."""
    kept: list[JobView] = []
    while len(kept) <= limit:
        found = here.desk.jobs(caller, after=after, limit=limit, newest_first=newest_first)
        gone = here.shelf.deleted(caller.tenant, [view.id for view in found])
        kept += [view for view in found if view.id not in gone]
        if len(found) < limit:
            break
        after = found[-1].id
    return kept[:limit], len(kept) > limit
