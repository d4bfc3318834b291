"""The MCP server of an installation: over stdio, or as an application to mount under HTTP. Both protocol eras."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from mcp.server import MCPServer
from mcp.server.context import ServerRequestContext
from mcp.server.mcpserver import RequestStateSecurity
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.server.transport_security import TransportSecuritySettings

from agent_tools.errors import NotFound
from agent_tools.mcp.tool import MIME, Served, ServedContext, clip_tools
from agent_tools.reply import FAULTS
from agent_tools.tool.call import Asker

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from agent_tools.job import Caller
    from agent_tools.job.desk import JobDesk

NAME = "reelwright"
INSTRUCTIONS = (
    "Short, labelled video clips, rendered on the machine of this server. clip_create makes one, clip_revise changes "
    "one, clip_get looks at one, clip_check judges a request. Repeat the disclosure sentence whenever you hand a clip "
    "over. A clip's bytes are the resource that its result links to."
)
LOOPBACK = ("127.0.0.1:*", "localhost:*", "[::1]:*")
"""Hosts that are answered without being named."""


def clip_server(served: Served) -> MCPServer[Served]:
    """A server with the four tools and the clips as resources.

    Args:
        served: What every call needs; its desk stays open as long as the server is used.
    """

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Served]) -> AsyncIterator[Served]:
        yield served

    def principal(ctx: ServerRequestContext[Any, Any]) -> str:
        caller = served.asker_of(ctx.request).caller
        return f"{caller.tenant}/{caller.principal}"

    sealed = RequestStateSecurity.ephemeral(audience=NAME)
    sealed.bind_principal = principal  # an answer is taken only from whoever was asked
    server: MCPServer[Served] = MCPServer(
        NAME,
        title="Reelwright",
        instructions=INSTRUCTIONS,
        version=_version(),
        tools=clip_tools(),
        log_level="WARNING",
        lifespan=lifespan,
        request_state_security=sealed,
    )
    server.resource("clip://{name}", name="clip", title="A clip", description="The file of a clip.", mime_type=MIME)(
        _clip
    )
    return server


def serve_stdio(served: Served) -> None:
    """Serve one client over the standard streams until it closes them.

    Meanwhile nothing else reaches standard output: what this program or a library prints goes to standard error.

    Args:
        served: What every call needs.
    """
    clip_server(served).run("stdio")


class HttpApp:
    """The server as an ASGI application, for a path of another one.

    Mount it, or route to it, at any path: `Route("/mcp", app)` and `Mount("/mcp", app)` both do. The lifespan of the
    host must enter `running()`, once; before that, requests fail.

    Args:
        server: The server.
        hosts: Values of the Host header that are answered beside loopback, such as `clips.example.org` or `[::1]:*`.
    """

    def __init__(self, server: MCPServer[Served], *, hosts: Sequence[str] = ()) -> None:
        origins = [f"{scheme}://{host}" for host in (*LOOPBACK, *hosts) for scheme in ("http", "https")]
        security = TransportSecuritySettings(allowed_hosts=[*LOOPBACK, *hosts], allowed_origins=origins)
        server.streamable_http_app(transport_security=security)
        self._manager = server.session_manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._manager.handle_request(scope, receive, send)

    def running(self) -> AbstractAsyncContextManager[None]:
        """What the host's lifespan enters; can be entered once."""
        return self._manager.run()


def http_app(
    desk: JobDesk,
    *,
    asker: Asker | None = None,
    caller_of: Callable[[Any], Caller] | None = None,
    hosts: Sequence[str] = (),
) -> HttpApp:
    """The MCP server over streamable HTTP, for mounting.

    Args:
        desk: Where the jobs go; its worker is the host's to start.
        asker: What the operator fixed for everybody; None for the defaults.
        caller_of: Who sends a Starlette request, as the host authenticated them, in every request anew. None takes
            everybody for the asker's own caller, which is right on loopback only.
        hosts: As of `HttpApp`.
    """
    served = Served(desk=lambda: desk, asker=asker or Asker(), caller_of=caller_of)
    return HttpApp(clip_server(served), hosts=hosts)


async def _clip(name: str, ctx: ServedContext) -> bytes:
    """The bytes of a clip.

    Raises:
        ResourceNotFoundError: Whoever asks has no such clip.
        ResourceError: It cannot be read.
    """
    served = ctx.request_context.lifespan_context
    caller = served.asker_of(ctx.request_context.request).caller
    try:
        desk = await asyncio.to_thread(served.desk)
        path = await asyncio.to_thread(desk.open_clip, name.removesuffix(".mp4"), caller)
        return await asyncio.to_thread(path.read_bytes)
    except NotFound as fault:
        raise ResourceNotFoundError(str(fault)) from fault
    except FAULTS as fault:
        raise ResourceError(str(fault)) from fault


def _version() -> str:
    try:
        return version("reelwright")
    except PackageNotFoundError:
        return "0"  # a checkout that is not installed
