"""A job's events: from the beginning, from where the stream broke off, and to the end."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.job.view import JobState
from tests.agent_tools.http.desk import MemoryDesk, asking, blocked, running

FOX = {"request": "a red fox runs across a snowy field"}


@pytest.fixture
def job(client: TestClient) -> str:
    return client.post("/v1/clips", json=FOX).json()["id"]


def events(text: str) -> list[dict[str, Any]]:
    """The events of a whole stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":") and ": " in line)
        if fields:
            found.append({"event": fields["event"], "id": int(fields["id"]), "data": json.loads(fields["data"])})
    return found


def stream(client: TestClient, job: str, **headers: str) -> list[dict[str, Any]]:
    return events(client.get(f"/v1/clips/{job}/events", headers=headers).text)


@pytest.mark.parametrize("end", ["completed", "blocked", "cancelled"])
def test_a_finished_job_tells_its_end_and_the_stream_ends(
    client: TestClient, desk: MemoryDesk, job: str, end: str
) -> None:
    view = desk.get(job)
    ends = {"completed": desk.complete, "blocked": blocked}
    desk.put(ends[end](view) if end in ends else view.model_copy(update={"state": JobState.CANCELLED}))
    told = stream(client, job)
    assert [(each["event"], each["id"], each["data"]["state"]) for each in told] == [("job", 2, end)]


def test_every_change_is_one_event_until_the_last(client: TestClient, desk: MemoryDesk, job: str) -> None:
    def go_on() -> Iterator[None]:
        for each in (running(desk.get(job), 0.1), running(desk.get(job), 0.9), desk.complete(desk.get(job))):
            desk.put(each)
            yield

    steps = go_on()
    watch = desk.watch_async

    async def watch_then_step(*given: Any, **options: Any) -> Any:
        next(steps, None)
        return await watch(*given, **options)

    desk.watch_async = watch_then_step  # type: ignore[method-assign]
    told = stream(client, job)
    assert [each["id"] for each in told] == [1, 2, 3, 4]
    assert [each["data"]["progress"]["fraction"] for each in told] == [0.0, 0.1, 0.9, 1.0]


def test_a_question_leaves_the_stream_open(client: TestClient, desk: MemoryDesk, job: str) -> None:
    desk.put(asking(desk.get(job)))
    watch = desk.watch_async

    async def answered(*given: Any, **options: Any) -> Any:
        desk.put(desk.complete(desk.get(job)))
        return await watch(*given, **options)

    desk.watch_async = answered  # type: ignore[method-assign]
    assert [each["data"]["state"] for each in stream(client, job)] == ["needs_answer", "completed"]


@pytest.mark.parametrize(("seen", "told"), [("-1", [3]), ("1", [3]), ("2", [3]), ("3", [3]), ("99", [3])])
def test_it_goes_on_after_the_last_event_that_was_seen(
    client: TestClient, desk: MemoryDesk, job: str, seen: str, told: list[int]
) -> None:
    desk.put(running(desk.get(job)))
    desk.put(desk.complete(desk.get(job)))
    assert [each["id"] for each in stream(client, job, **{"Last-Event-ID": seen})] == told


def test_what_was_seen_is_not_told_again_while_the_job_goes_on(client: TestClient, desk: MemoryDesk, job: str) -> None:
    watch = desk.watch_async

    async def finishing(*given: Any, **options: Any) -> Any:
        desk.put(desk.complete(desk.get(job)))
        return await watch(*given, **options)

    desk.watch_async = finishing  # type: ignore[method-assign]
    assert [each["id"] for each in stream(client, job, **{"Last-Event-ID": "1"})] == [2]


@pytest.mark.parametrize("seen", ["", "x", "-2", "1.5", "9" * 30])
def test_a_last_event_that_never_was_is_refused(client: TestClient, job: str, seen: str) -> None:
    reply = client.get(f"/v1/clips/{job}/events", headers={"Last-Event-ID": seen})
    assert reply.status_code == 422
    assert reply.json()["code"] == "http.invalid"


def test_an_unknown_job_is_told_before_the_stream_begins(client: TestClient) -> None:
    reply = client.get("/v1/clips/job_none/events")
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")


def test_the_stream_is_one_of_events_and_no_path_stands_in_it(client: TestClient, desk: MemoryDesk, job: str) -> None:
    desk.put(desk.complete(desk.get(job)))
    reply = client.get(f"/v1/clips/{job}/events")
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["x-content-type-options"] == "nosniff"
    clip = events(reply.text)[0]["data"]["reply"]["clip"]
    assert clip["path"] == f"/v1/clips/{clip['id']}/content"


def test_a_server_that_ends_ends_its_streams(app: FastAPI, client: TestClient, job: str) -> None:
    ended = threading.Event()

    def follow() -> None:
        client.get(f"/v1/clips/{job}/events")
        ended.set()

    follower = threading.Thread(target=follow)
    follower.start()
    served = app.state.served
    while not served.watching:
        assert not ended.wait(0.01)
    assert client.portal is not None
    client.portal.call(served.closing.set)
    follower.join(timeout=30)
    assert ended.is_set()
    assert served.watching == set()


def test_more_streams_than_are_served_are_refused(app: FastAPI, client: TestClient, job: str) -> None:
    served = app.state.served
    served.watching.update(range(served.options.max_watchers))
    reply = client.get(f"/v1/clips/{job}/events")
    assert (reply.status_code, reply.json()["code"]) == (429, "http.rate")
    served.watching.clear()
