"""Clips as LangChain tools: `clip_create`, `clip_get`, `clip_check` and `clip_revise` over the job desk.

A refusal and a question are results with their reasons, so that the model can tell the person; only a fault is a
`ToolException`. The model reads short JSON without paths; the program around it gets the job and its reply as the
message's artifact, in plain JSON, which is the same before and after a checkpointer stored it.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, BaseToolkit, StructuredTool
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, PrivateAttr, SkipValidation
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from agent_tools.job import LOCAL, Approve, Caller, JobState, JobView
from agent_tools.job.desk import JobDesk
from agent_tools.langchain.chat import Chat
from agent_tools.langchain.result import Begun, faults_told, said
from agent_tools.tool import description
from agent_tools.tool.call import Asker, ClipCalls
from agent_tools.tool.request import CheckRequest, CreateRequest, GetRequest, ReviseRequest
from policy.types import Use

_OWN = "runtime"


class _InAgent(BaseModel):
    """Where the agent puts its runtime; a model neither sees the field nor can fill it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    runtime: ToolRuntime = None  # type: ignore[assignment]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema without the runtime, which JSON has no word for; other frameworks ask for it."""
        model = cast("dict[str, Any]", schema)
        fields = {name: kind for name, kind in model["schema"]["fields"].items() if name != _OWN}
        return handler(cast("CoreSchema", {**model, "schema": {**model["schema"], "fields": fields}}))


class _CreateArgs(CreateRequest, _InAgent):
    pass


class _GetArgs(GetRequest, _InAgent):
    pass


class _ReviseArgs(ReviseRequest, _InAgent):
    pass


