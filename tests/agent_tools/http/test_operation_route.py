"""What whoever runs the server sees: health, readiness, counters, spans; and nothing of anybody in them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from agent_tools.errors import StoreError
from tests.agent_tools.http.desk import MemoryDesk

FOX = {"request": "a red fox runs across a snowy field"}


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }


def test_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_it_is_not_ready_without_its_database_or_at_its_end(
    client: TestClient, app: FastAPI, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_options: object) -> None:
        raise StoreError("database '/home/secret' is damaged")

    with monkeypatch.context() as patch:
        patch.setattr(desk, "jobs", fails)
        reply = client.get("/readyz")
        assert reply.status_code == 500
        assert "secret" not in reply.text
        assert client.get("/healthz").status_code == 200
    app.state.served.closing.set()
    assert client.get("/readyz").status_code == 503


def test_requests_are_counted_by_route_and_never_by_path(client: TestClient) -> None:
    client.post("/v1/clips", json=FOX)
    client.get("/v1/clips/job_secret")
    client.get("/v1/clips/job_other")
    client.get("/wp-login.php")
    client.request("BREW", "/v1/clips")
    found = samples(client)
    counted = "reelwright_http_requests_total"
    assert found[counted, "method=POST", "route=/v1/clips", "status=202"] == 1
    assert found[counted, "method=GET", "route=/v1/clips/{clip_id}", "status=404"] == 2
    assert found["reelwright_jobs_accepted_total",] == 1
    assert found["reelwright_event_streams",] == 0
    assert not [name for name in found if any("secret" in part or "wp-login" in part for part in name)]
    assert [name for name in found if "method=other" in name]


def test_a_mistake_of_the_program_is_told_without_its_words(
    app: FastAPI, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crashes(*_given: object, **_options: object) -> None:
        raise RuntimeError("at /home/secret")

    monkeypatch.setattr(desk, "jobs", crashes)
    asked = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), raise_server_exceptions=False)
    with asked as client:
        reply = client.get("/v1/clips")
        videos = client.get("/v1/videos")
    assert reply.status_code == videos.status_code == 500
    assert reply.json()["code"] == "agent_tools.fault"
    assert videos.json()["error"]["type"] == "server_error"
    assert "secret" not in reply.text + videos.text


def test_one_request_is_one_server_span_without_words_or_signatures(
    client: TestClient, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    desk.then = desk.complete
    place = client.post("/v1/clips", json=FOX).headers["location"]
    link = client.get(f"{place}/link").json()["url"]
    client.get(link)
    client.get("/healthz")
    spans = exported.get_finished_spans()
    servers = [span for span in spans if span.kind is trace.SpanKind.SERVER]
    assert sorted(span.name for span in servers) == ["GET /v1/clips/{clip_id}/link", "POST /v1/clips"]
    told = "".join(span.to_json() for span in spans)
    assert "fox" not in told
    assert "signature" not in told
