"""The bytes of a clip: whole, in parts, from a cache, and over a signed link that lasts minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.errors import ClipLost, ClipWithdrawn, ContentBlocked
from agent_tools.http.key import ApiKeys
from agent_tools.job.view import LOCAL
from tests.agent_tools.http.conftest import BASE, bearer
from tests.agent_tools.http.conftest import LOCAL as HERE
from tests.agent_tools.http.desk import MemoryDesk

BODY = b"0123456789" * 100
FOX = {"request": "a red fox runs across a snowy field"}


@pytest.fixture
def clip(client: TestClient, desk: MemoryDesk) -> str:
    """The place of a made clip."""
    desk.then = desk.complete
    return client.post("/v1/clips", json=FOX).headers["location"]


def test_the_whole_clip_comes_as_a_video_that_is_asked_for_each_time(client: TestClient, clip: str) -> None:
    reply = client.get(f"{clip}/content")
    assert (reply.status_code, reply.content) == (200, BODY)
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["content-disposition"].startswith("inline")
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-9", 206, BODY[:10]),
        ("bytes=990-", 206, BODY[990:]),
        ("bytes=-5", 206, BODY[-5:]),
        ("bytes=5-99999", 206, BODY[5:]),
        ("bytes=2000-", 416, None),
        ("bytes=9-2", 400, None),
        ("lines=1-2", 400, None),
    ],
)
def test_a_part_is_given_where_there_is_one(
    client: TestClient, clip: str, wanted: str, status: int, body: bytes | None
) -> None:
    reply = client.get(f"{clip}/content", headers={"Range": wanted})
    assert reply.status_code == status
    if body is not None:
        assert reply.content == body
        assert reply.headers["content-range"].endswith("/1000")


def test_a_browser_that_has_the_clip_is_told_so(client: TestClient, clip: str) -> None:
    tag = client.get(f"{clip}/content").headers["etag"]
    reply = client.get(f"{clip}/content", headers={"If-None-Match": tag})
    assert (reply.status_code, reply.content) == (304, b"")
    assert client.get(f"{clip}/content", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_clip_id_does_as_well(client: TestClient, clip: str) -> None:
    assert client.get(clip.replace("job_", "clip_") + "/content").content == BODY


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ClipWithdrawn("clip 'clip_1' was withdrawn at noon"), 410),
        (ClipLost("the file '/home/secret/clip.mp4' is gone"), 410),
        (ContentBlocked("it was taken down"), 451),
    ],
)
def test_a_clip_that_is_no_longer_handed_over_is_gone(
    client: TestClient, desk: MemoryDesk, clip: str, fault: Exception, status: int
) -> None:
    desk.faults[clip.rpartition("/")[2].replace("job_", "clip_")] = fault
    reply = client.get(f"{clip}/content")
    assert reply.status_code == status
    assert "secret" not in reply.text


def test_a_preview_comes_as_soon_as_there_is_one(client: TestClient, desk: MemoryDesk, clip: str) -> None:
    assert client.get(f"{clip}/preview").status_code == 404
    desk.previews[clip.rpartition("/")[2]] = b"\xff\xd8jpeg"
    reply = client.get(f"{clip}/preview")
    assert (reply.content, reply.headers["content-type"]) == (b"\xff\xd8jpeg", "image/jpeg")


class TestSignedLinks:
    """A link from a tenant with a key, followed by somebody without one."""

    @pytest.fixture
    def acme(self, keys: ApiKeys) -> dict[str, str]:
        return bearer(keys.create("acme", "maria")[1])

    @pytest.fixture
    def stranger(self, app: FastAPI) -> Iterator[TestClient]:
        with TestClient(app, base_url=BASE, client=HERE) as opened:
            yield opened

    @pytest.fixture
    def url(self, stranger: TestClient, desk: MemoryDesk, acme: dict[str, str]) -> str:
        desk.then = desk.complete
        place = stranger.post("/v1/clips", json=FOX, headers=acme).headers["location"]
        return stranger.get(f"{place}/link", headers=acme).json()["url"]

    def test_it_opens_the_clip_without_a_key_and_in_parts(self, stranger: TestClient, url: str) -> None:
        assert stranger.get(url.partition("?")[0]).status_code == 401
        assert stranger.get(url).content == BODY
        part = stranger.get(url, headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.content) == (206, b"0123")
        assert part.headers["cross-origin-resource-policy"] == "cross-origin"

    def test_it_opens_nothing_else(self, stranger: TestClient, url: str) -> None:
        place, _, query = url.partition("?")
        for other in ("provenance", "link", "events", "preview", "prov.json"):
            assert stranger.get(f"{place.removesuffix('content')}{other}?{query}").status_code == 401
        assert stranger.post(f"{place.removesuffix('content')}cancel?{query}").status_code == 401
        assert stranger.get(f"/v1/clips?{query}").status_code == 401

    @pytest.mark.parametrize(
        "change",
        [
            lambda place, sig, end: (place, sig[:-1] + ("0" if sig[-1] != "0" else "1"), end),
            lambda place, sig, end: (place, sig, str(int(end) + 1)),
            lambda place, sig, end: (place, "", end),
            lambda place, sig, end: (place, sig.replace(".", "", 1), end),
            lambda place, sig, end: (place, "." + sig, end),
            lambda place, sig, end: (place, sig.partition(".")[0] + ".bG9jYWw." + sig.rpartition(".")[2], end),
            lambda place, sig, end: (place, "é" + sig, end),
            lambda place, sig, end: (place.replace("clip_0", "clip_1"), sig, end),
        ],
    )
    def test_altered_it_opens_nothing(
        self, stranger: TestClient, url: str, change: Callable[[str, str, str], tuple[str, str, str]]
    ) -> None:
        given = parse_qs(urlsplit(url).query)
        place, signature, expires = change(url.partition("?")[0], given["signature"][0], given["expires"][0])
        reply = stranger.get(place, params={"signature": signature, "expires": expires})
        assert reply.status_code == 403
        assert reply.json()["code"] == "http.link"

    @pytest.mark.parametrize("missing", ["signature", "expires"])
    def test_half_of_it_opens_nothing(self, stranger: TestClient, url: str, missing: str) -> None:
        given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items() if name != missing}
        assert stranger.get(url.partition("?")[0], params=given).status_code in (401, 403)

    def test_over_it_opens_nothing(
        self, stranger: TestClient, app: FastAPI, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        links = app.state.served.links
        now = links._clock()
        monkeypatch.setattr(links, "_clock", lambda: now + 10_000)
        assert stranger.get(url).status_code == 403
        monkeypatch.setattr(links, "_clock", lambda: now - 10_000)  # a clock that was set back makes no link longer
        assert stranger.get(url).status_code == 403

    def test_it_is_not_given_to_another_tenant(self, stranger: TestClient, keys: ApiKeys, url: str) -> None:
        other = bearer(keys.create("rival", "eve")[1])
        place = url.partition("?")[0].removesuffix("/content")
        assert stranger.get(f"{place}/link", headers=other).status_code == 404

    def test_a_key_that_comes_with_it_is_not_asked_for(self, stranger: TestClient, url: str) -> None:
        assert stranger.get(url, headers=bearer("rw_wrong")).content == BODY


def test_a_link_of_this_machine_belongs_to_its_tenant(client: TestClient, app: FastAPI, clip: str) -> None:
    given = client.get(f"{clip}/link").json()
    query = parse_qs(urlsplit(given["url"]).query)
    clip_id = clip.rpartition("/")[2].replace("job_", "clip_")
    links = app.state.served.links
    assert links.tenant(query["signature"][0], clip_id, expires=int(query["expires"][0])) == LOCAL


def test_a_person_acknowledges_once_and_another_tenant_sees_no_clip(
    client: TestClient, desk: MemoryDesk, keys: ApiKeys
) -> None:
    maria, tom, other = (
        bearer(keys.create(tenant, who)[1]) for tenant, who in (("acme", "maria"), ("acme", "tom"), ("other", "maria"))
    )
    desk.then = desk.complete
    path = client.post("/v1/clips", json=FOX, headers=maria).headers["location"] + "/acknowledgement"
    clip_id = client.get(path, headers=maria).json()["clip_id"]
    assert client.get(path, headers=maria).json() == {"clip_id": clip_id}
    first = client.put(path, headers=maria)
    assert first.status_code == 200
    assert first.json()["acknowledged_at"]
    assert client.put(f"/v1/clips/{clip_id}/acknowledgement", headers=maria).json() == first.json()
    assert client.get(path, headers=maria).json() == first.json()
    assert client.get(path, headers=tom).json() == {"clip_id": clip_id}
    assert client.get(path, headers=other).status_code == client.put(path, headers=other).status_code == 404
