"""Every fault as `application/problem+json` (RFC 9457), or in OpenAI's shape under `/v1/videos`.

The one table from a fault's `code` and `remedy` to a status stands here. A fault of the server is told by the sentence
of its class: its own message may name files of this machine, and goes to the log.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from agent_tools.errors import (
    AgentToolsError,
    ClipLost,
    ClipWithdrawn,
    ContentBlocked,
    JobRefused,
    KeyReused,
    NotFound,
    NotWaiting,
    TextErased,
)
from agent_tools.http import errors
from agent_tools.planner.errors import PlanError
from agent_tools.reply import FAULTS

if TYPE_CHECKING:
    from agent_tools.reply import Fault

LOG = logging.getLogger("reelwright.http")
CAUGHT = (*FAULTS, PlanError)
"""Roots of everything that is answered as a problem of its own."""

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2.0
OPENAI_PATHS = "/v1/videos"

_STATUS = {
    NotFound.code: 404,
    NotWaiting.code: 409,
    KeyReused.code: 422,
    JobRefused.code: 429,
    TextErased.code: 410,
    ClipLost.code: 410,
    ClipWithdrawn.code: 410,
    ContentBlocked.code: 451,
    errors.Unauthorised.code: 401,
    errors.HostRefused.code: 421,
    errors.OriginRefused.code: 403,
    errors.LinkRefused.code: 403,
    errors.HeadTooLarge.code: 431,
    errors.BodyTooLarge.code: 413,
    errors.BodyTooSlow.code: 408,
    errors.TooManyRequests.code: 429,
    errors.NotOffered.code: 404,
    errors.VideoRefused.code: 400,
}
_STATUS_OF_REMEDY = {"change_arguments": 422, "retry_later": 503, "ask_human": 500, "none": 500}
_NAMES_FILES = {ClipLost.code}  # of those whose message would be told by their status


class Problem(BaseModel):
    """What went wrong, for a program and for a person.

    Attributes:
        type: `urn:reelwright:` and the code.
        title: What faults of this kind are.
        status: The HTTP status.
        detail: What was wrong this time, with the value and the allowed range.
        code: The stable code.
        remedy: Who can act: `change_arguments`, `retry_later`, `ask_human` or `none`.
        errors: Each value that was out of range, where there are several.
    """

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    errors: tuple[dict[str, str], ...] = ()


def status_of(fault: Fault | type[Fault]) -> int:
    """The HTTP status of a fault.

    Args:
        fault: A foreseen fault, or its class.

    Raises:
        KeyError: Its remedy is none of the four.
    """
    return _STATUS.get(fault.code) or _STATUS_OF_REMEDY[fault.remedy]


def sentence(kind: type[Fault]) -> str:
    """What faults of a class are, in one sentence that names nothing of this machine."""
    return (kind.__doc__ or kind.__name__).strip().partition("\n")[0]


def sentence_of(code: str) -> str:
    """What faults with this code are; a general sentence where no class has it."""
    found = (kind for root in CAUGHT for kind in _tree(root) if kind.code == code)
    return sentence(next(found, AgentToolsError))


def problem_of(fault: Fault, problems: tuple[dict[str, str], ...] = ()) -> Problem:
    """A fault as it is told.

    Args:
        fault: What was raised.
        problems: Each value that was out of range.
    """
    status = status_of(fault)
    title = sentence(type(fault))
    told = status < HTTPStatus.INTERNAL_SERVER_ERROR and fault.code not in _NAMES_FILES
    if not told:
        LOG.error("%s: %s", fault.code, fault)
    return Problem(
        type=f"urn:reelwright:{fault.code}",
        title=title,
        status=status,
        detail=str(fault) or title if told else title,
        code=fault.code,
        remedy=fault.remedy,
        errors=problems,
    )


def crashed() -> Problem:
    """What is told of a mistake of the program."""
    title = "The program made a mistake; its log says where."
    return Problem(
        type=f"urn:reelwright:{AgentToolsError.code}",
        title=title,
        status=500,
        detail=title,
        code=AgentToolsError.code,
        remedy="ask_human",
    )


def headers_of(fault: Fault) -> dict[str, str]:
    """The headers that go with a fault."""
    headers = {}
    if fault.remedy == "retry_later":
        wait_s = fault.retry_after_s if isinstance(fault, errors.TooManyRequests) else RETRY_AFTER_S
        headers["Retry-After"] = str(math.ceil(wait_s))
    if isinstance(fault, errors.Unauthorised):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(fault, errors.HeadTooLarge | errors.BodyTooLarge | errors.BodyTooSlow):
        headers["Connection"] = "close"  # what is still coming is not read
    return headers


def answer(path: str, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response that tells a problem.

    Args:
        path: The path that was asked for; under `/v1/videos` it is told in the shape of OpenAI.
        problem: What is told.
        headers: More headers.
    """
    body: dict[str, Any] = problem.model_dump(mode="json")
    media_type = MEDIA_TYPE
    if path.startswith(OPENAI_PATHS):
        body, media_type = {"error": _openai(problem)}, "application/json"
    elif not problem.errors:
        del body["errors"]
    content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")
    return Response(content, problem.status, dict(headers or {}), media_type)


def fault_answer(path: str, fault: Fault) -> Response:
    """The response that tells a fault; see `answer`."""
    return answer(path, problem_of(fault), headers_of(fault))


def _openai(problem: Problem) -> dict[str, Any]:
    kind = "invalid_request_error"
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = "server_error"
    param = problem.errors[0]["where"].rpartition(".")[2] if problem.errors else None
    return {
        "message": problem.detail,
        "type": kind,
        "code": problem.code,
        "param": param,
        "remedy": problem.remedy,
    }


def _tree(kind: type[Fault]) -> Iterator[type[Fault]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)
