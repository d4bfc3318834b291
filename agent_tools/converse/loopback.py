"""The HTTP service of a world on a free port of this machine, for bots that are no Python."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from agent_tools.converse.fault import WorldError

if TYPE_CHECKING:
    import uvicorn

    from agent_tools.http.served import Served
    from agent_tools.job.desk import JobDesk
    from agent_tools.settings import Settings

_ENDS_WITHIN_S = 60.0
_LOOK_EVERY_S = 0.005


def new_key(settings: Settings, tenant: str, principal: str) -> str:
    """A new API key.

    Args:
        settings: Of which installation.
        tenant: Whose it is.
        principal: Who asks with it.

    Raises:
        BriefError: A name is none that a key can have.
    """
    from agent_tools.http.key import ApiKeys

    with ApiKeys.open(settings) as keys:
        return keys.create(tenant, principal, note="scripted conversation")[1]


class Loopback:
    """Serves a desk on 127.0.0.1. It can be paused and opened again on the same port.

    The port is held in between: given back, it could go to any other process that asks for a free one. Who connects
    meanwhile waits.

    Args:
        desk: The desk; it stays the caller's.
        settings: Of the same installation.
    """

    def __init__(self, desk: JobDesk, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings
        self._port = 0
        self._place: socket.socket | None = None
        self._running: tuple[uvicorn.Server, Served, threading.Thread, socket.socket] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Begin to answer.

        Raises:
            WorldError: A library is missing, or there is no free port.
        """
        try:
            import uvicorn

            from agent_tools.http.app import create_app
            from agent_tools.http.option import HttpOptions
        except ModuleNotFoundError as exc:
            raise WorldError(f"a bot over HTTP needs {exc.name!r}: pip install 'reelwright[server]'") from exc
        listener = self._listener()
        # Nobody else can reach it, and a bot that asks often is no attack.
        options = HttpOptions(keyless=False, requests_per_s=10_000.0, burst=10_000)
        app = create_app(self._desk, settings=self._settings, options=options)
        server = uvicorn.Server(
            uvicorn.Config(app, lifespan="on", log_level="critical", access_log=False, server_header=False, ws="none")
        )
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="reelwright-loopback", daemon=True
        )
        thread.start()
        self._running = (server, app.state.served, thread, listener)
        while not server.started:
            if not thread.is_alive():
                raise WorldError("the HTTP service of a scenario ended before it had begun")
            thread.join(_LOOK_EVERY_S)

    def pause(self) -> None:
        """Answer no more until it is opened again."""
        if self._running is not None:
            (server, served, thread, listener), self._running = self._running, None
            served.watching.clear()
            server.should_exit = server.force_exit = True
            thread.join(_ENDS_WITHIN_S)
            listener.close()

    def close(self) -> None:
        """Answer no more, and give the port back."""
        self.pause()
        if self._place is not None:
            self._place.close()
            self._place = None

    def _listener(self) -> socket.socket:
        """Another handle of the port; the server closes the one that it is given.

        Raises:
            WorldError: There is no free port.
        """
        try:
            if self._place is None:
                self._place = socket.create_server(("127.0.0.1", 0))
                self._port = self._place.getsockname()[1]
            return self._place.dup()
        except OSError as exc:
            raise WorldError(f"no port of 127.0.0.1 can be taken: {exc.strerror}") from exc
