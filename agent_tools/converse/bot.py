"""What a bot under test is: something that can be opened for one conversation, and then takes one message at a time.

A bot is tried against a `Service`: the installation of one scenario, as a bot may know it. What it says of itself in a
`BotTurn` is shown in the report, and no expectation but that on the reply's words looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from agent_tools.converse.fault import BotFlooded, BotGarbled
from agent_tools.converse.watched import ToolCallRecord
from agent_tools.tool.call import Asker, ClipCalls

if TYPE_CHECKING:
    from agent_tools.converse.world import World
    from agent_tools.job.desk import JobDesk

TURN_S = 30.0
"""How long a bot may take for one turn."""
ANYBODY = "tester"
"""For whom a key is made where a scenario tells nobody apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurn:
    """What a bot said in one turn.

    Attributes:
        reply: Its words to the person.
        tool_calls: The calls that it says it made; shown, and never looked at by an expectation.
        events: What else it told, as JSON values; shown only.
        elapsed_s: Seconds from the message to the reply.
    """

    reply: str
    tool_calls: tuple[ToolCallRecord, ...] = ()
    events: tuple[Any, ...] = ()
    elapsed_s: float = 0.0


class Service:
    """The service under test, as a bot knows it.

    Args:
        world: The installation.
        asker: Who sits in the conversation, as a surface that authenticated them knows it.
        conversation: The name of the conversation, the same over all of its turns.
        values: What was saved in it so far, by name; it grows.

    Attributes:
        asker: Who sits in the conversation.
        conversation: Its name.
        values: What was saved in it so far, for a script that names it.
    """

    def __init__(
        self, world: World, asker: Asker, conversation: str, *, values: Mapping[str, Any] | None = None
    ) -> None:
        self._world = world
        self.values: Mapping[str, Any] = {} if values is None else values
        self._key: str | None = None
        self.asker = asker
        self.conversation = conversation

    @property
    def desk(self) -> JobDesk:
        """Where jobs go; its worker works, and it stays the same object over a restart of the service."""
        return self._world.desk

    @property
    def calls(self) -> ClipCalls:
        """What the four tools do, for a bot that calls them itself."""
        return ClipCalls(self._world.desk, self.asker)

    @property
    def patience_s(self) -> int:
        """Seconds that it makes sense to wait for a clip, 0..25."""
        return self._world.patience_s

    @property
    def works(self) -> bool:
        """Whether anybody works on jobs now; what is asked for while nobody does waits."""
        return self._world.desk.works

    @property
    def url(self) -> str:
        """Where the service answers over HTTP, on this machine.

        Raises:
            WorldError: The extra `server` is not installed.
        """
        return self._world.serve()

    @property
    def api_key(self) -> str:
        """The key for it.

        Raises:
            BriefError: The tenant or the requester has a name that no key can have.
        """
        if self._key is None:
            from agent_tools.converse.loopback import new_key

            caller = self.asker.caller
            principal = caller.principal.removeprefix(f"{caller.tenant}/") or ANYBODY
            self._key = new_key(self._world.settings, caller.tenant, principal)
        return self._key


@runtime_checkable
class BotDriver(Protocol):
    """A bot in one conversation."""

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it.

        Args:
            text: What the person types.
            attachments: Files that the person adds.

        Raises:
            BotError: It gave no turn that could be looked at.
        """
        ...

    def answer(self, request_id: str, value: str) -> BotTurn:
        """Answer what the service asked, where the person presses a button instead of typing.

        Args:
            request_id: The question.
            value: `accept` or `decline`.

        Raises:
            BotError: It gave no turn that could be looked at.
        """
        ...

    def close(self) -> None:
        """End the conversation."""
        ...


@runtime_checkable
class Bot(Protocol):
    """A bot under test, before it is in any conversation. One bot is opened many times."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    def open(self, service: Service) -> BotDriver:
        """Begin a conversation.

        Args:
            service: The service under test.

        Raises:
            BotError: It cannot be started.
        """
        ...


MAX_REPLY_CHARS = 64 * 1024
"""The longest reply that is taken."""

TYPED = {"accept": "yes", "decline": "no"}
"""What the person types to a bot that has no buttons."""


def checked(reply: object, who: str) -> str:
    """A reply, if it is one.

    Args:
        reply: What a bot gave.
        who: The bot, for the message.

    Raises:
        BotGarbled: It is no text.
        BotFlooded: It is too long.
    """
    if not isinstance(reply, str):
        raise BotGarbled(f"{who} answered with {type(reply).__name__}: {str(reply)[:100]!r}; a reply is a text")
    if len(reply) > MAX_REPLY_CHARS:
        raise BotFlooded(f"{who} answered with {len(reply)} characters; a reply has at most {MAX_REPLY_CHARS}")
    return reply
