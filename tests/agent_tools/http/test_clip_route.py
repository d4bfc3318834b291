"""Asking for clips and what comes back, over a desk whose jobs do what the test says."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from agent_tools.errors import JobRefused
from agent_tools.job.view import Approve, JobState
from tests.agent_tools.http.desk import MemoryDesk, asking, blocked, failed, running

FOX = {"request": "a red fox runs across a snowy field"}


def test_a_request_is_accepted_with_its_place(client: TestClient, desk: MemoryDesk) -> None:
    reply = client.post("/v1/clips", json={**FOX, "duration_s": 2, "approve": "always", "seed": 7})
    assert reply.status_code == 202
    assert reply.headers["location"] == f"/v1/clips/{reply.json()['id']}"
    assert reply.json()["state"] == "queued"
    assert (desk.briefs[0].duration_s, desk.briefs[0].seed) == (2.0, 7)
    assert desk.given[0]["approve"] is Approve.ALWAYS
    assert client.get(reply.headers["location"]).json() == reply.json()


def test_what_is_not_there_is_left_out(client: TestClient) -> None:
    assert None not in client.post("/v1/clips", json=FOX).json().values()


def test_a_clip_that_is_ready_in_time_comes_at_once(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = desk.complete
    reply = client.post("/v1/clips", json=FOX, headers={"Prefer": "wait=5"})
    assert reply.status_code == 200
    assert reply.headers["preference-applied"] == "wait=5"
    assert reply.json()["state"] == "completed"


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("wait=0", "wait=0"),
        ("respond-async, wait=0", "wait=0"),
        ('wait="0"; x=1', "wait=0"),
        ("wait=99", "wait=25"),
        ("respond-async", None),
        ("wait=-1", None),
        ("wait=ever", None),
        ("await=3", None),
        ("wait=1.5", None),
    ],
)
def test_only_a_preference_that_is_understood_is_applied(
    client: TestClient, desk: MemoryDesk, prefer: str, applied: str | None
) -> None:
    desk.then = desk.complete
    reply = client.post("/v1/clips", json=FOX, headers={"Prefer": prefer})
    assert reply.headers.get("preference-applied") == applied
    assert reply.status_code == (202 if applied is None else 202 if applied == "wait=0" else 200)


def test_a_refusal_is_a_state_and_no_error(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = blocked
    reply = client.post("/v1/clips", json=FOX, headers={"Prefer": "wait=5"})
    assert reply.status_code == 200
    assert reply.json()["state"] == "blocked"
    assert "invented" in reply.json()["reply"]["message"]


def test_a_question_is_told_answered_and_not_answered_twice(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = asking
    asked = client.post("/v1/clips", json=FOX, headers={"Prefer": "wait=5"})
    assert asked.status_code == 202
    assert asked.json()["state"] == "needs_answer" or client.get(asked.headers["location"]).json()["question"]
    place = asked.headers["location"]
    answer = {"question_id": "q_1", "action": "accept"}
    assert client.post(f"{place}/answer", json=answer).json()["state"] == "queued"
    again = client.post(f"{place}/answer", json=answer)
    assert again.status_code == 409
    assert again.json()["code"] == "agent_tools.job_not_waiting"


def test_the_same_key_gives_the_same_job_and_another_body_is_refused(client: TestClient, desk: MemoryDesk) -> None:
    head = {"Idempotency-Key": "once"}
    first, second = (client.post("/v1/clips", json=FOX, headers=head).json()["id"] for _ in range(2))
    assert first == second
    other = client.post("/v1/clips", json={"request": "a boat"}, headers=head)
    assert other.status_code == 422
    assert other.json()["code"] == "agent_tools.job_key_reused"
    assert len(desk.briefs) == 1


def test_a_full_queue_says_when_to_come_again(client: TestClient, desk: MemoryDesk) -> None:
    desk.refuse = JobRefused("10 jobs wait; at most 10 may")
    reply = client.post("/v1/clips", json=FOX)
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) >= 1
    assert reply.json()["detail"] == "10 jobs wait; at most 10 may"


def test_jobs_are_listed_by_pages_in_both_orders(client: TestClient) -> None:
    ids = [client.post("/v1/clips", json=FOX).json()["id"] for _ in range(5)]
    for order, expected in (("desc", ids[::-1]), ("asc", ids)):
        seen, after = [], None
        while True:
            page = client.get("/v1/clips", params={"limit": 2, "order": order, **({"after": after} if after else {})})
            seen += [job["id"] for job in page.json()["data"]]
            after = page.json().get("last_id")
            if not page.json()["has_more"]:
                break
        assert seen == expected


def test_a_job_is_cancelled_and_a_finished_one_stays(client: TestClient, desk: MemoryDesk) -> None:
    waiting = client.post("/v1/clips", json=FOX).headers["location"]
    assert client.post(f"{waiting}/cancel").json()["state"] == "cancelled"
    desk.then = desk.complete
    done = client.post("/v1/clips", json=FOX).headers["location"]
    assert client.post(f"{done}/cancel").json()["state"] == "completed"


@pytest.mark.parametrize("by", ["job", "clip"])
def test_a_made_clip_is_revised_by_either_id(client: TestClient, desk: MemoryDesk, by: str) -> None:
    desk.then = desk.complete
    job = client.post("/v1/clips", json=FOX).json()["id"]
    name = job if by == "job" else job.replace("job_", "clip_")
    reply = client.post(f"/v1/clips/{name}/revisions", json={"request": "at night"})
    assert reply.status_code == 202
    assert reply.json()["parent_clip_id"] == job.replace("job_", "clip_")


def test_a_job_without_a_clip_cannot_be_revised(client: TestClient) -> None:
    place = client.post("/v1/clips", json=FOX).headers["location"]
    reply = client.post(f"{place}/revisions", json={"request": "at night"})
    assert reply.status_code == 404
    assert "queued" in reply.json()["detail"]


def test_no_path_of_this_machine_is_told(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = desk.complete
    done = client.post("/v1/clips", json=FOX, headers={"Prefer": "wait=5"})
    assert done.json()["reply"]["clip"]["path"] == f"/v1/clips/{done.json()['clip_id']}/content"
    desk.then = failed
    lost = client.post("/v1/clips", json=FOX, headers={"Prefer": "wait=5"})
    assert "/home/secret" not in lost.text
    assert lost.json()["reply"]["error_code"] == "generator.disk_full"


def test_progress_is_told(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = running
    place = client.post("/v1/clips", json=FOX).headers["location"]
    assert client.get(place).json()["progress"] == {"stage": "denoise", "fraction": 0.5, "eta_s": 3.0}


BAD = [
    {},
    {"request": ""},
    {"request": "x" * 4001},
    {"request": 7},
    {"request": None},
    {"request": ["a fox"]},
    {"request": "\ud800"},
    {**FOX, "duration_s": 0.5},
    {**FOX, "duration_s": 61},
    {**FOX, "duration_s": "long"},
    {**FOX, "aspect_ratio": "4:3"},
    {**FOX, "style": ""},
    {**FOX, "style": "s" * 201},
    {**FOX, "quality": "best"},
    {**FOX, "seed": -1},
    {**FOX, "seed": 2**31},
    {**FOX, "seed": 1.5},
    {**FOX, "invented": "Zorp"},
    {**FOX, "invented": ["z"] * 21},
    {**FOX, "invented": ["z" * 101]},
    {**FOX, "turns": ["t"] * 51},
    {**FOX, "turns": ["t" * 4001]},
    {**FOX, "turns": [""]},
    {**FOX, "approve": "sometimes"},
    {**FOX, "conversation_id": ""},
    {**FOX, "conversation_id": "c" * 101},
    {**FOX, "consent": True},
    {**FOX, "tenant": "acme"},
    {**FOX, "requester": "maria"},
    {**FOX, "runtime": {}},
    {**FOX, "model": "/etc"},
    {**FOX, "references": [{"path": "/etc/passwd"}]},
    {**FOX, "extend": "/etc/passwd"},
]


@pytest.mark.parametrize("body", BAD)
def test_a_bad_request_is_refused_with_what_was_wrong(client: TestClient, desk: MemoryDesk, body: object) -> None:
    reply = client.post("/v1/clips", content=json.dumps(body), headers={"Content-Type": "application/json"})
    told = reply.json()
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert set(told) == {"type", "title", "status", "detail", "code", "remedy", "errors"}
    assert (told["code"], told["remedy"], told["status"]) == ("http.invalid", "change_arguments", 422)
    assert told["errors"][0]["where"] in told["detail"]
    assert desk.briefs == []


@pytest.mark.parametrize(
    "body",
    [
        {**FOX, "request": "x" * 4000},
        {**FOX, "duration_s": 1},
        {**FOX, "duration_s": 60},
        {**FOX, "seed": 0},
        {**FOX, "seed": 2**31 - 1},
        {**FOX, "invented": ["z" * 100] * 20},
        {**FOX, "turns": ["t" * 4000] * 50},
        {**FOX, "request": "a fox \x00 \u202e \U0001f98a"},
    ],
)
def test_a_request_at_the_edge_of_the_range_is_taken(client: TestClient, body: object) -> None:
    assert client.post("/v1/clips", json=body).status_code == 202


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"\xff\xfe{}", "application/json", 422),
        (b'{"request": "\xe9"}', "application/json", 400),
        (b'{"request": NaN}', "application/json", 422),
        (b"[" * 100_000, "application/json", 400),
        (b'{"seed": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"request": "a fox"}', "text/plain", 422),
        (b"request=a+fox", "application/x-www-form-urlencoded", 422),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    client: TestClient, desk: MemoryDesk, content: bytes, kind: str, status: int
) -> None:
    reply = client.post("/v1/clips", content=content, headers={"Content-Type": kind})
    assert reply.status_code == status
    assert reply.json()["code"] == "http.invalid"
    assert desk.briefs == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "order=up", "after=", f"after={'a' * 101}"])
def test_a_bad_page_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/clips?{query}").status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/clips/job_none"),
        ("POST", "/v1/clips/job_none/cancel"),
        ("GET", "/v1/clips/job_none/events"),
        ("GET", "/v1/clips/job_none/content"),
        ("GET", "/v1/clips/clip_none/content"),
        ("GET", "/v1/clips/job_none/preview"),
        ("GET", "/v1/clips/clip_none/provenance"),
        ("GET", "/v1/clips/clip_none/prov.json"),
        ("GET", "/v1/clips/clip_none/link"),
        ("GET", "/v1/clips/%00"),
        ("GET", "/v1/clips/%ff"),
        ("GET", "/v1/clips?after=job_none"),
        ("GET", "/v1/nothing"),
        ("GET", "/v1/clips/../../etc/passwd"),
    ],
)
def test_what_is_not_there_is_a_problem_of_404(client: TestClient, method: str, path: str) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 404
    assert reply.json()["remedy"] == "change_arguments"


def test_a_method_that_is_not_offered_says_which_are(client: TestClient) -> None:
    reply = client.put("/v1/clips", json=FOX)
    assert reply.status_code == 405
    assert reply.json()["code"] == "http.not_offered"


def test_the_state_words_are_those_of_the_contract() -> None:
    assert {state.value for state in JobState} == {
        "queued",
        "running",
        "needs_answer",
        "completed",
        "failed",
        "cancelled",
        "blocked",
    }