class ClipToolkit(BaseToolkit):
    """The clip tools for an agent.

    Args:
        desk: Where the jobs go; whoever opened it runs its worker and closes it. None opens the one of the
            environment's settings at the first call, with a worker in this process.
        model: The video model; not a choice of the language model.
        requester: Who sits in the chat, as the program around the agent authenticated them; recorded consents and
            daily budgets may depend on it, and whoever is blocked again and again has to wait. Make one toolkit a
            person: all who share one wait together. None of these is a choice of the language model either.
        tenant: Whose jobs and clips can be seen.
        groups: The groups that this person belongs to.
        use: What the clips are for.
        territory: Where they will be shown, ISO 3166-1 alpha-2; None for not said.
        approve: When a person has to approve the storyboard; see `ClipPolicyMiddleware` for how they do.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid", frozen=True)

    desk: SkipValidation[JobDesk | None] = None
    model: str = "flipbook"
    requester: str | None = Field(default=None, min_length=1, max_length=200)
    tenant: str = Field(default=LOCAL, min_length=1, max_length=100)
    groups: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    territory: str | None = None
    approve: Approve = Approve.NEVER
    _opened: JobDesk | None = PrivateAttr(default=None)
    _opening: Any = PrivateAttr(default_factory=threading.Lock)

    def get_tools(self) -> list[BaseTool]:
        """The four tools, each for synchronous and asynchronous agents."""
        kinds = (
            _ClipTool("clip_create", description.CREATE, CreateRequest, _CreateArgs, _create, owns=True),
            _ClipTool("clip_get", description.GET, GetRequest, _GetArgs, _get),
            _ClipTool("clip_check", description.CHECK, CheckRequest, CheckRequest, _check),
            _ClipTool("clip_revise", description.REVISE, ReviseRequest, _ReviseArgs, _revise, owns=True),
        )
        return [kind.over(self.calls) for kind in kinds]

    def calls(self) -> ClipCalls:
        """What the tools do, with the desk opened.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            StoreError: The database cannot be opened.
        """
        asker = Asker(
            caller=Caller(tenant=self.tenant, principal=self.requester or ""),
            model=self.model,
            groups=self.groups,
            use=self.use,
            territory=self.territory,
            approve=self.approve,
        )
        return ClipCalls(self._desk(), asker)

    def close(self) -> None:
        """Let go of the desk that this toolkit opened by itself; what still renders is given back to the queue."""
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _desk(self) -> JobDesk:
        if self.desk is not None:
            return self.desk
        with self._opening:
            if self._opened is None:
                desk = JobDesk.open()
                desk.start_worker()
                # At the latest when the program ends: a render that is under way goes back into the queue.
                weakref.finalize(self, desk.close)
                self._opened = desk
            return self._opened


@dataclass(frozen=True, slots=True)
class _ClipTool:
    name: str
    words: str
    request: type[BaseModel]
    arguments: type[BaseModel]
    begin: Callable[[ClipCalls, Any, Chat], Begun]
    owns: bool = False

    def over(self, opened: Callable[[], ClipCalls]) -> BaseTool:
        """The tool, as LangChain knows tools."""

        def run(**arguments: object) -> tuple[str, dict[str, Any]]:
            with faults_told():
                return said(self._wait(opened, arguments))

        async def arun(**arguments: object) -> tuple[str, dict[str, Any]]:
            with faults_told():
                return said(await self._wait_async(opened, arguments))

        return StructuredTool.from_function(
            func=run,
            coroutine=arun,
            name=self.name,
            description=self.words,
            args_schema=self.arguments,
            response_format="content_and_artifact",
            handle_tool_error=str,
        )

    def _taken(self, arguments: Mapping[str, Any]) -> tuple[Any, Chat]:
        asked = self.request.model_validate({name: arguments[name] for name in arguments if name != _OWN})
        return asked, Chat.around(arguments.get(_OWN))

    def _wait(self, opened: Callable[[], ClipCalls], arguments: Mapping[str, Any]) -> Begun:
        asked, chat = self._taken(arguments)
        calls = opened()
        begun = self.begin(calls, asked, chat)
        if not isinstance(begun, JobView):
            return begun
        try:
            return calls.follow(begun, asked.wait_seconds, chat.tell)
        except KeyboardInterrupt:
            self._let_go(calls, begun)
            raise

    async def _wait_async(self, opened: Callable[[], ClipCalls], arguments: Mapping[str, Any]) -> Begun:
        asked, chat = self._taken(arguments)
        calls = await asyncio.to_thread(opened)
        if self.owns:
            begun: Begun = await calls.begin_async(lambda: self.begin(calls, asked, chat))
        else:
            begun = await asyncio.to_thread(self.begin, calls, asked, chat)
        if not isinstance(begun, JobView):
            return begun
        try:
            return await calls.follow_async(begun, asked.wait_seconds, chat.tell_async)
        except asyncio.CancelledError:
            self._let_go(calls, begun)
            raise

    def _let_go(self, calls: ClipCalls, job: JobView) -> None:
        """Nobody waits any more: the job that this call began ends with it, one that it only looked at goes on."""
        if self.owns:
            calls.cancel(job)


def _create(calls: ClipCalls, asked: CreateRequest, chat: Chat) -> JobView:
    waiting = chat.asked_before("clip_create", asked)
    if waiting is not None:
        return _answered(calls, calls.job(waiting), chat)
    return calls.create(asked, turns=chat.turns, conversation=chat.thread)


def _revise(calls: ClipCalls, asked: ReviseRequest, chat: Chat) -> JobView:
    waiting = chat.asked_before("clip_revise", asked)
    if waiting is not None:
        return _answered(calls, calls.job(waiting), chat)
    return calls.revise(asked, turns=chat.turns, conversation=chat.thread)


def _get(calls: ClipCalls, asked: GetRequest, chat: Chat) -> Begun:
    found = calls.find(asked.id)
    return _answered(calls, found, chat) if isinstance(found, JobView) else found


def _check(calls: ClipCalls, asked: CheckRequest, _chat: Chat) -> Begun:
    return calls.check(asked)


def _answered(calls: ClipCalls, job: JobView, chat: Chat) -> JobView:
    """The job after what the person said in the chat, if that was an answer to its question."""
    accept = chat.answer_to(job) if job.state is JobState.NEEDS_ANSWER else None
    return job if accept is None else calls.answer(job, accept=accept)
