"""Recordings of real chat models: what one answered in a scenario is kept in a file and given again without it.

A cassette holds the answers and, for each, digests of the messages and tools that it was an answer to. When the
conversation comes another way than it was recorded, the answer would be one to another question: that is an error which
names the turn, and never an answer. Ids of clips, jobs and questions are drawn anew in each run, so they stand in a
cassette by the order in which they came.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SkipValidation, ValidationError

from agent_tools.converse.fault import CassetteError

if TYPE_CHECKING:
    from agent_tools.converse.bot import Service
    from agent_tools.converse.format import Scenario

VERSION: Literal[1] = 1

_ID = re.compile(r"\b(clip|job|q|dec|conv|rend|brief|board|turn)_[0-9a-z]{8,}\b")
_MARK = re.compile(r"<(clip|job|q|dec|conv|rend|brief|board|turn)#(\d+)>")
_SHOWN = 80


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordedCall(_Part):
    """A tool that the model called."""

    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class RecordedAnswer(_Part):
    """One answer of the model.

    Attributes:
        messages: Digests of the whole conversation that it answers, oldest first.
        last: The beginning of the last of them, for whoever reads the file.
        say: Its words.
        calls: The tools that it called.
    """

    messages: tuple[str, ...]
    last: str = ""
    say: str = ""
    calls: tuple[RecordedCall, ...] = ()


class Cassette(_Part):
    """A recording.

    Attributes:
        version: Of this format.
        model: Which model it was.
        tools: Digest of the tools that it was offered.
        answers: Its answers, in order.
    """

    version: Literal[1]
    model: str
    tools: str
    answers: tuple[RecordedAnswer, ...]

    @classmethod
    def read(cls, path: Path) -> Cassette:
        """A cassette from its file.

        Raises:
            CassetteError: It cannot be read, or is none.
        """
        try:
            return cls.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
            raise CassetteError(f"cassette {path.name!r} cannot be read: {exc}") from exc
        except ValidationError as exc:
            found = exc.errors()[0]
            where = ".".join(str(part) for part in found["loc"]) or "the file"
            raise CassetteError(f"cassette {path.name!r}: {where}: {found['msg']}") from exc

    def write(self, path: Path) -> None:
        """Put it into a file.

        Raises:
            CassetteError: It cannot be written.
        """
        told = yaml.safe_dump(self.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=120)
        try:
            path.write_text(told, encoding="utf-8")
        except OSError as exc:
            raise CassetteError(f"cassette {str(path)!r} cannot be written: {exc.strerror}") from exc


class Names:
    """The ids of one conversation, by the order in which they came."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def marked(self, text: str) -> str:
        """A text with a mark in the place of each id."""
        return _ID.sub(lambda found: self._mark(found[0]), text)

    def filled(self, value: Any) -> Any:  # noqa: ANN401  # JSON
        """A value with the ids of this run in the place of marks.

        Raises:
            CassetteError: A mark stands for an id that did not come yet.
        """
        if isinstance(value, str):
            return _MARK.sub(self._id, value)
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        return [self.filled(each) for each in value] if isinstance(value, list) else value

    def _mark(self, found: str) -> str:
        if found not in self._known:
            self._known.append(found)
        return f"<{found.partition('_')[0]}#{self._known.index(found) + 1}>"

    def _id(self, mark: re.Match[str]) -> str:
        place = int(mark[2]) - 1
        if not 0 <= place < len(self._known) or not self._known[place].startswith(f"{mark[1]}_"):
            raise CassetteError(f"the recording names {mark[0]!r}, and no such id came in this conversation yet")
        return self._known[place]


