"""The small parts by themselves: signatures, buckets, preferences, the page's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.errors import KeyFileError
from agent_tools.http import bucket
from agent_tools.http.bucket import Buckets
from agent_tools.http.errors import LinkRefused
from agent_tools.http.option import is_loopback
from agent_tools.http.signature import Links
from tests.agent_tools.http.conftest import BASE, LOCAL


def test_a_bucket_lets_a_burst_through_and_then_an_even_pace() -> None:
    now = 0.0
    buckets = Buckets(2.0, 3, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    now = 0.25
    assert buckets.take("a") == 0.25
    now = 0.5
    assert buckets.take("a") == 0.0
    assert buckets.take("b") == 0.0
    now = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_buckets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "MAX_BUCKETS", 3)
    buckets = Buckets(1.0, 1, clock=lambda: 0.0)
    for name in "abcdef":
        buckets.take(name)
    assert list(buckets._levels) == ["d", "e", "f"]


def test_a_link_holds_for_its_time_and_for_its_clip_alone() -> None:
    now = 1000.0
    links = Links(b"k" * 32, clock=lambda: now)
    query, expires_at = links.sign("acmé", "clip_1", ttl_s=60)
    signature, expires = query.removeprefix("signature=").split("&expires=")
    assert expires_at.timestamp() == int(expires) == 1060
    assert links.tenant(signature, "clip_1", expires=1060) == "acmé"
    for clip, end in (("clip_2", 1060), ("clip_1", 1061), ("clip_1", 1059)):
        with pytest.raises(LinkRefused):
            links.tenant(signature, clip, expires=end)
    with pytest.raises(LinkRefused):
        Links(b"j" * 32, clock=lambda: now).tenant(signature, "clip_1", expires=1060)
    now = 1060.0
    with pytest.raises(LinkRefused, match="ended"):
        links.tenant(signature, "clip_1", expires=1060)


@pytest.mark.parametrize("ttl_s", [0, -1, 901])
def test_a_link_for_too_long_is_not_signed(ttl_s: int) -> None:
    with pytest.raises(LinkRefused, match=r"1 to 900"):
        Links(b"k" * 32).sign("local", "clip_1", ttl_s=ttl_s)


def test_the_key_of_links_is_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    Links.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        Links.open(path)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_a_loopback_host_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.168.1.1", "example.org", "localhost.example.org", "127.1"])
def test_any_other_host_is_not_one(host: str) -> None:
    assert not is_loopback(host)


def test_the_page_is_served_with_its_tag(client: TestClient) -> None:
    page = client.get("/")
    assert "Reelwright" in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert client.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get("/app.js").headers["content-type"].startswith("text/javascript")


def test_only_what_is_made_for_other_pages_may_be_embedded_in_them(client: TestClient) -> None:
    assert client.get("/reelwright-clip.js").headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.get("/app.js").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/__init__.py",
        "/.hidden.js",
        "/../clip.js",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/app.js%00.html",
        "/nothing.js",
        "/" + "a" * 2000,
        "//etc/passwd",
    ],
)
def test_nothing_but_the_page_is_served(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert "secret" not in reply.text


def test_without_a_page_there_is_none(make_app: Callable[..., FastAPI], page_dir: Path) -> None:
    (page_dir / "index.html").unlink()
    with TestClient(make_app(), base_url=BASE, client=LOCAL) as client:
        assert client.get("/").status_code == 404
        assert client.get("/healthz").json() == {"status": "ok"}
