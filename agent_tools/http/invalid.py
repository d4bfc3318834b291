"""What FastAPI and Starlette refuse by themselves, as faults of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from agent_tools.http.errors import BodyUnreadable, HttpError, NotOffered
from agent_tools.http.problem import Problem, problem_of

MAX_SHOWN = 10
MAX_VALUE_CHARS = 100


def refused_values(exc: RequestValidationError) -> Problem:
    """Values of a request that are missing, of another type or out of range, each with the value and the range.

    Args:
        exc: What FastAPI found.
    """
    found = tuple(_told(error) for error in exc.errors()[:MAX_SHOWN])
    told = "; ".join(f"{each['where']} = {each['value']}: {each['message']}" for each in found)
    return problem_of(BodyUnreadable(told), found)


def refused_request(exc: HTTPException) -> Problem:
    """A path or method that is not here, or a body that cannot be read.

    Args:
        exc: What Starlette or FastAPI raised.
    """
    known: HttpError = NotOffered(f"{exc.detail}: there is nothing here for this path and method")
    if exc.status_code not in (404, 405):
        known = BodyUnreadable(str(exc.detail))
    return problem_of(known).model_copy(update={"status": exc.status_code})


def _told(error: Mapping[str, Any]) -> dict[str, str]:
    where = ".".join(str(part) for part in _place(error["loc"]))
    value = "missing" if error["type"] == "missing" else _short(error.get("input"))
    return {"where": where, "value": value, "message": str(error["msg"]).removeprefix("Value error, ")}


def _place(loc: Sequence[object]) -> Sequence[object]:
    return loc or ("body",)


def _short(value: object) -> str:
    told = ascii(value)
    return told if len(told) <= MAX_VALUE_CHARS else f"{told[:MAX_VALUE_CHARS]}..."
