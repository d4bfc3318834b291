"""What an agent does around the clip tools, whatever its model does: judge calls, ask people, say what a clip is.

Nothing rests on it: the same gate judges every job, and a clip is labelled, without it. It lets a refusal come before a
tool runs, lets a person approve a storyboard through an interrupt, and adds the disclosure that a model left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from langchain.agents.middleware import AgentMiddleware
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import ToolException
from langgraph.types import Command, TracePolicy, interrupt, omit_payload
from pydantic import BaseModel, ConfigDict, ValidationError

from agent_tools.errors import BriefError
from agent_tools.job import JobState, JobView
from agent_tools.langchain.chat import ANSWERED_IN_CHAT, Chat, job_in, messages_of
from agent_tools.langchain.result import artifact_of, faults_told, said
from agent_tools.tool.outcome import ClipOutcome, of_check, of_job
from agent_tools.tool.request import WAIT_S, CheckRequest
from policy.types import Decision, Verdict

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentState
    from langgraph.prebuilt.tool_node import ToolCallRequest
    from langgraph.runtime import Runtime

    from agent_tools.langchain.toolkit import ClipToolkit

APPROVAL = "clip_question"
"""`type` of the interrupt's value."""

GUARDED = {"clip_create": "request", "clip_revise": "request"}
"""Tools whose argument is judged before they run."""

_Result = ToolMessage | Command[Any]


class ClipAnswer(BaseModel):
    """What a person resumes an interrupt with.

    Attributes:
        question_id: Of the question that they saw, so that an answer never counts for another one.
        type: What they said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_id: str
    type: Literal["approve", "reject"]


class ClipPolicyMiddleware(AgentMiddleware[Any, Any, Any]):
    """Judges calls, puts questions of a job to a person, and adds the disclosure sentence.

    Args:
        toolkit: The toolkit whose tools the agent has; its desk and its asker are used.
        approve: Whether a job's question interrupts the graph until a person has answered, which needs a checkpointer.
            The interrupt's value has `type` "clip_question", `question_id`, `question`, `asks_for`, `storyboard`; it is
            resumed with `Command(resume={"question_id": ..., "type": "approve" | "reject"})`.
        guard: Tools whose argument is judged before they run, as name to argument; may name any tool of the agent
            that makes pictures. None for those of the toolkit.
    """

    trace_policy = TracePolicy(process_inputs=omit_payload)

    def __init__(self, toolkit: ClipToolkit, *, approve: bool = True, guard: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._toolkit = toolkit
        self._approve = approve
        self._guard = dict(GUARDED if guard is None else guard)

    def wrap_tool_call(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], _Result]) -> _Result:
        """Judge the call, run it, and ask a person when its job does."""
        refusal = self._refusal(request)
        result = handler(request) if refusal is None else refusal
        while (job := self._waiting(result)) is not None:
            calls, answer = self._toolkit.calls(), _ask(job)
            job = calls.answer(job, accept=answer.type == "approve")
            result = _message(request, calls.follow(job, _wait_s(request), Chat.around(request.runtime).tell))
        return result

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[_Result]]
    ) -> _Result:
        """As `wrap_tool_call`."""
        refusal = await asyncio.to_thread(self._refusal, request)
        result = await handler(request) if refusal is None else refusal
        while (job := await asyncio.to_thread(self._waiting, result)) is not None:
            calls, answer = self._toolkit.calls(), _ask(job)
            job = await asyncio.to_thread(calls.answer, job, accept=answer.type == "approve")
            tell = Chat.around(request.runtime).tell_async
            result = _message(request, await calls.follow_async(job, _wait_s(request), tell))
        return result

    def after_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Add what must be said with the clips of this run to the last message, unless it is said."""
        messages = list(messages_of(state))
        last = messages[-1] if messages else None
        if not isinstance(last, AIMessage):
            return None
        missing = [sentence for sentence in _disclosures(messages) if sentence not in str(last.text)]
        return {"messages": [_with(last, missing)]} if missing else None

    async def aafter_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """As `after_agent`."""
        return self.after_agent(state, runtime)

    def _refusal(self, request: ToolCallRequest) -> ToolMessage | None:
        """Why a call is not run, if it is not."""
        name = request.tool_call["name"]
        text = request.tool_call["args"].get(self._guard[name]) if name in self._guard else None
        if not isinstance(text, str) or not text:
            return None  # nothing to judge, or an argument that the tool itself refuses
        try:
            with faults_told():
                decision = self._toolkit.calls().check(_checked(text))
        except ToolException as fault:
            return _result(request, str(fault), None)
        asks_itself = name in GUARDED and decision.verdict is Verdict.ASK
        if decision.verdict is Verdict.ALLOW or asks_itself:
            return None
        return _refused(request, decision)

    def _waiting(self, result: _Result) -> JobView | None:
        """The job that a result says waits for a person, as it is now."""
        told = job_in(result) if self._approve and isinstance(result, ToolMessage) else None
        if told is None or told["state"] != JobState.NEEDS_ANSWER:
            return None
        job = self._toolkit.calls().job(told["id"])
        return job if job.question is not None and job.question.kind in ANSWERED_IN_CHAT else None


