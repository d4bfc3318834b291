"""`reelwright serve`: HTTP, the page, MCP and a worker in one process."""

from __future__ import annotations

from typing import Annotated

import typer

from agent_tools.errors import BriefError
from agent_tools.http.errors import ExtraMissing

_LIBRARIES = {"fastapi", "uvicorn", "starlette", "multipart", "python_multipart", "prometheus_client", "opentelemetry"}


def serve(
    port: Annotated[str, typer.Option(metavar="N", help="Port; 0 takes a free one.")] = "8000",
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address of this machine.")] = "127.0.0.1",
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Other machines may reach it; asks for an API key.")
    ] = False,
    name: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="With --allow-remote: a name that others use; repeatable.")
    ] = None,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Whether this process renders too.")] = True,
) -> None:
    """Serve HTTP, the page and MCP, and render, until told to end.

    Without any API key only this machine is answered. Exit codes: 0 told to end, 2 bad usage, 1 fault.
    """
    if not port.isdecimal():
        raise BriefError(f"port {port!r} must be a whole number from 0 to 65535")
    try:
        from agent_tools.http.server import Place
        from agent_tools.http.server import serve as serve_until_told
    except ModuleNotFoundError as exc:
        if (exc.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise ExtraMissing(f"serving needs {exc.name!r}: pip install 'reelwright[server]'") from exc
    place = Place(host=host, port=int(port[:6]), allow_remote=allow_remote, names=tuple(name or ()))
    serve_until_told(place, say=typer.echo, worker=worker)
