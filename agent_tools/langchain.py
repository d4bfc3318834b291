"""Clips as LangChain tools: `clip_create`, `clip_check` and `clip_get` over the one use case.

A refusal is a result with its reasons, so that the model can tell the person; only a fault is a `ToolException`. The
model sees short JSON without paths, the program around it gets the whole `ToolReply` as the message's artifact. What
the person typed in the conversation is judged together with the request, whatever the model made of it.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool, BaseToolkit, StructuredTool, ToolException
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from agent_tools.errors import BriefError
from agent_tools.reply import ADVICE, FAULTS, failed, remedy_of
from agent_tools.schema import MAX_CLIP_S, MAX_REQUEST_CHARS, MIN_SHOT_S, AspectRatio, Brief, ToolReply
from agent_tools.service import ClipService
from generator.errors import RenderCancelled
from generator.types import Progress
from policy.refusal import explain
from policy.types import Decision, Quality, Use, Verdict

MAX_TURNS = 50
PROGRESS_STEP = 0.02
"""Share of a render after which progress is told again; a change of stage is told at once."""

CREATE = (
    "Make one short video clip from a description in plain English and wait until it is finished. Use it when the "
    "person asks for a clip, an animation or a short video, or when one would explain something better than text. Do "
    "not use it for still pictures, for editing existing videos, or to look for a clip that was made before "
    "(clip_get). Describe the visible things: who or what, what it does, where, how the camera moves, and the light. "
    "Words to be shown on screen go into double quotes. Keep the person's own words; never replace a name to get past "
    "a refusal. The result has a status: made (with clip_id and a disclosure sentence that you must repeat to the "
    "person), blocked, needs_answer or needs_consent (tell the person the message; nothing was made)."
)
CHECK = (
    "Ask whether a clip may be made of a request, without making it; this takes milliseconds and costs nothing. Use it "
    "before a long storyboard, or when the request may name or show a real person and you want to know what to ask "
    "first. Do not use it before every clip: clip_create judges each request by itself, and an allow given here is no "
    "permission kept for later. The result has a verdict: allow, ask (the person must first say or give something) or "
    "block, a message that can be shown to the person, and the reasons: each with a stable code, the words that caused "
    "it and what can be done instead. Asking the same thing in other words to slip past a reason is not wanted."
)
GET = (
    "Look up a clip that was made before, by its id such as clip_7k2m9qx4. Use it when the person comes back to an "
    "earlier clip, when you need its length or size again, or when you have to repeat what must be said with it. Do "
    "not use it to make or change a clip (clip_create), and do not invent ids: take them from an earlier result in "
    "this conversation. The result is the one that clip_create gave: status made, clip_id, the message with length "
    "and size, the notes on what was drawn otherwise than asked, and the disclosure sentence, which you must repeat "
    "whenever you hand the clip over. An id that is not known, or a clip whose file was removed, gives status failed."
)


class ClipRequest(BaseModel):
    """What a model may ask of `clip_create`."""

    model_config = ConfigDict(extra="forbid")

    request: str = Field(
        min_length=1,
        max_length=MAX_REQUEST_CHARS,
        description="What to show, in plain English, 1 to 4000 characters: subject, action, place, camera, light.",
    )
    duration_s: float | None = Field(
        default=None,
        ge=MIN_SHOT_S,
        le=MAX_CLIP_S,
        allow_inf_nan=False,
        description="Length in seconds, 1 to 60. Leave out to take it from the request, else 4 seconds a shot.",
    )
    aspect_ratio: AspectRatio | None = Field(
        default=None, description="1:1 square, 16:9 landscape, 9:16 portrait. Leave out to take it from the request."
    )
    style: str = Field(default="", max_length=200, description="Style words such as 'flat, playful'; may be empty.")
    quality: Literal["draft", "standard", "fine"] = Field(
        default="standard", description="draft is quickest, fine takes longest."
    )
    seed: int | None = Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="0 to 2147483647. Another number gives another version of the same request.",
    )
    invented_names: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="Names in the request of which the person has said that they are invented characters. Never guess.",
    )


class _CreateArgs(ClipRequest):
    # The agent puts its runtime here; the model neither sees the field nor can fill it.
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    runtime: ToolRuntime = None  # type: ignore[assignment]


class CheckRequest(BaseModel):
    """What a model may ask of `clip_check`."""

    model_config = ConfigDict(extra="forbid")

    request: str = Field(
        min_length=1,
        max_length=MAX_REQUEST_CHARS,
        description="The request as the person put it, 1 to 4000 characters.",
    )


class GetRequest(BaseModel):
    """What a model may ask of `clip_get`."""

    model_config = ConfigDict(extra="forbid")

    clip_id: str = Field(min_length=1, max_length=100, description="The id of a clip, such as clip_7k2m9qx4.")


class ClipToolkit(BaseToolkit):
    """The clip tools for an agent.

    Args:
        service: What makes the clips; None opens the one of the environment's settings at the first call.
        model: The video model; not a choice of the language model.
        requester: Who sits in the chat, as the program around the agent authenticated them; recorded consents may
            depend on it, and whoever is blocked again and again has to wait. Make one toolkit a person: all who share
            one wait together. None of these is a choice of the language model either.
        groups: The groups that this person belongs to.
        use: What the clips are for.
        territory: Where they will be shown, ISO 3166-1 alpha-2; None for not said.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid", frozen=True)

    service: ClipService | None = None
    model: str = "flipbook"
    requester: str | None = None
    groups: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    territory: str | None = None
    _opened: ClipService | None = PrivateAttr(default=None)
    _opening: Any = PrivateAttr(default_factory=threading.Lock)

    def get_tools(self) -> list[BaseTool]:
        """`clip_create`, `clip_check` and `clip_get`, each for synchronous and asynchronous agents."""
        return [
            _tool("clip_create", CREATE, _CreateArgs, self._create, self._acreate),
            _tool("clip_check", CHECK, CheckRequest, self._check, self._acheck),
            _tool("clip_get", GET, GetRequest, self._get, self._aget),
        ]

    def _create(self, **arguments: object) -> tuple[str, ToolReply]:
        return self._make(arguments, threading.Event())

    async def _acreate(self, **arguments: object) -> tuple[str, ToolReply]:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(self._make, arguments, stop)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _make(self, arguments: Mapping[str, Any], stop: threading.Event) -> tuple[str, ToolReply]:
        runtime = arguments.get("runtime")
        asked = ClipRequest.model_validate({name: arguments[name] for name in arguments if name != "runtime"})
        try:
            brief = self._brief(asked, _turns(runtime))
            return _said(self._service().make(brief, progress=_Teller(runtime, stop)))
        except FAULTS as fault:
            return _said(failed(fault))

    def _check(self, request: str) -> tuple[str, dict[str, Any]]:
        try:
            asked = ClipRequest(request=request)
            decision = self._service().check(request, self._brief(asked, ()))
        except FAULTS as fault:
            raise _exception(failed(fault)) from fault
        return _judged(decision), {"decision_id": decision.id, **decision.to_json()}

    async def _acheck(self, request: str) -> tuple[str, dict[str, Any]]:
        return await asyncio.to_thread(self._check, request)

    def _get(self, clip_id: str) -> tuple[str, ToolReply]:
        try:
            return _said(self._service().get(clip_id))
        except FAULTS as fault:
            return _said(failed(fault))

    async def _aget(self, clip_id: str) -> tuple[str, ToolReply]:
        return await asyncio.to_thread(self._get, clip_id)

    def _brief(self, asked: ClipRequest, turns: tuple[str, ...]) -> Brief:
        try:
            return Brief(
                request=asked.request,
                turns=turns,
                duration_s=asked.duration_s,
                aspect_ratio=asked.aspect_ratio,
                style=asked.style or None,
                quality=Quality(asked.quality),
                seed=asked.seed,
                invented=tuple(asked.invented_names),
                model=self.model,
                requester=self.requester,
                groups=self.groups,
                use=self.use,
                territory=self.territory,
            )
        except ValidationError as exc:
            raise BriefError("; ".join(f"{error['loc'][0]}: {error['msg']}" for error in exc.errors())) from exc

    def _service(self) -> ClipService:
        if self.service is not None:
            return self.service
        with self._opening:
            if self._opened is None:
                self._opened = ClipService.open()
            return self._opened