def _ask(job: JobView) -> ClipAnswer:
    """What a person answers to the question of a job.

    A graph that is resumed runs this again from the start and is given earlier answers first; they name another
    question and are passed over.

    Raises:
        BriefError: What the graph was resumed with is no answer.
    """
    asked = of_job(job)
    told = {
        "type": APPROVAL,
        "job_id": job.id,
        "question_id": job.question.id if job.question else "",
        "question": asked.question,
        "asks_for": asked.asks_for,
        "storyboard": asked.storyboard,
        "estimated_s": asked.estimated_s,
    }
    while True:
        given = interrupt(told)
        try:
            answer = ClipAnswer.model_validate(given)
        except ValidationError as exc:
            raise BriefError(
                f"the graph was resumed with {given!r}; it must be a mapping of `question_id` and `type`, which is "
                f"'approve' or 'reject'"
            ) from exc
        if answer.question_id == told["question_id"]:
            return answer


def _checked(text: str) -> CheckRequest:
    try:
        return CheckRequest(request=text)
    except ValidationError as exc:
        raise BriefError(f"the request has {len(text)!r} characters; it must have 1 to 4000") from exc


def _refused(request: ToolCallRequest, decision: Decision) -> ToolMessage:
    """The result of a call that was not run; it reads as if its tool had refused."""
    judged = of_check(decision)
    blocked = decision.verdict is Verdict.BLOCK
    told = ClipOutcome(state="blocked" if blocked else "needs_answer", message=judged.message, reasons=judged.reasons)
    return _result(request, told.to_text(), artifact_of(decision))


def _message(request: ToolCallRequest, job: JobView) -> ToolMessage:
    try:
        return _result(request, *said(job))
    except ToolException as fault:
        return _result(request, str(fault), None)


def _result(request: ToolCallRequest, text: str, artifact: dict[str, Any] | None) -> ToolMessage:
    call = request.tool_call
    status: Literal["success", "error"] = "error" if artifact is None else "success"
    return ToolMessage(text, artifact=artifact, status=status, tool_call_id=call["id"], name=call["name"])


def _wait_s(request: ToolCallRequest) -> float:
    """How long the model is ready to wait; the tool has held the argument to its range by now."""
    return float(request.tool_call["args"].get("wait_seconds", WAIT_S))


def _disclosures(messages: list[BaseMessage]) -> list[str]:
    """What must be said with every clip since the person last spoke, each once."""
    last = max((place for place, said in enumerate(messages) if isinstance(said, HumanMessage)), default=-1)
    found = [
        message.artifact["reply"]["disclosure"]["sentence"]
        for message in messages[last + 1 :]
        if isinstance(message, ToolMessage)
        and isinstance(message.artifact, dict)
        and (message.artifact.get("reply") or {}).get("disclosure")
    ]
    return list(dict.fromkeys(found))


def _with(last: AIMessage, sentences: list[str]) -> AIMessage:
    """The last message with these sentences after it; its id stays, so that it replaces the message."""
    added = " ".join(sentences)
    if isinstance(last.content, str):
        content: str | list[str | dict[str, Any]] = f"{last.content}\n\n{added}" if last.content else added
    else:
        content = [*last.content, {"type": "text", "text": added}]
    return last.model_copy(update={"content": content})
