"""Who is let in: keys, tenants that see nothing of each other, and this machine while there is no key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from agent_tools.http.key import ApiKeys
from agent_tools.job.view import Caller
from tests.agent_tools.http.conftest import BASE, LOCAL, bearer
from tests.agent_tools.http.desk import MemoryDesk

FOX = {"request": "a red fox runs across a snowy field"}
OPEN = {"/", "/healthz", "/readyz", "/openapi.json", "/app.js", "/reelwright-clip.js"}


def test_without_any_key_this_machine_is_the_local_tenant(client: TestClient, desk: MemoryDesk) -> None:
    client.post("/v1/clips", json=FOX)
    assert desk.given[0]["caller"] == Caller()


def test_words_of_another_service_mean_nobody_while_there_is_no_key(client: TestClient) -> None:
    assert client.get("/v1/clips", headers=bearer("sk-unused")).status_code == 200
    assert client.get("/v1/clips", headers=bearer("rw_revoked")).status_code == 401


def test_without_any_key_another_machine_is_refused(app: FastAPI) -> None:
    with TestClient(app, base_url=BASE, client=("203.0.113.9", 1)) as far:
        reply = far.post("/v1/clips", json=FOX)
        assert (reply.status_code, reply.json()["code"]) == (401, "http.unauthorised")
        assert far.get("/healthz").status_code == 200


def test_a_server_for_others_answers_nobody_without_a_key(make_app: Callable[..., FastAPI]) -> None:
    with TestClient(make_app(keyless=False, hosts=frozenset()), base_url=BASE, client=LOCAL) as client:
        assert client.get("/v1/clips").status_code == 401


def test_from_the_first_key_on_each_request_needs_one(client: TestClient, keys: ApiKeys, app: FastAPI) -> None:
    made, words = app.state.served.keys.create("acme", "maria")
    wrong = (bearer("rw_wrong"), bearer("unused"), bearer(""), {"Authorization": words})
    for header in ({}, *wrong, {"Authorization": f"Basic {words}"}):
        reply = client.get("/v1/clips", headers=header)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"] == "Bearer"
    assert client.get("/v1/clips", headers=bearer(words)).status_code == 200
    assert client.get("/v1/clips", headers={"Authorization": f"bearer {words}"}).status_code == 200
    app.state.served.keys.revoke(made.id)
    assert client.get("/v1/clips", headers=bearer(words)).status_code == 401


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_tells_nothing_of_anybody_needs_no_key(client: TestClient, keys: ApiKeys, path: str) -> None:
    keys.create("acme", "maria")
    assert client.get(path).status_code == 200


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path of the application, as the document tells them."""
    return [(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods]


def test_every_other_route_needs_a_key(make_app: Callable[..., FastAPI], keys: ApiKeys) -> None:
    keys.create("acme", "maria")
    app = make_app(refusals_per_s=1e6)
    asked = [(method, path) for method, path in routes(app) if path not in OPEN]
    assert len(asked) > 20
    with TestClient(app, base_url=BASE, client=LOCAL) as client:
        for method, path in asked:
            assert client.request(method, path.replace("{", "").replace("}", "")).status_code == 401, (method, path)


def test_every_route_hides_what_is_another_tenants(
    client: TestClient, app: FastAPI, keys: ApiKeys, desk: MemoryDesk
) -> None:
    mine, theirs = (bearer(keys.create(name, "maria")[1]) for name in ("acme", "rival"))
    desk.then = desk.complete
    done = client.get(client.post("/v1/clips", json=FOX, headers=mine).headers["location"], headers=mine).json()
    bodies = {
        "/answer": {"question_id": "q", "action": "accept"},
        "/revisions": {"request": "at night"},
        "/remix": {"prompt": "at night"},
    }
    tried = 0
    for method, path in routes(app):
        if "{clip_id}" not in path and "{video_id}" not in path:
            continue
        for name in (done["id"], done["clip_id"]):
            own = path.replace("{clip_id}", name).replace("{video_id}", name)
            body = next((body for end, body in bodies.items() if path.endswith(end)), None)
            reply = client.request(method, own, headers=theirs, json=body)
            assert reply.status_code == 404, (method, own, reply.text)
            tried += 1
    assert tried >= 28
    assert client.get("/v1/clips", headers=theirs).json()["data"] == []
    assert client.get("/v1/videos", headers=theirs).json()["data"] == []
    assert client.get(f"/v1/clips/{done['id']}", headers=mine).json()["state"] == "completed"


def test_a_tenant_that_is_named_in_a_request_is_not_believed(
    client: TestClient, keys: ApiKeys, desk: MemoryDesk
) -> None:
    mine = bearer(keys.create("acme", "maria")[1])
    for forged in ({"X-Tenant": "rival"}, {"Tenant": "rival"}, {"X-Forwarded-User": "eve"}, {"X-Principal": "eve"}):
        client.post("/v1/clips?tenant=rival", json=FOX, headers={**mine, **forged})
    assert {given["caller"] for given in desk.given} == {Caller(tenant="acme", principal="acme/maria")}
    assert {brief.requester for brief in desk.briefs} == {"acme/maria"}
    assert client.post("/v1/clips", json={**FOX, "tenant": "rival"}, headers=mine).status_code == 422


def test_the_same_name_in_two_tenants_is_two_people(keys: ApiKeys) -> None:
    callers = [keys.create(tenant, "maria")[0].caller for tenant in ("local", "acme", "rival")]
    assert [caller.principal for caller in callers] == ["maria", "acme/maria", "rival/maria"]


def test_idempotency_keys_of_two_tenants_do_not_meet(client: TestClient, keys: ApiKeys) -> None:
    ids = set()
    for tenant in ("acme", "rival"):
        head = {**bearer(keys.create(tenant, "maria")[1]), "Idempotency-Key": "once"}
        ids.add(client.post("/v1/clips", json=FOX, headers=head).json()["id"])
    assert len(ids) == 2


def test_a_key_that_asks_too_often_is_told_when_to_come_again(make_app: Callable[..., FastAPI], keys: ApiKeys) -> None:
    mine, theirs = (bearer(keys.create(name, "maria")[1]) for name in ("acme", "rival"))
    with TestClient(make_app(requests_per_s=0.01, burst=3), base_url=BASE, client=LOCAL) as client:
        assert [client.get("/v1/clips", headers=mine).status_code for _ in range(4)] == [200, 200, 200, 429]
        reply = client.get("/v1/clips", headers=mine)
        assert 90 <= int(reply.headers["retry-after"]) <= 100
        assert reply.json()["remedy"] == "retry_later"
        assert client.get("/v1/clips", headers=theirs).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_guessing_keys_is_slowed_down(make_app: Callable[..., FastAPI], keys: ApiKeys) -> None:
    words = keys.create("acme", "maria")[1]
    with TestClient(make_app(refusals_per_s=0.001), base_url=BASE, client=LOCAL) as client:
        statuses = [client.get("/v1/clips", headers=bearer(f"rw_{n}")).status_code for n in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        assert client.get("/v1/clips", headers=bearer(words)).status_code == 200


def test_the_documented_routes_are_those_that_are_there(app: FastAPI) -> None:
    there = {route.path for route in app.routes if isinstance(route, APIRoute)}
    assert there <= {path for _, path in routes(app)}
