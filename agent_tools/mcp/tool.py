"""The four tools as MCP knows tools: flat arguments, structured output, links to clips, progress, and questions.

A question of a job is put to the person by the client, through an elicitation that no model sees or answers. Where a
client cannot ask, the result says what is to be asked. Consent is never asked for here: it is put on record by the
person who is shown. The job's row is the only state: a call that is repeated finds its job and goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, cast

from mcp.server.mcpserver import AcceptedElicitation, CancelledElicitation, Context, Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from mcp.types import CallToolResult, ContentBlock, ResourceLink, TextContent, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, create_model

from agent_tools.job import Caller, JobState, JobView, QuestionKind
from agent_tools.reply import FAULTS
from agent_tools.schema import ClipView, ToolReply
from agent_tools.tool import description
from agent_tools.tool.call import Asker, ClipCalls, settled
from agent_tools.tool.outcome import CheckOutcome, ClipOutcome, of_check, of_clip, of_fault, of_job
from agent_tools.tool.request import MAX_WAIT_S, CheckRequest, CreateRequest, GetRequest, ReviseRequest

if TYPE_CHECKING:
    from agent_tools.job.desk import JobDesk

MIME = "video/mp4"
PLANNING_S = 2.0
"""Longest that a call waits for the storyboard before it goes on without knowing whether there is a question."""

# There is no conversation here that would tell a repeated call from a second wish.
_ANEW = frozenset({JobState.FAILED, JobState.CANCELLED, JobState.BLOCKED})
_CANNOT_ASK = {
    QuestionKind.STORYBOARD: (
        "This client cannot put the question to the person. They approve the storyboard where this installation is "
        "served, on its page; then call clip_get with this job_id."
    ),
    QuestionKind.INVENTED: (
        "Put the question to the person, word for word. Only if they say themselves that the names are invented, call "
        "the tool again with those names in invented_names; otherwise describe somebody without a name."
    ),
}
_UNANSWERED = "The person closed the question. Call the same tool with the same arguments to ask them again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What every call of one server needs.

    Attributes:
        desk: Gives the desk that jobs go to, and may take its time: a client is greeted before that is open.
        asker: What the operator of the server fixed.
        caller_of: Who sends an HTTP request, as the host of the server authenticated them; None for the asker's own.
        resource_links: Whether a result links to its clip; some hosts pass links on to models that refuse them.
        max_wait_s: Longest that a call may wait, 0..25, whatever it asks for; below the host's own time limit.
    """

    desk: Callable[[], JobDesk]
    asker: Asker
    caller_of: Callable[[Any], Caller] | None = None
    resource_links: bool = True
    max_wait_s: float = MAX_WAIT_S

    def asker_of(self, request: object) -> Asker:
        """Who asks, for a request of the transport, which stdio has none of.

        Raises:
            PermissionError: An HTTP request that nobody vouches for.
        """
        if self.caller_of is None or request is None:
            return self.asker
        return replace(self.asker, caller=self.caller_of(request))

    async def calls(self, ctx: ServedContext) -> ClipCalls:
        """What the tools do for whoever sends this call.

        Raises:
            AgentToolsError: The desk cannot be opened.
        """
        desk = await asyncio.to_thread(self.desk)
        return ClipCalls(desk, self.asker_of(ctx.request_context.request), anew=_ANEW)


ServedContext = Context[Served, Any]


class StoryboardForm(BaseModel):
    """What a person says about a storyboard."""

    approve: bool = Field(title="Make this clip", description="Yes: it is rendered as planned. No: nothing is made.")


class InventedForm(BaseModel):
    """What a person says about names."""

    invented: bool = Field(
        title="Invented", description="Yes: these are invented characters. No: at least one is, or could be, real."
    )


_Begun = JobView | ClipOutcome
"""A job, or the fault that kept it from beginning."""


