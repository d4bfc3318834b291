"""The MCP server over HTTP: at any path, for one host alone, and with the caller that the host vouches for."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from agent_tools.job import Caller
from agent_tools.mcp.server import http_app
from tests.agent_tools.desk_double import MemoryDesk

FOX = {"request": "a red fox runs"}


@pytest.fixture
def desk(tmp_path: Path) -> MemoryDesk:
    return MemoryDesk(clips=tmp_path)


def caller_of(request: Request) -> Caller:
    return Caller(tenant=request.headers.get("x-tenant", "nobody"))


INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
ACCEPT = {"accept": "application/json, text/event-stream"}


def _job(result: Any) -> str:
    return str(result.structured_content["job_id"])


def test_an_application_answers_at_any_path_once_it_runs(desk: MemoryDesk) -> None:
    app = http_app(desk)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:
        async with app.running():
            yield

    host = Starlette(routes=[Route("/mcp", app), Mount("/other", app)], lifespan=lifespan)
    with TestClient(host, base_url="http://127.0.0.1:8000") as http:
        for path in ("/mcp", "/other/"):
            answer = http.post(path, json=INITIALIZE, headers=ACCEPT)
            assert answer.status_code == 200
            assert "reelwright" in answer.text
        for host_name, code in [("evil.example", 421), ("localhost:9", 200)]:
            assert http.post("/mcp", json=INITIALIZE, headers={**ACCEPT, "host": host_name}).status_code == code
        crossed = http.post("/mcp", json=INITIALIZE, headers={**ACCEPT, "origin": "https://evil.example"})
        assert crossed.status_code == 403


async def test_every_request_belongs_to_whoever_the_host_vouches_for(desk: MemoryDesk) -> None:
    app = http_app(desk, caller_of=caller_of)
    made: dict[str, str] = {}
    async with app.running():
        for tenant in ("a", "b"):
            transport = httpx2.ASGITransport(app=app)
            headers = {"x-tenant": tenant}
            async with (
                httpx2.AsyncClient(transport=transport, headers=headers, base_url="http://127.0.0.1:1") as http,
                Client(streamable_http_client("http://127.0.0.1:1/mcp", http_client=http)) as connected,
            ):
                if made:
                    stolen = await connected.call_tool("clip_get", {"id": made["a"]})
                    assert (stolen.structured_content or {})["error"] == "agent_tools.not_found"
                    with pytest.raises(MCPError):
                        await connected.read_resource("clip://clip_00000001.mp4")
                else:
                    made[tenant] = _job(await connected.call_tool("clip_create", FOX))
    assert {caller.tenant for _, caller, _ in desk.submitted} == {"a"}
