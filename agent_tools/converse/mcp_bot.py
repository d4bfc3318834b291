"""A bot that is an MCP server with a tool to talk to it: the person's words go in, and the bot's words come out.

The tool is called with `text`, and with as many of `conversation`, `service_url`, `service_key`, `wait_s` and
`question_id` as its schema has. Its words are the text of the result, or `reply` or `text` of its structured content. A
server that is started as a command finds the service in `CLIP_SERVICE_URL` and `CLIP_SERVICE_KEY`, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any, TypeVar

from agent_tools.converse.bot import TURN_S, TYPED, BotTurn, Service, checked
from agent_tools.converse.fault import BotCrashed, BotHung
from agent_tools.settings import environment_with

TOOL = "chat"
_ENDS_WITHIN_S = 5.0
_T = TypeVar("_T")


class McpBot:
    """An MCP server that is talked to.

    Args:
        target: Its URL, the program that serves it on stdio with its arguments, or a server object of this process.
        tool: The tool that is talked to.
        turn_s: How long it may take for one turn.
        name: What reports call it; empty for its target.
    """

    def __init__(self, target: Any, *, tool: str = TOOL, turn_s: float = TURN_S, name: str = "") -> None:  # noqa: ANN401  # of the mcp library
        self._target = target
        self._tool = tool
        self._turn_s = turn_s
        shown = target if isinstance(target, str) else " ".join(target) if isinstance(target, list) else "server"
        self.name = name or f"mcp {shown}"[:60]

    def open(self, service: Service) -> McpDriver:
        """Connect to it.

        Raises:
            BotCrashed: It cannot be reached, has no such tool, or the extra `mcp` is not installed.
        """
        return McpDriver(self._target, self._tool, service, self.name, self._turn_s)


class McpDriver:
    """One conversation.

    Args:
        target: As of `McpBot`.
        tool: The tool that is talked to.
        service: The service under test.
        name: What messages call the bot.
        turn_s: How long it may take for one turn.
    """

    def __init__(
        self,
        target: Any,  # noqa: ANN401  # of the mcp library
        tool: str,
        service: Service,
        name: str,
        turn_s: float,
    ) -> None:
        self._tool = tool
        self._service = service
        self._name = name
        self._turn_s = turn_s
        self._loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="reelwright-mcp-bot", daemon=True)
        self._thread.start()
        self._ends: asyncio.Event
        self._client: Any = None
        self._takes: frozenset[str] = frozenset()
        ready = self._loop.create_future()
        self._serving = asyncio.run_coroutine_threadsafe(self._stay(target, ready), self._loop)
        try:
            self._done(_awaited(ready))
        except BaseException:
            self.close()
            raise

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it; files are named in the message, one a line."""
        return self._asked("\n".join([text, *(str(path) for path in attachments)]))

    def answer(self, request_id: str, value: str) -> BotTurn:
        """The answer is typed; a tool with `question_id` is told to which question."""
        return self._asked(TYPED.get(value, value), question_id=request_id)

    def close(self) -> None:
        """Disconnect."""
        with contextlib.suppress(FutureTimeout, Exception):
            if not self._serving.done():
                self._loop.call_soon_threadsafe(self._ends.set)
                self._serving.result(_ENDS_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ENDS_WITHIN_S)
        if not self._thread.is_alive():
            self._loop.close()

    def _asked(self, text: str, *, question_id: str = "") -> BotTurn:
        service = self._service
        known: dict[str, Callable[[], object]] = {
            "text": lambda: text,
            "conversation": lambda: service.conversation,
            "service_url": lambda: service.url,
            "service_key": lambda: service.api_key,
            "wait_s": lambda: service.patience_s,
            "question_id": lambda: question_id,
        }
        args = {name: value() for name, value in known.items() if name in self._takes}
        begun = time.perf_counter()
        result = self._done(self._client.call_tool(self._tool, args))
        return BotTurn(reply=checked(self._words(result), self._name), elapsed_s=time.perf_counter() - begun)

    def _words(self, result: Any) -> object:  # noqa: ANN401  # a CallToolResult
        texts = [part.text for part in result.content if getattr(part, "type", "") == "text"]
        if result.is_error:
            raise BotCrashed(f"{self._name} answered with an error: {' '.join(texts)[:200]!r}")
        told = result.structured_content
        if isinstance(told, dict):
            return told.get("reply", told.get("text", told.get("result", "\n".join(texts))))
        return "\n".join(texts)

    async def _stay(self, target: Any, ready: asyncio.Future[None]) -> None:  # noqa: ANN401  # as above
        """Hold the connection in one task from its beginning to its end, as its library wants it."""
        self._ends = asyncio.Event()
        try:
            async with _client(target, self._service) as client:
                listed = await client.list_tools()
                tool = next((each for each in listed.tools if each.name == self._tool), None)
                if tool is None:
                    names = ", ".join(each.name for each in listed.tools) or "none"
                    _tell(ready, BotCrashed(f"{self._name} has no tool {self._tool!r}; it has: {names}"))
                    return
                self._client, self._takes = client, frozenset(tool.input_schema.get("properties", {}))
                ready.set_result(None)
                await self._ends.wait()
        except Exception as exc:  # noqa: BLE001  # whatever a bot's server does is its failure and not ours
            cause = _innermost(exc)
            _tell(ready, BotCrashed(f"{self._name} cannot be talked to: {type(cause).__name__}: {cause}"))

    def _done(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Wait for something on the loop.

        Raises:
            BotHung: It took too long.
            BotCrashed: It went wrong.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(self._turn_s)
        except FutureTimeout as exc:
            future.cancel()
            raise BotHung(f"{self._name} did not answer within {self._turn_s:g} s") from exc
        except BotCrashed:
            raise
        except Exception as exc:  # as above
            raise BotCrashed(f"{self._name} failed: {type(exc).__name__}: {exc}") from exc


def _innermost(fault: BaseException) -> BaseException:
    """What went wrong first, out of the groups in which tasks report it."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def _tell(ready: asyncio.Future[None], fault: BotCrashed) -> None:
    if not ready.done():
        ready.set_exception(fault)


async def _awaited(future: asyncio.Future[_T]) -> _T:
    return await future


def _client(target: Any, service: Service) -> Any:  # noqa: ANN401  # of the mcp library
    try:
        from mcp import Client, StdioServerParameters
        from mcp.client.stdio import stdio_client
    except ModuleNotFoundError as exc:
        raise BotCrashed(f"a bot over MCP needs {exc.name!r}: pip install 'reelwright[mcp]'") from exc
    if not isinstance(target, list):
        return Client(target)
    env = environment_with({"CLIP_SERVICE_URL": service.url, "CLIP_SERVICE_KEY": service.api_key})
    program = StdioServerParameters(command=target[0], args=list(target[1:]), env=env)
    return Client(stdio_client(program))