async def _begun(asked: CreateRequest | ReviseRequest, ctx: ServedContext) -> _Begun:
    """The job of a call, planned if that takes no longer than it should; the same one in every round of the call."""
    try:
        calls = await _served(ctx).calls(ctx)
        job = await calls.begin_async(lambda: _begin(calls, asked))
        return await calls.follow_async(job, PLANNING_S, _unheard, enough=_planned_far_enough)
    except FAULTS as fault:
        return of_fault(fault)


async def _ask_invented(job: Annotated[_Begun, Resolve(_begun)], ctx: ServedContext) -> Elicit[InventedForm] | None:
    asked = _asked(job, QuestionKind.INVENTED, ctx)
    return None if asked is None else Elicit(asked.question, InventedForm)


async def _named(
    job: Annotated[_Begun, Resolve(_begun)],
    said: Annotated[ElicitationResult[InventedForm], Resolve(_ask_invented)],
    ctx: ServedContext,
) -> _Begun:
    """The job after the person said whether its names are invented."""
    accept = said.data.invented if isinstance(said, AcceptedElicitation) and said.data is not None else None
    return await _answered(job, said, accept, ctx)


async def _ask_storyboard(job: Annotated[_Begun, Resolve(_named)], ctx: ServedContext) -> Elicit[StoryboardForm] | None:
    asked = _asked(job, QuestionKind.STORYBOARD, ctx)
    return None if asked is None else Elicit("\n".join([asked.question, *asked.storyboard]), StoryboardForm)


async def make(
    asked: CreateRequest | ReviseRequest,
    ctx: ServedContext,
    job: Annotated[_Begun, Resolve(_named)],
    said: Annotated[ElicitationResult[StoryboardForm], Resolve(_ask_storyboard)],
) -> Annotated[CallToolResult, ClipOutcome]:
    """Wait for the clip of a call, once every question is answered."""
    accept = said.data.approve if isinstance(said, AcceptedElicitation) and said.data is not None else None
    try:
        job = await _answered(job, said, accept, ctx)
        if isinstance(job, ClipOutcome):
            return _result(job, None, ctx)
        return _of_job(await _followed(job, asked.wait_seconds, ctx, owns=True), ctx)
    except FAULTS as fault:
        return _result(of_fault(fault), None, ctx)


async def get(asked: GetRequest, ctx: ServedContext) -> Annotated[CallToolResult, ClipOutcome]:
    """Look at a job or a clip."""
    try:
        calls = await _served(ctx).calls(ctx)
        found = await asyncio.to_thread(calls.find, asked.id)
        if isinstance(found, ToolReply):
            return _result(of_clip(found), found.clip, ctx)
        return _of_job(await _followed(found, asked.wait_seconds, ctx, owns=False), ctx)
    except FAULTS as fault:
        return _result(of_fault(fault), None, ctx)


async def check(asked: CheckRequest, ctx: ServedContext) -> Annotated[CallToolResult, CheckOutcome]:
    """Judge a request without making anything."""
    try:
        calls = await _served(ctx).calls(ctx)
        told = of_check(await asyncio.to_thread(calls.check, asked))
    except FAULTS as fault:
        return _result(of_fault(fault), None, ctx)
    return CallToolResult(content=[TextContent(text=told.to_text())], structured_content=told.to_json())


def clip_tools() -> list[Tool]:
    """The four tools; what they work on comes with each call, from the server's lifespan."""
    made = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    looks = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return [
        _tool(make, "clip_create", "Make a clip", description.CREATE, CreateRequest, made),
        _tool(get, "clip_get", "Look at a clip", description.GET, GetRequest, looks),
        _tool(check, "clip_check", "Check a request", description.CHECK, CheckRequest, looks),
        _tool(make, "clip_revise", "Change a clip", description.REVISE, ReviseRequest, made),
    ]


