"""A person's own consents over HTTP: seen and taken back by whom they are about, and given by nobody."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.http.key import ApiKeys
from policy.consent.record import EvidenceKind, Relation
from tests.agent_tools.consent_double import grant_of, granted
from tests.agent_tools.http.conftest import bearer


@pytest.fixture
def marias(app: FastAPI) -> str:
    return granted(app.state.served.consents).record.id


def test_whoever_sits_here_sees_them_all_while_there_is_no_key(client: TestClient, marias: str) -> None:
    told = client.get("/v1/consents").json()["data"]
    assert [(each["id"], each["state"]) for each in told] == [(marias, "active")]


def test_only_the_person_sees_and_revokes_it(client: TestClient, keys: ApiKeys, marias: str) -> None:
    maria, eve = (bearer(keys.create("local", name)[1]) for name in ("maria", "eve"))
    assert client.get("/v1/consents", headers=eve).json() == {"data": []}
    refused = client.delete(f"/v1/consents/{marias}", headers=eve)
    assert (refused.status_code, refused.json()["detail"]) == (
        404,
        f"there is no consent {marias!r} in this store",
    )
    assert [each["id"] for each in client.get("/v1/consents", headers=maria).json()["data"]] == [marias]
    told = client.delete(f"/v1/consents/{marias}", headers=maria).json()
    assert (told["consent"]["state"], told["repeated"], told["withdrawn"]) == ("revoked", False, [])
    assert told["consent"]["events"][-1]["by"] == "maria"
    assert client.delete(f"/v1/consents/{marias}", headers=maria).json()["repeated"] is True


def test_a_person_of_the_same_name_in_another_tenant_is_another_person(
    client: TestClient, keys: ApiKeys, marias: str
) -> None:
    other = bearer(keys.create("acme", "maria")[1])
    assert client.get("/v1/consents", headers=other).json() == {"data": []}
    assert client.delete(f"/v1/consents/{marias}", headers=other).status_code == 404


def test_a_key_without_a_person_of_that_name_owns_nothing(client: TestClient, keys: ApiKeys, marias: str) -> None:
    mine = bearer(keys.create("local", "api")[1])
    assert client.get("/v1/consents", headers=mine).json() == {"data": []}


def test_whoever_granted_it_for_another_may_take_it_back(
    client: TestClient, app: FastAPI, keys: ApiKeys, tmp_path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("signed")
    grant = grant_of(granter="agent", relation=Relation.AGENT, evidence_kind=EvidenceKind.DOCUMENT)
    consent = granted(app.state.served.consents, grant, letter).record.id
    agent = bearer(keys.create("local", "agent")[1])
    assert client.delete(f"/v1/consents/{consent}", headers=agent).status_code == 200


def test_an_unknown_consent_is_not_there(client: TestClient) -> None:
    assert client.delete("/v1/consents/cons_none").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_none_can_be_given(client: TestClient, method: str) -> None:
    assert client.request(method, "/v1/consents", json={"name": "Maria", "person": "maria"}).status_code == 405