class _Teller:
    """Passes progress on to the agent's stream, where there is one, and stops a render whose caller is gone."""

    def __init__(self, runtime: ToolRuntime | None, stop: threading.Event) -> None:
        self._runtime = runtime
        self._stop = stop
        self._stage = ""
        self._told = 0.0

    def __call__(self, now: Progress) -> None:
        """Take one step of progress.

        Raises:
            RenderCancelled: The caller no longer waits.
        """
        if self._stop.is_set():
            raise RenderCancelled("the caller no longer waits for the clip")
        due = now.stage != self._stage or now.fraction - self._told >= PROGRESS_STEP or now.fraction == 1
        if self._runtime is None or not due:
            return
        self._stage, self._told = now.stage, now.fraction
        self._runtime.stream_writer(
            {
                "type": "clip_progress",
                "tool_call_id": self._runtime.tool_call_id,
                "stage": now.stage,
                "fraction": round(now.fraction, 3),
                "shot": now.shot,
                "n_shots": now.n_shots,
            }
        )


def _tool(
    name: str,
    description: str,
    arguments: type[BaseModel],
    function: Callable[..., Any],
    coroutine: Callable[..., Any],
) -> BaseTool:
    return StructuredTool.from_function(
        func=function,
        coroutine=coroutine,
        name=name,
        description=description,
        args_schema=arguments,
        response_format="content_and_artifact",
        handle_tool_error=str,
    )