def _tool(
    function: Callable[..., Any],
    name: str,
    title: str,
    words: str,
    request: type[BaseModel],
    annotations: ToolAnnotations,
) -> Tool:
    """A tool whose arguments are the fields of a request, and nothing else."""
    tool = Tool.from_function(function, name=name, title=title, description=words, annotations=annotations)
    bases: Any = (request, _Whole)
    taken = cast("type[ArgModelBase]", create_model(f"{name}_arguments", __base__=bases))
    tool.fn_metadata.arg_model = taken
    tool.parameters = _untitled(taken.model_json_schema())
    return tool


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without the titles that are only the names once more; a model pays for each of them."""
    fields = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in schema["properties"].items()
    }
    return {**{key: value for key, value in schema.items() if key != "title"}, "properties": fields}


class _Whole(ArgModelBase):
    """Arguments that reach the function as the one request that they are."""

    model_config = ConfigDict(extra="forbid")

    def model_dump_one_level(self) -> dict[str, Any]:
        """The function's own argument."""
        return {"asked": self}


def _served(ctx: ServedContext) -> Served:
    return ctx.request_context.lifespan_context


def _begin(calls: ClipCalls, asked: CreateRequest | ReviseRequest) -> JobView:
    return calls.create(asked) if isinstance(asked, CreateRequest) else calls.revise(asked)


async def _unheard(_job: JobView) -> None:
    """Nobody is told of the planning."""


def _planned_far_enough(job: JobView) -> bool:
    return settled(job) or job.storyboard is not None


def _asked(job: _Begun, kind: QuestionKind, ctx: ServedContext) -> ClipOutcome | None:
    """A job that asks this, where the client can put it to a person."""
    if not isinstance(job, JobView) or job.question is None or job.question.kind is not kind or not _can_ask(ctx):
        return None
    return of_job(job)


def _can_ask(ctx: ServedContext) -> bool:
    declared = ctx.client_capabilities
    asking = None if declared is None else declared.elicitation
    return asking is not None and (asking.form is not None or asking.url is None)


async def _answered(job: _Begun, said: ElicitationResult[Any], accept: bool | None, ctx: ServedContext) -> _Begun:
    """The job after an answer; unchanged when nothing was asked, or the person closed the question."""
    if not isinstance(job, JobView) or isinstance(said, CancelledElicitation):
        return job
    if isinstance(said, AcceptedElicitation) and accept is None:
        return job
    calls = await _served(ctx).calls(ctx)
    job = await asyncio.to_thread(calls.answer, job, accept=bool(accept))
    return await calls.follow_async(job, PLANNING_S, _unheard, enough=_planned_far_enough)


async def _followed(job: JobView, wait_s: float, ctx: ServedContext, *, owns: bool) -> JobView:
    """Wait for a job and report its progress; who began it ends it by going away."""
    calls, told = await _served(ctx).calls(ctx), 0.0

    async def report(now: JobView) -> None:
        nonlocal told
        done = round(now.progress.fraction, 3)
        if done > told:
            told = done
            await ctx.report_progress(told, 1.0, now.progress.stage)

    try:
        return await calls.follow_async(job, min(wait_s, _served(ctx).max_wait_s), report)
    except asyncio.CancelledError:
        if owns:
            calls.cancel(job)
        raise


def _of_job(job: JobView, ctx: ServedContext) -> CallToolResult:
    kind = None if job.question is None else job.question.kind
    ask = _UNANSWERED if _can_ask(ctx) else _CANNOT_ASK.get(kind, "") if kind is not None else ""
    return _result(of_job(job, ask=ask), None if job.reply is None else job.reply.clip, ctx)


def _result(told: ClipOutcome, clip: ClipView | None, ctx: ServedContext) -> CallToolResult:
    content: list[ContentBlock] = [TextContent(text=told.to_text())]
    if clip is not None and _served(ctx).resource_links:
        name = f"{clip.id}.mp4"
        content.append(ResourceLink(uri=f"clip://{name}", name=name, mime_type=MIME, size=clip.size_bytes))
    return CallToolResult(content=content, structured_content=told.to_json(), is_error=told.state == "failed")
