"""The whole way over a real desk with a worker and a stub for the model: no double between HTTP and the rows."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prov.model import ProvDocument

from agent_tools.http.app import create_app
from agent_tools.http.option import HttpOptions
from agent_tools.job.desk import JobDesk
from agent_tools.settings import Settings
from generator.backend.stub import StubBackend
from tests.agent_tools.http.conftest import BASE, LOCAL, bearer
from tests.agent_tools.http.live import serving
from tests.agent_tools.http.test_event_route import events
from tests.agent_tools.service_double import prepare, rows

FOX = {"request": "a red fox runs across a snowy field", "duration_s": 1, "quality": "draft"}
STAR = {"request": "Taylor Swift dances on a stage"}
STRANGER = {"request": "Zorbina Quillfeather waves hello", "duration_s": 1, "quality": "draft"}
WAIT = {"Prefer": "wait=25"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("http") / "home")
    prepare(settings)
    return settings


@pytest.fixture(scope="module")
def desk(home: Settings) -> Iterator[JobDesk]:
    with JobDesk.open(home, backends=lambda _model: StubBackend()) as opened:
        opened.start_worker()
        yield opened


@pytest.fixture
def app(desk: JobDesk, home: Settings) -> FastAPI:
    return create_app(desk, settings=home, options=HttpOptions())


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, client=LOCAL) as opened:
        yield opened


def made(client: TestClient, **asked: object) -> dict[str, object]:
    reply = client.post("/v1/clips", json={**FOX, **asked}, headers=WAIT)
    job = reply.json()
    while job["state"] in ("queued", "running"):
        job = client.get(f"/v1/clips/{job['id']}", headers=WAIT).json()
    assert job["state"] == "completed", job
    return job


def test_a_clip_is_asked_for_followed_played_and_traced(client: TestClient) -> None:
    asked = client.post("/v1/clips", json=FOX)
    assert asked.status_code == 202
    place = asked.headers["location"]
    told = events(client.get(f"{place}/events").text)
    versions = [each["id"] for each in told]
    assert versions == sorted(set(versions))
    fractions = [each["data"]["progress"]["fraction"] for each in told]
    assert fractions == sorted(fractions)
    assert told[-1]["data"]["state"] == "completed"
    content = client.get(f"{place}/content")
    assert content.content[4:8] == b"ftyp"
    assert client.get(f"{place}/preview").content[:2] == b"\xff\xd8"
    provenance = client.get(f"{place}/provenance").json()
    assert provenance["clip"]["sha256"] == told[-1]["data"]["reply"]["clip"]["sha256"]
    assert provenance["decision"]["verdict"] == "allow"
    assert provenance["disclosure"]["ai_generated"] is True
    assert "/home" not in str(provenance["clip"])
    lineage = client.get(provenance["prov_json_url"])
    assert len(ProvDocument.deserialize(content=lineage.text, format="json").get_records()) > 5
    link = client.get(f"{place}/link").json()["url"]
    assert client.get(link).content == content.content


def test_a_clip_asked_for_twice_is_the_same_clip(client: TestClient) -> None:
    first, second = made(client, seed=3), made(client, seed=3)
    assert first["id"] != second["id"]
    assert first["clip_id"] == second["clip_id"]


def test_a_made_file_is_known_again_and_another_is_not(client: TestClient) -> None:
    job = made(client)
    content = client.get(f"/v1/clips/{job['id']}/content").content
    told = client.post("/v1/verifications", files={"file": ("../../my clip.mp4", content, "video/mp4")}).json()
    assert told["conclusion"] == "made_here"
    assert told["file"] == "my clip.mp4"
    assert told["matches"][0]["clip_id"] == job["clip_id"]
    other = client.post("/v1/verifications", files={"file": ("a.txt", b"hello", "text/plain")}).json()
    assert other["conclusion"] == "no_mark_found"


def test_whose_a_matched_clip_is_is_not_told_to_another_tenant(client: TestClient, app: FastAPI) -> None:
    content = client.get(f"/v1/clips/{made(client)['id']}/content").content
    keys = app.state.served.keys
    key, words = keys.create("rival", "eve")
    try:
        told = client.post("/v1/verifications", files={"file": ("a.mp4", content)}, headers=bearer(words)).json()
    finally:
        keys.revoke(key.id)
    assert told["conclusion"] == "made_here"
    assert {match["clip_id"] for match in told["matches"]} == {None}


@pytest.mark.parametrize(
    "form",
    [{}, {"data": {"file": "words"}}, {"files": {"other": ("a", b"x")}}, {"files": {"file": ("a", b"")}}],
)
def test_a_form_without_a_file_is_refused(client: TestClient, form: dict[str, object]) -> None:
    assert client.post("/v1/verifications", **form).status_code == 422  # type: ignore[arg-type]


def test_a_file_over_the_limit_is_refused_and_not_kept(desk: JobDesk, home: Settings, tmp_path_factory: object) -> None:
    options = HttpOptions(max_upload_bytes=1000)
    with TestClient(create_app(desk, settings=home, options=options), base_url=BASE, client=LOCAL) as client:
        for size, status in ((1000, 200), (1001, 413), (60_000, 413)):
            reply = client.post("/v1/verifications", files={"file": ("a", b"x" * size)})
            assert reply.status_code == status


def test_a_real_person_is_a_refusal_with_reasons_and_leaves_no_clip(client: TestClient, home: Settings) -> None:
    before = rows(home, "SELECT count(*) FROM clip")
    job = client.post("/v1/clips", json=STAR, headers=WAIT).json()
    assert (job["state"], job["reply"]["status"]) == ("blocked", "blocked")
    assert job["reply"]["findings"][0]["code"] == "likeness.public_figure"
    assert rows(home, "SELECT count(*) FROM clip") == before


def test_an_unknown_name_is_asked_about_and_the_answer_goes_on(client: TestClient) -> None:
    job = client.post("/v1/clips", json=STRANGER, headers=WAIT).json()
    assert job["state"] == "needs_answer"
    answer = {"question_id": job["question"]["id"], "action": "accept"}
    client.post(f"/v1/clips/{job['id']}/answer", json=answer)
    assert events(client.get(f"/v1/clips/{job['id']}/events").text)[-1]["data"]["state"] == "completed"


def test_a_check_and_a_storyboard_are_judged_and_make_no_job(client: TestClient, home: Settings) -> None:
    before = rows(home, "SELECT count(*) FROM job")
    assert client.post("/v1/checks", json={"request": FOX["request"]}).json()["verdict"] == "allow"
    refused = client.post("/v1/checks", json=STAR).json()
    assert (refused["verdict"], refused["findings"][0]["code"]) == ("block", "likeness.public_figure")
    draft = client.post("/v1/storyboards", json=FOX).json()
    assert draft["decision"]["verdict"] == "allow"
    assert draft["storyboard"]["duration_s"] == 1.0
    assert client.post("/v1/storyboards", json=STAR).json()["decision"]["verdict"] == "block"
    assert rows(home, "SELECT count(*) FROM job") == before


@pytest.mark.parametrize("path", ["/v1/checks", "/v1/storyboards"])
@pytest.mark.parametrize("body", [{}, {"request": ""}, {"request": 1}, {"request": "x" * 4001}, {"x": 1}])
def test_what_cannot_be_judged_is_refused(client: TestClient, path: str, body: dict[str, object]) -> None:
    assert client.post(path, json=body).status_code == 422


# Every method of the client that this shape is for warns that its vendor's own service has ended.
@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_the_official_client_makes_polls_downloads_lists_remixes_and_deletes(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is, what may not be made is known before the answer.
    monkeypatch.setattr("agent_tools.http.video_route.JUDGED_WITHIN_S", 24.0)
    with serving(app) as (host, port), openai.OpenAI(base_url=f"http://{host}:{port}/v1", api_key="unused") as sdk:
        video = sdk.videos.create(prompt="a tall tree", seconds="4", size="720x1280", model="flipbook")
        assert video.status in ("queued", "in_progress")
        asked = {"prompt": FOX["request"], "seconds": "1", "size": "64x64"}
        small = sdk.videos.create_and_poll(**asked, poll_interval_ms=100)
        assert small.status == "completed", small.error
        assert (small.seconds, small.size, small.progress) == ("1", "64x64", 100)
        assert sdk.videos.download_content(small.id).read()[4:8] == b"ftyp"
        assert sdk.videos.download_content(small.id, variant="thumbnail").read()[:2] == b"\xff\xd8"
        assert {video.id, small.id} <= {each.id for each in sdk.videos.list(limit=1)}
        assert sdk.videos.remix(small.id, prompt="at night").status in ("queued", "in_progress", "completed")
        with pytest.raises(openai.BadRequestError) as refused:
            sdk.videos.create(prompt=STAR["request"])
        assert refused.value.code == "content_policy_violation"
        for each in (small, video):
            assert sdk.videos.delete(each.id).deleted
        with pytest.raises(openai.NotFoundError):
            sdk.videos.retrieve(small.id)
        with pytest.raises(openai.NotFoundError):
            sdk.videos.download_content(small.id)


def test_a_deleted_video_leaves_no_file_and_a_link_in_the_chain(client: TestClient, home: Settings) -> None:
    job = made(client, request="a blue boat on a lake")
    files = {path.name for path in home.clips_dir.rglob("*") if path.is_file()}
    assert client.delete(f"/v1/videos/{job['id']}").status_code == 200
    assert len(files - {path.name for path in home.clips_dir.rglob("*") if path.is_file()}) == 1
    assert client.get(f"/v1/clips/{job['id']}/content").status_code == 410
    kinds = rows(home, f"SELECT kind FROM audit WHERE subject IN ('{job['id']}', '{job['clip_id']}')")
    assert {("video.deleted",), ("clip.withdrawn",)} <= set(kinds)
