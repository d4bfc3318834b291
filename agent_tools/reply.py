"""Every outcome as one `ToolReply`: a clip, a refusal or a fault. Surfaces translate only what comes out of here.

The one table from faults to replies is `FAULTS` with `ADVICE`: an exception of one of these roots is a fault that was
foreseen, and any other is a mistake of the program and is let through. `PlanError` is the fourth root; it is not in the
tuple because importing the planner costs more than a command that plans nothing should take.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent_tools.errors import AgentToolsError
from agent_tools.schema import ClipView, Disclosure, FindingView, ToolReply
from generator.errors import GeneratorError
from policy.errors import PolicyError
from policy.refusal import explain
from policy.types import Code, Decision, Verdict

if TYPE_CHECKING:
    from agent_tools.planner.errors import PlanError

    Fault = AgentToolsError | GeneratorError | PolicyError | PlanError

FAULTS = (AgentToolsError, GeneratorError, PolicyError)
"""Roots of the foreseen faults; each class below them has a `code` and a `remedy`."""

ADVICE = {
    "change_arguments": "Change what was asked for, then try again.",
    "retry_later": "Try again in a moment.",
    "ask_human": "Ask whoever runs this program to look at it.",
    "none": "Nothing has to be done.",
}
"""What to do about a fault, by its remedy."""

# Consent comes from the person who is shown; whether a name is invented can be answered by the one who asks.
_ASKED_FOR = {
    Code.PUBLIC_FIGURE: "needs_consent",
    Code.PRIVATE_PERSON: "needs_consent",
    Code.NAME_SHAPED: "needs_answer",
    Code.LOOKALIKE: "needs_consent",
    Code.SELF: "needs_consent",
    Code.REFERENCE_FACE: "needs_consent",
    Code.SEXUAL_REAL_PERSON: "needs_consent",
    Code.MINOR: "needs_consent",
    Code.DETECTOR_FAILED: "needs_answer",
    Code.COOL_DOWN: "needs_answer",
}


def made(
    clip: ClipView,
    disclosure: Disclosure,
    *,
    decision_id: str,
    notes: tuple[str, ...],
    timings_s: dict[str, float],
) -> ToolReply:
    """The reply that hands over a clip.

    Args:
        clip: The clip.
        disclosure: What must be said with it.
        decision_id: What allowed it.
        notes: What was done otherwise than asked; repeats are dropped.
        timings_s: Wall seconds by stage.
    """
    return ToolReply(
        status="made",
        message=f"The clip is ready: {clip.duration_s:g} s, {clip.width_px}x{clip.height_px}, {clip.fps} fps.",
        clip=clip,
        decision_id=decision_id,
        notes=tuple(dict.fromkeys(notes)),
        disclosure=disclosure,
        timings_s=timings_s,
    )


def refused(decision: Decision) -> ToolReply:
    """The reply to a request that the gate did not let through, with the reason and what can be done instead.

    Args:
        decision: A decision to ask or to block.
    """
    findings = tuple(
        FindingView(
            code=found.code.value,
            detector=found.detector,
            span=found.span,
            remedy=found.remedy,
            field=found.field,
            matched=found.matched,
        )
        for found in decision.findings
    )
    message = explain(decision)
    if decision.verdict is Verdict.BLOCK:
        return ToolReply(status="blocked", message=message, decision_id=decision.id, findings=findings)
    wanted = {_ASKED_FOR[found.code] for found in decision.findings if found.verdict is decision.verdict}
    if "needs_consent" in wanted:
        return ToolReply(status="needs_consent", message=message, decision_id=decision.id, findings=findings)
    return ToolReply(status="needs_answer", message=message, decision_id=decision.id, findings=findings)


def failed(fault: Fault, *, decision_id: str | None = None) -> ToolReply:
    """The reply to a fault.

    Args:
        fault: What went wrong.
        decision_id: The decision that had been made by then.
    """
    message = "; ".join((str(fault), *getattr(fault, "__notes__", ())))
    return ToolReply(status="failed", message=message, decision_id=decision_id, error_code=fault.code)


def remedy_of(code: str) -> str:
    """Who can act on a fault: `change_arguments`, `retry_later`, `ask_human` or `none`.

    Args:
        code: The stable code of a class of faults.

    Raises:
        ValueError: No class of faults has it.
    """
    from agent_tools.planner.errors import PlanError

    for root in (*FAULTS, PlanError):
        for kind in _tree(root):
            if kind.code == code:
                return kind.remedy
    raise ValueError(f"error code {code!r} belongs to no class of faults")


def _tree(kind: type[Fault]) -> Iterator[type[Fault]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)
