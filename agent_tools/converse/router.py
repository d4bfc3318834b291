"""A bot without a language model: fixed rules read what a person types and call the clip tools.

It is what scenarios are run against where no other bot is given, and it is deliberately simple. What it is good for is
everything behind the tools: policy, storyboard, queue, clip and disclosure are judged on what people type, word for
word. It holds no list of names and refuses nothing by itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from agent_tools.converse.bot import BotTurn, Service
from agent_tools.converse.saying import words
from agent_tools.job import JobState, JobView
from agent_tools.planner.errors import PlanError
from agent_tools.reply import FAULTS
from agent_tools.schema import ToolReply
from agent_tools.tool.assent import answer_in
from agent_tools.tool.call import settled
from agent_tools.tool.outcome import of_check, of_clip, of_fault, of_job
from agent_tools.tool.request import CheckRequest, CreateRequest, ReviseRequest

HELLO = "Hello! Tell me what to show, and I will make a short clip of it."
_PLANNING_S = 2.0
_GREETING = re.compile(
    r"^\W*(hi|hello|hey|good (morning|evening|afternoon)|hallo|thanks?( you)?|thank you|bye)\W*$", re.I
)
_CANCEL = re.compile(
    r"^\W*(please )?(cancel|stop|abort|never ?mind|forget)( it| that| this| the (clip|video|job))?\W*$", re.I
)
_STATUS = re.compile(
    r"^\W*(is (it|the (clip|video)) (ready|done|finished)( yet)?|how far is (it|the (clip|video))|status|any news|"
    r"(show|give) me (the|that|my) (clip|video)( again)?)\W*$",
    re.I,
)
_CHECK = re.compile(
    r"^\W*(?:check:|(?:would it be|is it) (?:ok|okay|allowed|fine|possible) (?:to|if)|(?:may|could) i ask (?:you )?for|"
    r"am i allowed to ask for)\s+(?P<what>.+)$",
    re.I | re.S,
)
_CHANGE = re.compile(
    r"^\W*(the |and |now |but |please |ok(ay)?,? |then )*"
    r"(same|make (it|that|this|the (clip|video))|change|again|once more|"
    r"another version|do it|turn it|instead|shorter|longer|slower|faster|vertical|square|landscape|portrait|"
    r"widescreen|try (it )?again|redo|as a|with (a )?(different|another|other))\b",
    re.I,
)
_ASPECTS = (
    (re.compile(r"\b(vertical|portrait|9:16|upright)\b", re.I), "9:16"),
    (re.compile(r"\b(landscape|widescreen|horizontal|16:9)\b", re.I), "16:9"),
    (re.compile(r"\b(square|1:1)\b", re.I), "1:1"),
)
_SECONDS = re.compile(r"\b(\d{1,2}(?:\.\d)?)[\s-]*(?:s|sec|secs|seconds?)\b(?:\s+(?:long|only))?", re.I)
_FILLER = re.compile(
    r"\b(the|same|but|and|now|please|make|it|that|this|clip|video|a|an|in|as|format|version|again|once|more|do|turn|into|"
    r"to|of|with|only|just|instead|ok|okay|then|another|last|long|shorter|longer|be|should|redo|try)\b|[^\w]",
    re.I,
)


class RouterBot:
    """The bot without a language model."""

    name = "router"

    def open(self, service: Service) -> RouterDriver:
        """Begin a conversation."""
        return RouterDriver(service)


class RouterDriver:
    """One conversation.

    Args:
        service: The service under test.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._turns: list[str] = []
        self._job: JobView | None = None
        self._clip_id: str | None = None

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Take a message."""
        begun = time.perf_counter()
        try:
            reply = self._reply(text, attachments)
        except FAULTS as fault:
            reply = words(of_fault(fault).to_json())
        except PlanError as fault:
            reply = str(fault)
        self._turns.append(text)
        return BotTurn(reply=reply, elapsed_s=time.perf_counter() - begun)

    def answer(self, request_id: str, value: str) -> BotTurn:
        """Press a button."""
        begun = time.perf_counter()
        try:
            reply = self._answered(accept=value == "accept")
        except FAULTS as fault:
            reply = words(of_fault(fault).to_json())
        return BotTurn(reply=reply, elapsed_s=time.perf_counter() - begun)

    def close(self) -> None:
        """End the conversation."""

    def _reply(self, text: str, attachments: Sequence[Path]) -> str:
        if attachments:
            return "I cannot take files; describe what you want to see."
        said = answer_in(text)
        if said is not None and self._waiting() is not None:
            return self._answered(accept=said)
        if _CANCEL.match(text) and self._job is not None:
            self._service.calls.cancel(self._job)
            return self._told(self._service.calls.job(self._job.id))
        if _STATUS.match(text) and (known := self._clip_id or (self._job and self._job.id)):
            return self._looked(known)
        if (asked := _CHECK.match(text)) is not None:
            return words(of_check(self._service.calls.check(CheckRequest(request=asked["what"]))).to_json())
        if _GREETING.match(text):
            return HELLO
        if self._clip_id is not None and _CHANGE.match(text):
            return self._made(self._service.calls.revise(_revision(self._clip_id, text), turns=self._said(text)))
        asked_for, conversation = CreateRequest(request=text), self._service.conversation
        return self._made(self._service.calls.create(asked_for, turns=self._said(text), conversation=conversation))

    def _said(self, text: str) -> tuple[str, ...]:
        return (*self._turns, text)

    def _waiting(self) -> JobView | None:
        """The job that waits for an answer, as it is now."""
        if self._job is None or self._job.question is None:
            return None
        return self._job

    def _answered(self, *, accept: bool) -> str:
        job = self._waiting()
        if job is None:
            return "There is nothing to answer."
        return self._made(self._service.calls.answer(job, accept=accept))

    def _looked(self, any_id: str) -> str:
        found = self._service.calls.find(any_id)
        return words(of_clip(found).to_json()) if isinstance(found, ToolReply) else self._made(found)

    def _made(self, job: JobView) -> str:
        """Wait for a job as long as that makes sense, and say what came of it."""
        patience_s, caller = self._service.patience_s, self._service.asker.caller
        if patience_s:
            return self._told(self._service.desk.wait(job.id, caller, timeout_s=patience_s))
        return self._told(self._planned(job))

    def _planned(self, job: JobView) -> JobView:
        """The job once it is known whether it may be made, while nobody renders."""
        until = time.monotonic() + _PLANNING_S
        while not settled(job) and job.storyboard is None and (left := until - time.monotonic()) > 0:
            caller = self._service.asker.caller
            job = self._service.desk.watch(job.id, caller, since=job.version, timeout_s=min(left, 0.1)) or job
            if not self._service.works:
                break
        return job

    def _told(self, job: JobView) -> str:
        self._job = job
        if job.state is JobState.COMPLETED:
            self._clip_id = job.clip_id
        return words(of_job(job).to_json())


def _revision(clip_id: str, text: str) -> ReviseRequest:
    """What is to be otherwise: a shape and a length by their own names, the rest in words."""
    rest = text
    values: dict[str, object] = {}
    for pattern, aspect in _ASPECTS:
        if pattern.search(rest):
            values["aspect_ratio"] = aspect
            rest = pattern.sub(" ", rest)
    if (seconds := _SECONDS.search(rest)) is not None:
        values["duration_s"] = float(seconds[1])
        rest = _SECONDS.sub(" ", rest)
    if _FILLER.sub("", rest) or not values:
        values["request"] = text
    return ReviseRequest.model_validate({"clip_id": clip_id, **values})
