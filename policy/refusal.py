"""What a person is told when a clip is not made: why, in one kind sentence, and what can be done instead.

Never the list entry, never a score: a refusal must not map the list for whoever probes it (POLICY P19).
"""

from __future__ import annotations

from dataclasses import dataclass

from policy.types import Code, Decision, Verdict


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason as it is said.

    Attributes:
        sentence: Why, one sentence.
        remedy: What can be done instead, one sentence.
    """

    sentence: str
    remedy: str


REFUSALS: dict[Code, Refusal] = {
    Code.PUBLIC_FIGURE: Refusal(
        "This request names a real, well-known person, and a clip could be mistaken for something they did.",
        "Remove the name, or describe an invented character instead.",
    ),
    Code.PRIVATE_PERSON: Refusal(
        "This request seems to be about someone you know, and showing a real person needs their consent.",
        "Describe an invented character instead, or leave out what points to a real person.",
    ),
    Code.NAME_SHAPED: Refusal(
        "This request holds what looks like a person's name, and showing a real person needs their consent.",
        "Say that it is an invented character, or remove the name.",
    ),
    Code.LOOKALIKE: Refusal(
        "This request asks for the likeness of a real person, which needs that person's consent.",
        "Describe the look in your own words (age, hair, clothes) for an invented character.",
    ),
    Code.SELF: Refusal(
        "This request asks for you in the picture, and showing a real person needs a recorded consent, yours too.",
        "Ask for an invented character in your place.",
    ),
    Code.REFERENCE_FACE: Refusal(
        "A reference picture shows, or may show, a person's face, which needs that person's consent.",
        "Use a picture without people, or describe an invented character in words.",
    ),
    Code.SEXUAL_REAL_PERSON: Refusal(
        "Sexual content that could show a real person is never made, with or without consent.",
        "Remove the sexual content, or the person.",
    ),
    Code.MINOR: Refusal(
        "Sexual content together with anyone who may be a minor is never made.",
        "Remove the sexual content.",
    ),
    Code.DETECTOR_FAILED: Refusal(
        "One of the checks could not be finished, so this request was not let through.",
        "Try again; if it happens again, ask whoever runs this service to look at the log.",
    ),
    Code.COOL_DOWN: Refusal(
        "Too many requests in a row could not be made, so this one was not looked at.",
        "Try again later, with a request that shows nobody real.",
    ),
}


def remedy(code: Code) -> str:
    """What can be done about one reason."""
    return REFUSALS[code].remedy


def explain(decision: Decision) -> str:
    """The whole refusal: each reason of the worst verdict once, and its remedy; empty when nothing was refused.

    Args:
        decision: What the gate said.
    """
    if decision.verdict is Verdict.ALLOW:
        return ""
    reasons: dict[Code, str] = {}
    for finding in decision.findings:
        if finding.verdict is decision.verdict:
            reasons.setdefault(finding.code, finding.remedy)
    return " ".join(f"{REFUSALS[code].sentence} {told}" for code, told in reasons.items())
