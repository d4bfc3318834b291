"""A chat model that says what was written for it: for tests and examples of agents, without a key or a network.

It works where LangChain's own fakes stop: it takes tools, it streams a message that holds only tool calls, and it
raises when the conversation goes on after the script has ended, instead of beginning again.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr, SkipValidation

from agent_tools.errors import ScriptError

Step = AIMessage | str | Callable[[list[BaseMessage]], AIMessage | str]
"""One answer: a message, its text, or a function of the messages so far that gives either."""

_Bindable = dict[str, Any] | type | Callable[..., Any] | BaseTool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedCall:
    """What the model was asked.

    Attributes:
        messages: The conversation, oldest first.
        tools: The tools that were offered, in OpenAI's form.
    """

    messages: tuple[BaseMessage, ...]
    tools: tuple[dict[str, Any], ...]


class ScriptedChatModel(BaseChatModel):
    """Answers with the steps of its script, in order.

    Args:
        script: The answers.
    """

    script: SkipValidation[Sequence[Step]]
    _calls: list[ScriptedCall] = PrivateAttr(default_factory=list)
    _tools: tuple[dict[str, Any], ...] = PrivateAttr(default=())

    @property
    def calls(self) -> tuple[ScriptedCall, ...]:
        """What the model was asked so far."""
        return tuple(self._calls)

    def assert_complete(self) -> None:
        """Return if every step was said.

        Raises:
            ScriptError: Some were not.
        """
        if len(self._calls) < len(self.script):
            raise ScriptError(f"the conversation used {len(self._calls)!r} of the {len(self.script)} scripted answers")

    def bind_tools(
        self,
        tools: Sequence[builtins.dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: object,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer these tools from now on; the script alone says which are called."""
        self._tools = tuple(convert_to_openai_tool(tool) for tool in tools)
        return self

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _answer(self, messages: list[BaseMessage]) -> AIMessage:
        place = len(self._calls)
        if place >= len(self.script):
            raise ScriptError(f"the script has {len(self.script)!r} answers, and answer {place + 1} was asked for")
        self._calls.append(ScriptedCall(messages=tuple(messages), tools=self._tools))
        step = self.script[place]
        answer = step(messages) if callable(step) else step
        return AIMessage(content=answer) if isinstance(answer, str) else answer

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        answer = self._answer(messages)
        calls = [
            tool_call_chunk(name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=index)
            for index, call in enumerate(answer.tool_calls)
        ]
        chunk = AIMessageChunk(content=answer.content, tool_call_chunks=calls, id=answer.id)
        yield ChatGenerationChunk(message=chunk)
