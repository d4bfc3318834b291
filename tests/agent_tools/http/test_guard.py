"""What every request passes: host, origin, size and pace of its body; and the headers of every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from agent_tools.http.guard import MAX_HEAD_BYTES, BodyLimit, HeadLimit
from agent_tools.http.option import HttpOptions
from tests.agent_tools.http.conftest import BASE, LOCAL
from tests.agent_tools.http.desk import MemoryDesk

FOX = {"request": "a red fox runs across a snowy field"}
FIVE_GB = 5 * 10**9


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]:8000"])
def test_this_machine_is_answered_under_its_names(client: TestClient, host: str) -> None:
    assert client.get("/v1/clips", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "127.0.0.2", "0.0.0.0:8000"]
)
def test_a_name_that_was_made_to_point_here_is_not(client: TestClient, host: str) -> None:
    for path in ("/", "/v1/clips", "/healthz"):
        reply = client.get(path, headers={"Host": host})
        assert (reply.status_code, reply.json()["code"]) == (421, "http.host")


def test_a_server_for_others_answers_under_the_names_it_was_given(make_app: Callable[..., FastAPI]) -> None:
    with TestClient(make_app(hosts=frozenset({"clips.example.org"})), base_url=BASE, client=LOCAL) as client:
        assert client.get("/healthz", headers={"Host": "clips.example.org"}).status_code == 200
        assert client.get("/healthz", headers={"Host": "other.example.org"}).status_code == 421
    with TestClient(make_app(hosts=frozenset()), base_url=BASE, client=LOCAL) as client:
        assert client.get("/healthz", headers={"Host": "any.example.org"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_changes_nothing(client: TestClient, desk: MemoryDesk, headers: dict[str, str]) -> None:
    for path, body in (("/v1/clips", {"json": FOX}), ("/v1/videos", {"data": {"prompt": "a fox"}})):
        reply = client.post(path, headers=headers, **body)  # type: ignore[arg-type]
        assert reply.status_code == 403
    assert client.request("DELETE", "/v1/videos/job_1", headers=headers).status_code == 403
    assert desk.briefs == []
    assert "access-control-allow-origin" not in client.get("/v1/clips", headers=headers).headers


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": BASE}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_its_own_page_and_programs_may(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/v1/clips", json=FOX, headers=headers).status_code == 202


def test_no_other_site_is_told_that_it_may_ask(client: TestClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = client.options("/v1/clips", headers=asked)
    assert reply.status_code == 405
    assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/v1/clips", "/v1/clips/job_none", "/nothing", "/healthz", "/openapi.json", "/"])
def test_every_answer_makes_the_browser_strict(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'" if path == "/" else "default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "server" not in headers


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("part", ["path", "query", "header"])
async def test_a_head_is_taken_in_up_to_its_limit(part: str, over: int) -> None:
    asked = scope("/") | {"raw_path": b"/"}
    left = MAX_HEAD_BYTES + over - 1
    match part:
        case "path":
            asked |= {"path": "/é", "raw_path": b"/" + b"a" * left}
        case "query":
            asked["query_string"] = b"a" * left
        case "header":
            asked["headers"] = [(b"a", b"1"), (b"b", b"2" * (left - 11))]
    sent: list[Message] = []
    await HeadLimit(reads_all)(asked, empty, collecting(sent))
    assert sent[0]["status"] == (431 if over else 200)


@pytest.mark.parametrize("path", ["/v1/clips", "/v1/videos", "/healthz", "/nothing"])
def test_a_head_that_is_too_large_is_refused_before_anything_is_asked(client: TestClient, path: str) -> None:
    reply = client.get(path, headers={"Host": "a" * MAX_HEAD_BYTES})
    assert (reply.status_code, reply.headers["connection"]) == (431, "close")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert f"at most {MAX_HEAD_BYTES} are taken in" in reply.text
    assert "http.head_too_large" in reply.text


@pytest.mark.parametrize("path", ["/v1/clips", "/v1/videos", "/v1/verifications", "/v1/checks", "/nothing"])
def test_an_announced_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient, path: str) -> None:
    reply = client.post(path, content=b"", headers={"Content-Length": str(FIVE_GB)})
    assert reply.status_code == 413
    assert reply.headers["connection"] == "close"
    assert str(FIVE_GB) in reply.text


@pytest.mark.parametrize(("path", "limit"), [("/v1/clips", 256 << 10), ("/v1/verifications", (3 << 20) + (16 << 10))])
async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(path: str, limit: int) -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1 << 16
        return {"type": "http.request", "body": b"\0" * (1 << 16), "more_body": read < FIVE_GB}

    sent: list[Message] = []
    guard = BodyLimit(reads_all, HttpOptions(max_upload_bytes=3 << 20))
    await guard(scope(path), receive, collecting(sent))
    assert sent[0]["status"] == 413
    assert limit < read <= limit + (1 << 17)
    assert len([message for message in sent if message["type"] == "http.response.start"]) == 1


async def test_a_body_within_the_limit_is_passed_on_whole() -> None:
    parts = iter([b"a" * 10, b"b" * 10, b""])

    async def receive() -> Message:
        body = next(parts)
        return {"type": "http.request", "body": body, "more_body": bool(body)}

    sent: list[Message] = []
    await BodyLimit(reads_all, HttpOptions(max_body_bytes=20))(scope("/v1/clips"), receive, collecting(sent))
    assert [sent[0]["status"], sent[1]["body"]] == [200, b"20"]


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nothing ever comes")

    sent: list[Message] = []
    await BodyLimit(reads_all, HttpOptions(body_timeout_s=0.01))(scope("/v1/clips"), receive, collecting(sent))
    assert sent[0]["status"] == 408
    assert dict(sent[0]["headers"])[b"connection"] == b"close"


async def test_a_body_that_drips_is_not_waited_for() -> None:
    now = 0.0

    async def receive() -> Message:
        nonlocal now
        now += 3.0
        return {"type": "http.request", "body": b"x", "more_body": True}

    sent: list[Message] = []
    options = HttpOptions(body_timeout_s=20.0)
    await BodyLimit(reads_all, options, clock=lambda: now)(scope("/v1/clips"), receive, collecting(sent))
    assert sent[0]["status"] == 408
    assert 20.0 <= now <= 30.0


async def test_a_fault_of_the_application_is_not_taken_for_one_of_the_body() -> None:
    async def fails(*_given: Any) -> None:
        raise ValueError("its own")

    async def receive() -> Message:
        raise AssertionError("not asked")

    with pytest.raises(ValueError, match="its own"):
        await BodyLimit(fails, HttpOptions())(scope("/v1/clips"), receive, collecting([]))


async def reads_all(_scope: Any, receive: Any, send: Any) -> None:
    """An application that reads its whole body, hides every fault of it, and answers with its size."""
    size, status = 0, 200
    try:
        while True:
            message = await receive()
            size += len(message["body"])
            if not message["more_body"]:
                break
    except Exception:  # noqa: BLE001  # as a framework does that reads bodies
        status = 400
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def empty() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}


def collecting(sent: list[Message]) -> Callable[[Message], Any]:
    async def send(message: Message) -> None:
        sent.append(message)

    return send
