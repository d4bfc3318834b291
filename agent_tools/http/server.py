"""One process that serves HTTP, the page and MCP, and works: `reelwright serve`."""

from __future__ import annotations

import asyncio
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from agent_tools.http.app import McpApp, create_app
from agent_tools.http.errors import ServeRefused
from agent_tools.http.guard import MAX_HEAD_BYTES
from agent_tools.http.key import ApiKeys
from agent_tools.http.option import HttpOptions, is_loopback
from agent_tools.http.page_file import PAGE_DIR
from agent_tools.http.served import Served
from agent_tools.job.desk import JobDesk
from agent_tools.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD_WITHIN_S = 10.0
LETS_GO_WITHIN_S = 5
MAX_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server answers.

    Attributes:
        host: An address or name of this machine.
        port: 0..65535; 0 takes a free one.
        allow_remote: Whether others than this machine may reach it.
        names: Host names under which others ask; empty for any.

    Raises:
        ServeRefused: The port is out of range, or others could reach it and nobody said that they may.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    allow_remote: bool = False
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.port <= MAX_PORT:
            raise ServeRefused(f"port {self.port!r} is out of range; it must be 0 to {MAX_PORT}")
        if not is_loopback(self.host) and not self.allow_remote:
            raise ServeRefused(
                f"host {self.host!r} can be reached from other machines; say --allow-remote, or serve on 127.0.0.1"
            )

    @property
    def options(self) -> HttpOptions:
        """What is taken in there."""
        if is_loopback(self.host) and not self.allow_remote:
            return HttpOptions()
        names = frozenset(name.lower() for name in self.names)
        return HttpOptions(hosts=names | HttpOptions().hosts if names else names, keyless=False)


def serve(place: Place, *, settings: Settings | None = None, say: Callable[[str], None], worker: bool = True) -> None:
    """Serve until the process is told to end; then what is being rendered goes back into the queue.

    Args:
        place: Where.
        settings: Where things are kept; None reads the environment.
        say: Told the address, and that there is no MCP.
        worker: Whether this process works too.

    Raises:
        ServeRefused: Others could reach it and there is no key, or the address cannot be taken.
        AgentToolsError: Something that is needed cannot be opened.
    """
    settings = settings or Settings()
    if not place.options.keyless:
        with ApiKeys.open(settings) as keys:
            if not keys.any():
                raise ServeRefused("others can reach this server and there is no key; make one: reelwright key create")
    with _listening(place) as listener, JobDesk.open(settings) as desk:
        app = create_app(desk, settings=settings, options=place.options, mcp=_mcp(desk, place, say))
        served: Served = app.state.served
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        say(f"serving http://{shown}:{port}/" + ("" if (PAGE_DIR / "index.html").is_file() else " (without the page)"))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _end)
        if worker:
            desk.start_worker()
        try:
            _Server(uvicorn.Config(app, **_UVICORN), served).run(sockets=[listener])
        finally:
            desk.stop_worker()


_UVICORN: dict[str, Any] = {
    "http": "agent_tools.http.server:HastyHead",
    "lifespan": "on",
    "log_level": "warning",
    "access_log": False,  # paths of signed links would stand in it
    "server_header": False,
    "h11_max_incomplete_event_size": MAX_HEAD_BYTES,
    "timeout_graceful_shutdown": LETS_GO_WITHIN_S,
    "ws": "none",
}


def _end(_number: int, _frame: object) -> None:
    """End by way of every `finally`: Uvicorn hands the signal on when it has let go, and by default it would kill."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """Ends event streams before it waits for what is open."""

    def __init__(self, config: uvicorn.Config, served: Served) -> None:
        super().__init__(config)
        self._served = served

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go."""
        self._served.closing.set()
        await super().shutdown(sockets)


class HastyHead(H11Protocol):
    """A connection that is hung up when the head of a request does not come in time.

    The body's time is `guard.BodyLimit`'s matter; until the head is there, no application is asked.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait on for a head that is not whole."""
        if self._is_idle():
            self._wait()
        super().data_received(data)
        if not self._is_idle():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_WITHIN_S, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._waiting = None
        if self._is_idle() and not self.transport.is_closing():
            self.transport.close()


def _listening(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    # With its protocol named asyncio switches Nagle's algorithm off; without, every answer waits 40 ms for the client.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen(2048)
        listener.set_inheritable(False)
    except OSError as exc:
        listener.close()
        raise ServeRefused(f"{place.host!r} port {place.port!r} cannot be taken: {exc.strerror or exc}") from exc
    return listener


def _mcp(desk: JobDesk, place: Place, say: Callable[[str], None]) -> McpApp | None:
    """MCP over HTTP, where its library is installed."""
    try:
        from agent_tools.mcp.server import http_app
    except ModuleNotFoundError as exc:
        if (exc.name or "").partition(".")[0] not in ("mcp", "agent_tools"):
            raise
        say("without MCP: it needs the extra `mcp` (pip install 'reelwright[mcp]')")
        return None
    hosts = [form for name in place.names for form in (name, f"{name}:*")]
    app: McpApp = http_app(desk, caller_of=lambda request: request.state.caller, hosts=hosts)
    return app
