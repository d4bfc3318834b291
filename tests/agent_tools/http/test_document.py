"""The OpenAPI document: complete, readable, and true under requests that nobody would think of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from agent_tools.http.app import create_app
from agent_tools.http.option import HttpOptions
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from tests.agent_tools.http.conftest import bearer
from tests.agent_tools.http.desk import MemoryDesk
from tests.agent_tools.http.live import serving
from tests.agent_tools.service_double import prepare

OPERATIONS = {
    "create_clip",
    "list_clips",
    "get_clip",
    "answer_clip",
    "get_acknowledgement",
    "put_acknowledgement",
    "cancel_clip",
    "revise_clip",
    "watch_clip",
    "get_content",
    "get_preview",
    "get_link",
    "get_provenance",
    "get_prov_json",
    "check_request",
    "draft_storyboard",
    "verify_upload",
    "list_consents",
    "revoke_consent",
    "create_video",
    "list_videos",
    "get_video",
    "get_video_content",
    "delete_video",
    "remix_video",
    "get_health",
    "get_readiness",
    "get_metrics",
}
N_EXAMPLES = 8
NOT_SAID = {
    # Which sizes and lengths are taken is told in words; as patterns they would be refused without any.
    "create_video": [positive_data_acceptance],
    # A form carries bytes: a number in it is as good a file as any, and one of 0 bytes is refused.
    "verify_upload": [negative_data_rejection, positive_data_acceptance],
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("document")
    home = Settings(home=folder / "home")
    prepare(home)
    with ClipService.open(home) as service:
        desk = MemoryDesk(service, folder)
        desk.then = desk.complete
        limits = HttpOptions(requests_per_s=1e6, burst=10**6, refusals_per_s=1e6)
        app = create_app(desk, settings=home, options=limits)  # type: ignore[arg-type]
        yield app


def test_every_operation_has_a_readable_name_a_sentence_and_a_tag(app: FastAPI) -> None:
    operations = [each for methods in app.openapi()["paths"].values() for each in methods.values()]
    assert {each["operationId"] for each in operations} == OPERATIONS
    assert len(operations) == len(OPERATIONS)
    for each in operations:
        assert each["description"].rstrip().endswith(".")
        assert each["tags"]


def test_every_operation_tells_its_faults(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for each in methods.values():
            kinds = set(each["responses"]["default"]["content"])
            assert kinds == {"application/json" if path.startswith("/v1/videos") else "application/problem+json"}
            assert "422" not in each["responses"]


def test_every_operation_on_a_tenants_things_says_that_it_takes_a_key(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for each in methods.values():
            named = path.startswith("/v1/") and not path.endswith("/clips/{clip_id}/content")
            assert ("security" in each) == (named or path == "/metrics"), path


def test_every_reference_leads_somewhere_and_nothing_is_unused(app: FastAPI) -> None:
    told = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)).get("/openapi.json")
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', told.text))
    schemas = set(told.json()["components"]["schemas"])
    assert named <= schemas
    assert schemas - named <= {"Problem", "VideoProblem"}


def test_events_are_documented_as_a_stream(app: FastAPI) -> None:
    told = app.openapi()["paths"]["/v1/clips/{clip_id}/events"]["get"]["responses"]["200"]["content"]
    assert "text/event-stream" in told


def test_no_page_of_documentation_asks_another_host(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1))
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404


@pytest.fixture(scope="module")
def api(app: FastAPI) -> Iterator[schemathesis.BaseSchema]:
    with serving(app) as (host, port):
        yield schemathesis.openapi.from_url(f"http://{host}:{port}/openapi.json")


@pytest.fixture(scope="module")
def words(app: FastAPI) -> str:
    return app.state.served.keys.create("acme", "maria")[1]


# A stream does not end while its job goes on, and drafts need the real desk.
@pytest.mark.parametrize("name", sorted(OPERATIONS - {"watch_clip", "draft_storyboard"}))
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_no_generated_request_makes_the_server_fail_or_lie(
    api: schemathesis.BaseSchema, words: str, name: str, mode: schemathesis.GenerationMode
) -> None:
    operation = api.find_operation_by_id(name)

    @settings(
        max_examples=N_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=bearer(words), excluded_checks=NOT_SAID.get(name))

    with suppress(Unsatisfiable):  # what takes no arguments cannot be given wrong ones
        ask()


def test_what_may_be_left_out_of_an_answer_is_documented_so(app: FastAPI) -> None:
    """Answers leave out what is not there, so nothing that may be null may be required."""
    for name, schema in app.openapi()["components"]["schemas"].items():
        for field in schema.get("required", ()):
            kinds = [each.get("type") for each in schema["properties"][field].get("anyOf", ())]
            assert "null" not in kinds or name == "DecisionView", (name, field)
