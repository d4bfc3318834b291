"""A real server on a free port of this machine, in a thread, for clients that need a socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from agent_tools.http.server import _UVICORN, _Server


@contextmanager
def serving(app: FastAPI) -> Iterator[tuple[str, int]]:
    """Host and port of the running application."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, **_UVICORN), app.state.served)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server ended before it had begun")
            thread.join(0.01)
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
