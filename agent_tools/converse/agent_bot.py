"""A bot that is a LangGraph graph: `create_agent` with the clip tools, or whatever a team has built over them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from agent_tools.converse.bot import TYPED, BotTurn, Service, checked
from agent_tools.converse.callable_bot import guarded
from agent_tools.converse.fault import BotGarbled
from agent_tools.converse.format import Step
from agent_tools.converse.saying import words
from agent_tools.converse.variable import put
from agent_tools.converse.watched import ToolCallRecord
from agent_tools.langchain import ClipPolicyMiddleware, ClipToolkit
from agent_tools.scripted import ScriptedChatModel

PROMPT = (
    "You help people in a chat. When they ask for a clip, make one with the tools. Repeat what the tools say of a "
    "refusal, put their questions word for word, and repeat the disclosure sentence with every clip."
)
REPLY = "{reply}"
"""In the words of a scripted model: what the tool answered last."""

MakeModel = Callable[[Service], BaseChatModel]
"""Gives the chat model of one conversation."""

MakeGraph = Callable[[BaseChatModel, ClipToolkit], Any]
"""Gives the graph of one conversation; with a checkpointer, or it forgets what was said."""

_WAITS = ("clip_create", "clip_revise", "clip_get")


class LangGraphBot:
    """An agent with the clip tools.

    Args:
        model: Gives the chat model of one conversation.
        graph: Gives the graph over the model and the tools; `clip_agent` where it is left out.
        name: What reports call it.
    """

    def __init__(self, model: MakeModel, graph: MakeGraph | None = None, *, name: str = "langgraph") -> None:
        self._model = model
        self._graph = graph or clip_agent
        self.name = name

    def open(self, service: Service) -> LangGraphDriver:
        """Begin a conversation.

        Raises:
            BotCrashed: The graph could not be made.
        """
        asker = service.asker
        toolkit = ClipToolkit(
            desk=service.desk,
            requester=asker.caller.principal or None,
            tenant=asker.caller.tenant,
            groups=asker.groups,
            use=asker.use,
            territory=asker.territory,
            approve=asker.approve,
        )
        graph = guarded(self.name, lambda: self._graph(self._model(service), toolkit))
        return LangGraphDriver(graph, service.conversation, self.name)


class LangGraphDriver:
    """One conversation.

    Args:
        graph: A compiled graph over messages.
        conversation: The thread of its checkpointer.
        name: What messages call it.
    """

    def __init__(self, graph: Any, conversation: str, name: str) -> None:  # noqa: ANN401  # any compiled graph
        self._graph = graph
        self._config = {"configurable": {"thread_id": conversation}}
        self._name = name
        self._n_known = 0

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it; files are named in the message, one a line."""
        whole = "\n".join([text, *(str(path) for path in attachments)])
        begun = time.perf_counter()
        asked = {"messages": [{"role": "user", "content": whole}]}
        told = guarded(self._name, lambda: self._graph.invoke(asked, self._config))
        messages = told.get("messages", []) if isinstance(told, dict) else []
        new: list[BaseMessage] = messages[self._n_known :]
        self._n_known = len(messages)
        if not new or not isinstance(new[-1], AIMessage):
            raise BotGarbled(f"{self._name} ended its turn without a message of its own")
        calls = [call for message in new if isinstance(message, AIMessage) for call in message.tool_calls]
        return BotTurn(
            reply=checked(str(new[-1].text), self._name),
            tool_calls=tuple(ToolCallRecord(tool=call["name"], args=dict(call["args"])) for call in calls),
            elapsed_s=time.perf_counter() - begun,
        )

    def answer(self, request_id: str, value: str) -> BotTurn:
        """The answer is typed: the tools read a plain yes or no of the person."""
        return self.send(TYPED.get(value, value))

    def close(self) -> None:
        """End the conversation."""


def clip_agent(model: BaseChatModel, toolkit: ClipToolkit) -> Any:  # noqa: ANN401  # a compiled graph
    """The agent that is tested where no other is given.

    Args:
        model: The chat model.
        toolkit: The tools.
    """
    return create_agent(
        model,
        toolkit.get_tools(),
        system_prompt=PROMPT,
        middleware=[ClipPolicyMiddleware(toolkit, approve=False)],
        checkpointer=InMemorySaver(),
    )


def scripted(steps: Sequence[Step]) -> MakeModel:
    """A model that answers as a scenario has written.

    Args:
        steps: Its answers.
    """

    def model(service: Service) -> BaseChatModel:
        return ScriptedChatModel(script=[_spoken(step, k, service) for k, step in enumerate(steps)])

    return model


def _spoken(step: Step, place: int, service: Service) -> Callable[[list[BaseMessage]], AIMessage | str]:
    def answer(messages: list[BaseMessage]) -> AIMessage | str:
        if step.call is None:
            return str(put(step.say or "", service.values)).replace(REPLY, _last(messages))
        args = put(dict(step.call.args), service.values)
        if step.call.tool in _WAITS:
            args.setdefault("wait_seconds", service.patience_s)
        return AIMessage(content="", tool_calls=[{"name": step.call.tool, "args": args, "id": f"call_{place}"}])

    return answer


def _last(messages: Sequence[BaseMessage]) -> str:
    """What the tool answered last, in words."""
    told = next((str(message.text) for message in reversed(messages) if isinstance(message, ToolMessage)), "")
    try:
        values = json.loads(told)
    except json.JSONDecodeError:
        return told
    return words(values) if isinstance(values, dict) else told
