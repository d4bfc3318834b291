"""Videos in OpenAI's shape, over a desk whose jobs do what the test says."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.http.key import ApiKeys
from agent_tools.job.view import JobState
from tests.agent_tools.http.conftest import bearer
from tests.agent_tools.http.desk import MemoryDesk, asking, blocked, failed, running

PROMPT = {"prompt": "a red fox runs across a snowy field"}


def test_a_video_is_begun_with_its_length_and_size(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = running
    told = client.post("/v1/videos", data={**PROMPT, "model": "flipbook", "seconds": "4", "size": "720x1280"})
    assert told.status_code == 200
    video = told.json()
    assert (video["object"], video["status"], video["progress"], video["model"]) == (
        "video",
        "in_progress",
        50,
        "flipbook",
    )
    brief = desk.briefs[0]
    assert (brief.duration_s, brief.width_px, brief.height_px) == (4.0, 720, 1280)
    assert client.get(f"/v1/videos/{video['id']}").headers["openai-poll-after-ms"] == "1000"


BAD = [
    {},
    {"prompt": ""},
    {"prompt": "x" * 4001},
    {**PROMPT, "model": "sora-2"},
    {**PROMPT, "model": "/etc/passwd"},
    {**PROMPT, "seconds": "0"},
    {**PROMPT, "seconds": "61"},
    {**PROMPT, "seconds": "four"},
    {**PROMPT, "seconds": "nan"},
    {**PROMPT, "seconds": "4e0"},
    {**PROMPT, "size": "512"},
    {**PROMPT, "size": "511x511"},
    {**PROMPT, "size": "32x32"},
    {**PROMPT, "size": "4096x4096"},
    {**PROMPT, "size": "\u0665\u0661\u0662x\u0665\u0661\u0662"},
    {**PROMPT, "input_reference": "file_1"},
]


@pytest.mark.parametrize("form", BAD)
def test_a_bad_form_is_refused_in_the_shape_that_clients_read(
    client: TestClient, desk: MemoryDesk, form: dict[str, str]
) -> None:
    reply = client.post("/v1/videos", data=form)
    assert reply.status_code == 422
    error = reply.json()["error"]
    assert (error["type"], error["code"], error["remedy"]) == (
        "invalid_request_error",
        "http.invalid",
        "change_arguments",
    )
    assert desk.briefs == []


def test_a_picture_is_not_taken_in(client: TestClient, desk: MemoryDesk) -> None:
    reply = client.post("/v1/videos", data=PROMPT, files={"input_reference": ("face.png", b"\x89PNG", "image/png")})
    assert (reply.status_code, desk.briefs) == (422, [])
    assert "consent" in reply.json()["error"]["message"]


def test_what_may_not_be_made_is_refused_at_once(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = blocked
    reply = client.post("/v1/videos", data=PROMPT)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "content_policy_violation"
    assert "invented" in reply.json()["error"]["message"]


def test_a_question_that_nobody_can_answer_here_ends_the_job(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = asking
    reply = client.post("/v1/videos", data=PROMPT)
    assert (reply.status_code, reply.json()["error"]["message"]) == (400, "Is Zorp invented?")
    assert desk.get("job_00000001").state is JobState.CANCELLED


def test_a_failed_video_says_why_and_names_no_file(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = failed
    video = client.post("/v1/videos", data=PROMPT).json()
    assert (video["status"], video["error"]["code"]) == ("failed", "generator.disk_full")
    assert "secret" not in str(video)


def test_a_finished_video_is_downloaded_with_its_first_picture_and_its_disclosure(
    client: TestClient, desk: MemoryDesk
) -> None:
    desk.then = desk.complete
    video = client.post("/v1/videos", data=PROMPT).json()
    assert (video["status"], video["progress"]) == ("completed", 100)
    assert video["disclosure"]["ai_generated"] is True
    place = f"/v1/videos/{video['id']}/content"
    assert client.get(place).content == b"0123456789" * 100
    assert client.get(place, headers={"Range": "bytes=0-1"}).status_code == 206
    desk.previews[video["id"]] = b"\xff\xd8"
    assert client.get(f"{place}?variant=thumbnail").headers["content-type"] == "image/jpeg"
    assert client.get(f"{place}?variant=spritesheet").status_code == 404
    assert client.get(f"{place}?variant=film").status_code == 422


def test_an_unfinished_video_has_no_content_and_no_remix(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = running
    video = client.post("/v1/videos", data=PROMPT).json()["id"]
    assert client.get(f"/v1/videos/{video}/content").status_code == 404
    assert client.post(f"/v1/videos/{video}/remix", json={"prompt": "at night"}).status_code == 404


def test_a_video_is_remixed(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = desk.complete
    video = client.post("/v1/videos", data=PROMPT).json()["id"]
    remix = client.post(f"/v1/videos/{video}/remix", json={"prompt": "at night"})
    assert remix.json()["remixed_from_video_id"] == video.replace("job_", "clip_")


def test_a_deleted_video_is_nowhere_and_the_others_stay(client: TestClient, desk: MemoryDesk) -> None:
    desk.then = running
    ids = [client.post("/v1/videos", data=PROMPT).json()["id"] for _ in range(6)]
    for gone in (ids[1], ids[2], ids[5]):
        assert client.delete(f"/v1/videos/{gone}").json() == {"id": gone, "object": "video.deleted", "deleted": True}
        assert client.get(f"/v1/videos/{gone}").status_code == 404
        assert client.delete(f"/v1/videos/{gone}").status_code == 404
        assert desk.get(gone).state is JobState.CANCELLED
    page = client.get("/v1/videos", params={"limit": 2, "order": "asc"}).json()
    assert [video["id"] for video in page["data"]] == [ids[0], ids[3]]
    assert (page["first_id"], page["last_id"], page["has_more"]) == (ids[0], ids[3], True)
    rest = client.get("/v1/videos", params={"limit": 2, "order": "asc", "after": page["last_id"]}).json()
    assert ([video["id"] for video in rest["data"]], rest["has_more"]) == ([ids[4]], False)


def test_a_deletion_of_one_tenant_leaves_another_tenants_video(
    client: TestClient, app: FastAPI, desk: MemoryDesk, keys: ApiKeys, tmp_path: Path
) -> None:
    desk.then = running
    mine, theirs = (bearer(keys.create(name, "maria")[1]) for name in ("acme", "rival"))
    video = client.post("/v1/videos", data=PROMPT, headers=mine).json()["id"]
    app.state.served.shelf.delete("rival", video, None, None)
    assert client.get(f"/v1/videos/{video}", headers=mine).status_code == 200
    assert client.delete(f"/v1/videos/{video}", headers=theirs).status_code == 404
    assert client.get(f"/v1/videos/{video}", headers=mine).json()["status"] == "in_progress"


@pytest.mark.parametrize("path", ["edits", "extensions", "characters"])
def test_what_is_not_offered_is_told_so(client: TestClient, path: str) -> None:
    reply = client.post(f"/v1/videos/{path}", data=PROMPT)
    assert reply.status_code in (404, 405)
    assert reply.json()["error"]["code"] == "http.not_offered"