def _turns(runtime: ToolRuntime | None) -> tuple[str, ...]:
    """What the person typed in this conversation, oldest first."""
    state = None if runtime is None else runtime.state
    messages = state.get("messages", ()) if isinstance(state, Mapping) else getattr(state, "messages", ())
    texts = [message.text for message in messages if isinstance(message, HumanMessage)]
    return tuple(str(text) for text in texts if text)[-MAX_TURNS:]


def _said(reply: ToolReply) -> tuple[str, ToolReply]:
    """What the model reads, and the artifact.

    Raises:
        ToolException: The reply is a fault.
    """
    if reply.status == "failed":
        raise _exception(reply)
    told: dict[str, Any] = {"status": reply.status, "message": reply.message}
    if reply.clip is not None:
        told["clip_id"] = reply.clip.id
    if reply.disclosure is not None:
        told["disclosure"] = reply.disclosure.sentence
    if reply.notes:
        told["notes"] = reply.notes
    if reply.findings:
        told["reasons"] = _unique([{"code": found.code, "remedy": found.remedy} for found in reply.findings])
    return _compact(told), reply


def _judged(decision: Decision) -> str:
    told: dict[str, Any] = {"verdict": decision.verdict.value}
    if decision.verdict is not Verdict.ALLOW:
        unanswered = [found for found in decision.findings if found.verdict is not Verdict.ALLOW]
        told["message"] = explain(decision)
        told["reasons"] = _unique(
            [{"code": found.code.value, "words": found.matched, "remedy": found.remedy} for found in unanswered]
        )
    return _compact(told)


def _exception(reply: ToolReply) -> ToolException:
    code = str(reply.error_code)
    return ToolException(
        _compact({"status": "failed", "error": code, "message": reply.message, "advice": ADVICE[remedy_of(code)]})
    )


def _unique(reasons: list[dict[str, str]]) -> list[dict[str, str]]:
    return [reason for place, reason in enumerate(reasons) if reason not in reasons[:place]]


def _compact(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
