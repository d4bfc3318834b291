"""What a tool call can see of the conversation around it: the person's own words, what they answered, and the stream.

All of it comes from the agent's state, which the program keeps; nothing comes from a model's arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from pydantic import BaseModel, ValidationError

from agent_tools.job import JobState, QuestionKind
from agent_tools.tool.assent import answer_in, holds
from agent_tools.tool.outcome import asked_of

if TYPE_CHECKING:
    from langchain.tools import ToolRuntime

    from agent_tools.job import JobView

MAX_TURNS = 50
ANSWERED_IN_CHAT = frozenset({QuestionKind.STORYBOARD, QuestionKind.INVENTED})
"""What whoever chats may answer. Consent is put on record by the person who is shown, and by nobody here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One conversation at the moment of one tool call; empty where there is no agent around the tool.

    Attributes:
        messages: Everything said so far, oldest first.
        thread: The thread of the checkpointer; empty where there is none.
        runtime: Where progress is told.
    """

    messages: tuple[BaseMessage, ...] = ()
    thread: str = ""
    runtime: ToolRuntime | None = None

    @classmethod
    def around(cls, runtime: ToolRuntime | None) -> Chat:
        """The conversation that a runtime belongs to."""
        if runtime is None:
            return cls()
        config = runtime.config or {}
        thread = config.get("configurable", {}).get("thread_id")
        return cls(
            messages=tuple(messages_of(runtime.state)), thread="" if thread is None else str(thread), runtime=runtime
        )

    @property
    def turns(self) -> tuple[str, ...]:
        """What the person typed, oldest first."""
        texts = [str(message.text) for message in self.messages if isinstance(message, HumanMessage)]
        return tuple(text for text in texts if text)[-MAX_TURNS:]

    def asked_before(self, name: str, asked: BaseModel) -> str | None:
        """The job of an earlier, equal call that still waits for the person, so that it is not begun twice.

        Args:
            name: The tool.
            asked: The model's arguments of this call.
        """
        calls = {
            call["id"]
            for message in self.messages
            if isinstance(message, AIMessage)
            for call in message.tool_calls
            if call["name"] == name and _same(asked, call["args"])
        }
        waiting = [job["id"] for call_id, job in self._jobs() if call_id in calls and _waits(job)]
        return waiting[-1] if waiting else None

    def answer_to(self, job: JobView) -> bool | None:
        """What the person said to the question of a job.

        It counts when the tool asked it, the bot then put it to them word for word, and their next message is a plain
        yes or no.

        Args:
            job: A job that waits.

        Returns:
            None when they were not asked so, or said something else.
        """
        question = job.question
        if question is None or question.kind not in ANSWERED_IN_CHAT:
            return None
        last = max((place for place, said in enumerate(self.messages) if isinstance(said, HumanMessage)), default=-1)
        put = False
        for place in range(last - 1, -1, -1):
            said = self.messages[place]
            if isinstance(said, HumanMessage):
                return None
            if isinstance(said, AIMessage) and holds(str(said.text), asked_of(question)):
                put = True
            elif put and isinstance(said, ToolMessage) and _question_id(said) == question.id:
                return answer_in(str(self.messages[last].text))
        return None

    def tell(self, job: JobView) -> None:
        """Pass the progress of a job on to the agent's stream, where there is one."""
        if self.runtime is None:
            return
        done = job.progress
        self.runtime.stream_writer(
            {
                "type": "clip_progress",
                "tool_call_id": self.runtime.tool_call_id,
                "job_id": job.id,
                "state": job.state.value,
                "stage": done.stage,
                "fraction": round(done.fraction, 3),
                "eta_s": done.eta_s,
            }
        )

    async def tell_async(self, job: JobView) -> None:
        """As `tell`."""
        self.tell(job)

    def _jobs(self) -> list[tuple[str, dict[str, Any]]]:
        found = [(said.tool_call_id, job_in(said)) for said in self.messages if isinstance(said, ToolMessage)]
        return [(call_id, job) for call_id, job in found if job is not None]


def messages_of(state: object) -> Sequence[BaseMessage]:
    """The messages in an agent's state, which may be a mapping, an object or the list itself."""
    if isinstance(state, list):
        return state
    held = state.get("messages", ()) if isinstance(state, Mapping) else getattr(state, "messages", ())
    return cast("Sequence[BaseMessage]", held)


def job_in(message: ToolMessage) -> dict[str, Any] | None:
    """The job in the artifact of a tool's message, as JSON."""
    return message.artifact.get("job") if isinstance(message.artifact, dict) else None


def _same(asked: BaseModel, arguments: dict[str, Any]) -> bool:
    """Whether these arguments ask for the same, however long either waits for it."""
    try:
        other = type(asked).model_validate(arguments)
    except ValidationError:
        return False
    return other.model_dump(exclude={"wait_seconds"}) == asked.model_dump(exclude={"wait_seconds"})


def _waits(job: dict[str, Any]) -> bool:
    """Whether a job waits for what is answered in a chat."""
    return job["state"] == JobState.NEEDS_ANSWER and job["question"]["kind"] in ANSWERED_IN_CHAT


def _question_id(message: ToolMessage) -> str | None:
    job = job_in(message)
    return ((job or {}).get("question") or {}).get("id")
