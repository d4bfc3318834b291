"""The application: routes, and what every request passes before it comes to one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from agent_tools.http import (
    check_route,
    clip_route,
    consent_route,
    content_route,
    event_route,
    operation_route,
    verification_route,
    video_route,
)
from agent_tools.http.document import VERSION, document
from agent_tools.http.door import Door
from agent_tools.http.guard import BodyLimit, HeadLimit, OwnHost, SecureHeaders
from agent_tools.http.invalid import refused_request, refused_values
from agent_tools.http.metric import Counted
from agent_tools.http.option import HttpOptions
from agent_tools.http.page_file import PAGE_DIR, PageFiles
from agent_tools.http.problem import CAUGHT, LOG, answer, crashed, fault_answer
from agent_tools.http.served import Served
from agent_tools.settings import Settings

if TYPE_CHECKING:
    from agent_tools.job.desk import JobDesk
    from agent_tools.reply import Fault

_ROUTERS = (
    clip_route.router,
    event_route.router,
    content_route.router,
    check_route.router,
    verification_route.router,
    consent_route.router,
    video_route.router,
    operation_route.router,
)
MCP_PATH = "/mcp"
_UNTRACED = ("/healthz", "/readyz", "/metrics")


class McpApp(Protocol):
    """MCP over HTTP, as it is routed to; `agent_tools.mcp.server.http_app` gives one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """What is entered while the server runs."""
        ...


def create_app(
    desk: JobDesk,
    *,
    settings: Settings | None = None,
    options: HttpOptions | None = None,
    page_dir: Path = PAGE_DIR,
    mcp: McpApp | None = None,
) -> FastAPI:
    """The application over a desk. The desk stays the caller's: neither its worker nor its end is seen to here.

    Args:
        desk: Makes and finds clips.
        settings: Where things are kept, the same as the desk's; None reads the environment.
        options: What is taken in, and from whom.
        page_dir: Folder of the page; without one there is none.
        mcp: What answers at `/mcp`; None for nothing.

    Raises:
        SettingsError: The home folder or a variable is unusable.
        KeyFileError: A key file is damaged or open to others.
        StoreError: The database cannot be opened.
    """
    options = options or HttpOptions()
    served = Served.open(desk, settings or Settings(), options)
    app = FastAPI(
        title="Reelwright",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(served, mcp),
        middleware=_passed(served, options),
        generate_unique_id_function=_operation_id,
        telemetry={"logs": False, "auto_configure": False, "exclude": _is_untraced},
    )
    app.state.served = served
    for router in _ROUTERS:
        app.include_router(router)
    if mcp is not None:
        for path in (MCP_PATH, f"{MCP_PATH}/"):  # hosts are often configured with the slash of other servers
            app.router.routes.append(Route(path, mcp, include_in_schema=False))
    if (page_dir / "index.html").is_file():
        app.mount("/", PageFiles(page_dir), name="page")
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # FastAPI's own way to change it
    _tell_faults(app)
    return app


def _passed(served: Served, options: HttpOptions) -> list[Middleware]:
    """The first is the outermost."""
    return [
        Middleware(Counted, metrics=served.metrics),
        Middleware(SecureHeaders),
        Middleware(HeadLimit),
        Middleware(OwnHost, options=options),
        Middleware(Door, keys=served.keys, options=options),
        Middleware(BodyLimit, options=options),
    ]


def _lifespan(served: Served, mcp: McpApp | None) -> Any:  # noqa: ANN401  # FastAPI names no type for it
    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(served.close)
            stack.callback(served.closing.set)
            if mcp is not None:
                await stack.enter_async_context(mcp.running())
            yield

    return living


def _operation_id(route: APIRoute) -> str:
    return route.name


def _is_untraced(scope: Mapping[str, Any]) -> bool:
    # Whoever reads the traces could follow a signed link that stands in one.
    return scope["path"].startswith(_UNTRACED) or b"signature=" in scope["query_string"]


def _tell_faults(app: FastAPI) -> None:
    async def foreseen(request: Request, exc: Exception) -> Response:
        return fault_answer(request.url.path, cast("Fault", exc))

    async def invalid(request: Request, exc: Exception) -> Response:
        return answer(request.url.path, refused_values(cast("RequestValidationError", exc)))

    async def refused(request: Request, exc: Exception) -> Response:
        found = cast("HTTPException", exc)
        if found.status_code < HTTPStatus.BAD_REQUEST:
            return Response(status_code=found.status_code, headers=found.headers)
        return answer(request.url.path, refused_request(found), found.headers)

    async def crashed_answer(request: Request, exc: Exception) -> Response:
        LOG.error("%s %s crashed", request.method, request.scope.get("route"), exc_info=exc)
        return answer(request.url.path, crashed(), {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"})

    for kind in CAUGHT:
        app.add_exception_handler(kind, foreseen)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, crashed_answer)
