"""What is said to a bot in another process, and what it says back: JSON objects, the same over stdio and over HTTP.

To the bot, one object a message:

    {"type": "start", "protocol": 1, "conversation": "...", "approve": "never",
     "service": {"url": "http://127.0.0.1:...", "api_key": "..."}}
    {"type": "user", "id": 1, "text": "...", "attachments": ["/path", ...], "wait_s": 20}
    {"type": "answer", "id": 2, "question_id": "...", "action": "accept", "wait_s": 20}

`approve` says when a person is to see the storyboard first, as the service's own `approve` does. `wait_s` is how long
it makes sense to wait for a clip: 0 while the scenario keeps renders back.

From the bot, one for each `user` and `answer`, with its id:

    {"type": "reply", "id": 1, "text": "..."}

Before it, any number of `{"type": "event", ...}` and in it `tool_calls` and `events`: they are shown in the report and
prove nothing. `start` is not answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tools.converse.bot import MAX_REPLY_CHARS, BotTurn
from agent_tools.converse.fault import BotFlooded, BotGarbled
from agent_tools.converse.watched import ToolCallRecord

if TYPE_CHECKING:
    from agent_tools.converse.bot import Service

PROTOCOL = 1
MAX_LINE_BYTES = 1 << 20
"""The longest message of a bot."""
MAX_TURN_BYTES = 4 << 20
"""All that a bot may say in one turn."""
MAX_EVENTS = 1000
"""So many events may come before a reply."""

_SHOWN = 120
_KNOWN = {"type", "id", "text", "tool_calls", "events"}


def start(service: Service) -> dict[str, Any]:
    """The first message.

    Args:
        service: The service under test.
    """
    return {
        "type": "start",
        "protocol": PROTOCOL,
        "conversation": service.conversation,
        "approve": service.asker.approve.value,
        "service": {"url": service.url, "api_key": service.api_key},
    }


class Outbox:
    """The messages of one conversation, numbered.

    Args:
        service: The service under test.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._n_told = 0

    def user(self, text: str, attachments: Sequence[Path]) -> dict[str, Any]:
        """Something that the person says."""
        return self._told("user", {"text": text, "attachments": [str(path) for path in attachments]})

    def answer(self, question_id: str, action: str) -> dict[str, Any]:
        """What the person answers to a question of the service."""
        return self._told("answer", {"question_id": question_id, "action": action})

    def _told(self, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        self._n_told += 1
        return {"type": kind, "id": self._n_told, **values, "wait_s": self._service.patience_s}


def read(line: bytes, who: str) -> dict[str, Any]:
    """One message of a bot.

    Args:
        line: Its bytes.
        who: The bot, for what is said of it.

    Raises:
        BotGarbled: It is no JSON object in UTF-8.
        BotFlooded: It is too long.
    """
    if len(line) > MAX_LINE_BYTES:
        raise BotFlooded(f"{who} sent a message of {len(line)} bytes; one has at most {MAX_LINE_BYTES}")
    try:
        told = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as exc:
        bad = line[exc.start : exc.start + 4].hex(" ")
        raise BotGarbled(f"{who} sent bytes that are no UTF-8 at byte {exc.start}: {bad}") from exc
    except (json.JSONDecodeError, RecursionError) as exc:
        text = line[:_SHOWN].decode("utf-8", "replace")
        raise BotGarbled(
            f"{who} sent no JSON: {text!r}; each line is one JSON object, and what is for people belongs on stderr"
        ) from exc
    if not isinstance(told, dict):
        raise BotGarbled(f"{who} sent {type(told).__name__} {str(told)[:_SHOWN]!r}; a message is a JSON object")
    return told


def turn(told: Mapping[str, Any], who: str, *, events: Sequence[Any] = (), elapsed_s: float = 0.0) -> BotTurn:
    """The turn that a reply is.

    Args:
        told: The message.
        who: The bot, for what is said of it.
        events: What came before it.
        elapsed_s: How long it took.

    Raises:
        BotGarbled: It has no text, or a field that is unknown or of another kind.
        BotFlooded: Its text is too long.
    """
    text, calls, more = told.get("text"), told.get("tool_calls", []), told.get("events", [])
    unknown = sorted(set(told) - _KNOWN)
    if unknown:
        raise BotGarbled(f"{who} sent a reply with {unknown[0]!r}; known are {', '.join(sorted(_KNOWN))}")
    if not isinstance(text, str):
        raise BotGarbled(f"{who} sent a reply whose text is {str(text)[:_SHOWN]!r}; it must be a text")
    if len(text) > MAX_REPLY_CHARS:
        raise BotFlooded(f"{who} answered with {len(text)} characters; a reply has at most {MAX_REPLY_CHARS}")
    if not isinstance(more, list) or not isinstance(calls, list) or not all(map(_is_call, calls)):
        raise BotGarbled(f"{who} sent a reply whose tool_calls or events are no list of what they should be")
    return BotTurn(
        reply=text,
        tool_calls=tuple(ToolCallRecord(tool=call["tool"], args=dict(call.get("args", {}))) for call in calls),
        events=(*events, *more)[:MAX_EVENTS],
        elapsed_s=elapsed_s,
    )


def _is_call(call: object) -> bool:
    return isinstance(call, dict) and isinstance(call.get("tool"), str) and isinstance(call.get("args", {}), dict)
