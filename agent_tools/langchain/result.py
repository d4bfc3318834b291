"""What a tool hands back: text for the model, and plain JSON for the program around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.tools import ToolException

from agent_tools.job import JobView
from agent_tools.reply import FAULTS
from agent_tools.schema import ToolReply
from agent_tools.tool.outcome import of_check, of_clip, of_fault, of_job
from policy.types import Decision

Begun = JobView | ToolReply | Decision
"""What a call can come to: a job, a clip that was made before, or a decision about a bare request."""


def said(begun: Begun) -> tuple[str, dict[str, Any]]:
    """What the model reads, and the artifact.

    Args:
        begun: What the call came to.

    Raises:
        ToolException: It came to a fault.
    """
    match begun:
        case JobView():
            told = of_job(begun)
        case ToolReply():
            told = of_clip(begun)
        case Decision():
            return of_check(begun).to_text(), artifact_of(begun)
    if told.state == "failed":
        raise ToolException(told.to_text())
    return told.to_text(), artifact_of(begun)


def artifact_of(begun: Begun) -> dict[str, Any]:
    """The same as plain JSON: `job`, `reply` or `decision`, each only where there is one."""
    match begun:
        case JobView():
            told: dict[str, Any] = {"job": begun.model_dump(mode="json", exclude_none=True, exclude={"reply"})}
            return told if begun.reply is None else {**told, "reply": begun.reply.to_json()}
        case ToolReply():
            return {"reply": begun.to_json()}
        case Decision():
            return {"decision": {"decision_id": begun.id, **begun.to_json()}}


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn every foreseen fault into what a model can read.

    Raises:
        ToolException: There was one.
    """
    try:
        yield
    except FAULTS as fault:
        raise ToolException(of_fault(fault).to_text()) from fault