class _Taped(BaseChatModel):
    """What a model that records and one that plays have in common: the tools that it is offered, and the ids."""

    path: Path
    _tools: str = PrivateAttr(default="")
    _names: Names = PrivateAttr(default_factory=Names)
    _n_given: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "cassette"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: object,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer these tools from now on."""
        offered = [convert_to_openai_tool(tool) for tool in tools]
        self._tools = _digest(json.dumps(offered, sort_keys=True))
        return self

    def _marked(self, messages: Sequence[BaseMessage]) -> list[str]:
        return [self._names.marked(_words(message)) for message in messages]


class PlayingChatModel(_Taped):
    """Gives the answers of a cassette.

    Args:
        path: Its file.
        cassette: What is in it.
    """

    cassette: Cassette

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        turn = sum(isinstance(message, HumanMessage) for message in messages)
        where = f"cassette {self.path.name!r}, turn {turn}"
        if self._tools != self.cassette.tools:
            raise CassetteError(f"{where}: it was recorded with other tools or descriptions; record it again")
        n_recorded = len(self.cassette.answers)
        if self._n_given >= n_recorded:
            raise CassetteError(f"{where}: all {n_recorded} recorded answers were given; record it again")
        answer = self.cassette.answers[self._n_given]
        came = self._marked(messages)
        for place, text in enumerate(came):
            if place >= len(answer.messages) or answer.messages[place] != _digest(text):
                raise CassetteError(
                    f"{where}: message {place + 1} is not the one that was recorded: {text[:_SHOWN]!r}; change it "
                    "back, or record it again"
                )
        if len(came) != len(answer.messages):
            raise CassetteError(f"{where}: {len(came)} messages came, and {len(answer.messages)} were recorded")
        self._n_given += 1
        calls = [
            {"name": call.tool, "args": self._names.filled(call.args), "id": f"call_{self._n_given}_{k}"}
            for k, call in enumerate(answer.calls)
        ]
        said = AIMessage(content=str(self._names.filled(answer.say)), tool_calls=calls)
        return ChatResult(generations=[ChatGeneration(message=said)])


class RecordingChatModel(_Taped):
    """Asks a real model and writes down what it answers; the file is whole after each answer.

    Args:
        path: The file that is written.
        model: The model.
        called: What the file calls it.
    """

    model: SkipValidation[BaseChatModel]
    called: str
    _bound: Any = PrivateAttr(default=None)
    _answers: list[RecordedAnswer] = PrivateAttr(default_factory=list)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: object,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer these tools from now on."""
        self._bound = self.model.bind_tools(tools)
        return super().bind_tools(tools)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        came = self._marked(messages)
        said: AIMessage = (self._bound or self.model).invoke(messages)
        calls = tuple(
            RecordedCall(tool=call["name"], args=json.loads(self._names.marked(json.dumps(call["args"]))))
            for call in said.tool_calls
        )
        self._answers.append(
            RecordedAnswer(
                messages=tuple(map(_digest, came)),
                last=came[-1][:_SHOWN] if came else "",
                say=self._names.marked(str(said.text)),
                calls=calls,
            )
        )
        Cassette(version=VERSION, model=self.called, tools=self._tools, answers=tuple(self._answers)).write(self.path)
        return ChatResult(generations=[ChatGeneration(message=said)])


def recorded(scenario: Scenario) -> Callable[[Service], BaseChatModel]:
    """A model that plays the cassette of a scenario.

    Args:
        scenario: The scenario.

    Raises:
        CassetteError: It cannot be read.
    """
    path = scenario.folder / str(scenario.cassette)
    cassette = Cassette.read(path)
    return lambda _service: PlayingChatModel(path=path, cassette=cassette)


def recording(scenario: Scenario, model: BaseChatModel, called: str) -> Callable[[Service], BaseChatModel]:
    """A model whose answers in a scenario become its cassette.

    Args:
        scenario: The scenario.
        model: The real model.
        called: What the file calls it.
    """
    path = scenario.folder / str(scenario.cassette)
    return lambda _service: RecordingChatModel(path=path, model=model, called=called)


def real(name: str) -> BaseChatModel:
    """A real chat model by the name that LangChain knows it by.

    Args:
        name: Such as `ollama:qwen3` or `openai:...`; its integration has to be installed.

    Raises:
        CassetteError: There is none of that name, or its integration is missing.
    """
    from langchain.chat_models import init_chat_model

    try:
        return init_chat_model(name)
    except (ImportError, ValueError) as exc:
        raise CassetteError(f"chat model {name!r} cannot be had: {exc}") from exc


def _words(message: BaseMessage) -> str:
    """A message as it is compared: who said it, its words, and the tools that it calls."""
    calls = [[call["name"], call["args"]] for call in getattr(message, "tool_calls", ())]
    return json.dumps([message.type, str(message.text), calls], sort_keys=True, ensure_ascii=False)


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
