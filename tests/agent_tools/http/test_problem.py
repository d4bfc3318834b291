"""One table from faults to statuses: every class has one, and no message of the server's own faults gets out."""

from __future__ import annotations

import json

import pytest

from agent_tools.errors import ClipLost, NotFound, StoreError
from agent_tools.http import problem
from agent_tools.http.errors import TooManyRequests, Unauthorised, VideoRefused
from agent_tools.http.problem import CAUGHT, fault_answer, problem_of, sentence_of, status_of
from policy.errors import ConsentGone, PolicyDataError

REMEDIES = {"change_arguments", "retry_later", "ask_human", "none"}
KINDS = [kind for root in CAUGHT for kind in problem._tree(root)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_fault_has_a_status_that_suits_its_remedy(kind: type[Exception]) -> None:
    status = status_of(kind)  # type: ignore[arg-type]
    assert 400 <= status < 600
    if kind.remedy == "change_arguments":  # type: ignore[attr-defined]
        assert status < 500
    if kind.remedy == "retry_later":  # type: ignore[attr-defined]
        assert status in {408, 429, 503}


def test_the_codes_of_faults_are_their_own() -> None:
    codes = [kind.code for kind in KINDS]
    doubled = {code for code in codes if codes.count(code) > 1}
    assert doubled <= {"generator.picture", "agent_tools.job"}


def test_a_fault_of_the_asker_is_told_in_full() -> None:
    told = problem_of(NotFound("there is no job 'job_1' in this store"))
    assert told.status == 404
    assert told.detail == "there is no job 'job_1' in this store"
    assert told.type == "urn:reelwright:agent_tools.not_found"


@pytest.mark.parametrize(
    "fault",
    [
        StoreError("database '/home/secret/reelwright.db' is damaged"),
        PolicyDataError("list '/home/secret/people.json' is missing"),
        ClipLost("the file '/home/secret/clip.mp4' is gone"),
    ],
)
def test_a_fault_of_the_server_names_no_file(fault: StoreError) -> None:
    told = fault_answer("/v1/clips", fault)
    assert b"secret" not in told.body
    assert json.loads(told.body)["code"] == fault.code


def test_headers_say_what_to_do() -> None:
    assert fault_answer("/v1/clips", TooManyRequests("x", retry_after_s=0.2)).headers["retry-after"] == "1"
    assert fault_answer("/v1/clips", Unauthorised("x")).headers["www-authenticate"] == "Bearer"


def test_videos_are_told_in_the_shape_that_their_clients_read() -> None:
    told = fault_answer("/v1/videos", VideoRefused("real people are not shown"))
    assert told.status_code == 400
    error = json.loads(told.body)["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "content_policy_violation")
    assert error["message"] == "real people are not shown"
    lost = json.loads(fault_answer("/v1/videos/x", StoreError("at /home/secret")).body)["error"]
    assert (lost["type"], lost["code"]) == ("server_error", "agent_tools.store")


def test_half_a_surrogate_in_a_message_is_told_all_the_same() -> None:
    assert b"udc80" in fault_answer("/v1/clips", NotFound("no \udc80")).body


def test_a_code_that_nobody_has_is_told_in_general() -> None:
    assert sentence_of("nobody.knows").endswith(".")
    assert sentence_of(ConsentGone.code) != sentence_of("nobody.knows")
