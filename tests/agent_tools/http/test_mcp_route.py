"""`/mcp` beside the other routes: behind the same door, open as long as the server is, and with the same jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from agent_tools.http.app import create_app
from agent_tools.http.key import ApiKeys
from agent_tools.http.option import HttpOptions
from agent_tools.http.server import Place, _mcp
from agent_tools.settings import Settings
from tests.agent_tools.http.conftest import BASE, LOCAL, bearer
from tests.agent_tools.http.desk import MemoryDesk
from tests.agent_tools.http.live import serving


class Echo:
    """Answers with who asks, and knows whether it is open."""

    def __init__(self) -> None:
        self.open = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = Request(scope).state.caller
        await JSONResponse({"tenant": caller.tenant, "open": self.open})(scope, receive, send)

    def running(self) -> AbstractAsyncContextManager[None]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[None]:
            self.open = True
            yield
            self.open = False

        return opened()


def test_it_is_open_while_the_server_is_and_knows_who_asks(desk: MemoryDesk, settings: Settings, keys: ApiKeys) -> None:
    echo = Echo()
    app = create_app(desk, settings=settings, options=HttpOptions(), mcp=echo)  # type: ignore[arg-type]
    with TestClient(app, base_url=BASE, client=LOCAL) as client:
        assert client.post("/mcp", json={}).json() == {"tenant": "local", "open": True}
        assert client.post("/mcp/", json={}, follow_redirects=False).json() == {"tenant": "local", "open": True}
        mine = bearer(keys.create("acme", "maria")[1])
        assert client.post("/mcp", json={}, headers=mine).json()["tenant"] == "acme"
        app.state.served.keys.caller("", afresh=True)
        assert client.post("/mcp", json={}).status_code == 401
        assert client.post("/mcp", json={}, headers={**mine, "Origin": "https://evil.example"}).status_code == 403
        assert client.post("/mcp", content=b"", headers={**mine, "Content-Length": "5000000000"}).status_code == 413
    assert not echo.open


def test_without_it_there_is_nothing_at_its_path(client: TestClient) -> None:
    assert client.post("/mcp", json={}).status_code in (404, 405)


async def test_a_client_of_it_sees_the_tools_over_the_socket(desk: MemoryDesk, settings: Settings) -> None:
    pytest.importorskip("agent_tools.mcp.server", reason="needs the extra `mcp`")
    from mcp import Client

    said: list[str] = []
    mounted = _mcp(desk, Place(), said.append)  # type: ignore[arg-type]
    app = create_app(desk, settings=settings, options=HttpOptions(), mcp=mounted)  # type: ignore[arg-type]
    with serving(app) as (host, port):
        async with Client(f"http://{host}:{port}/mcp") as client:
            tools = await client.list_tools()
    assert {"clip_create", "clip_get", "clip_check", "clip_revise"} <= {tool.name for tool in tools.tools}
    assert said == []
