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
    Code.DECEASED_RECENT: Refusal(
        "This request names a real person whose memory is still protected, and a clip could be mistaken for them.",
        "Remove the name, or describe an invented character instead.",
    ),
    Code.ROLE_TITLE: Refusal(
        "This request names an office that one real person holds, so that the clip would show that person.",
        "Ask for an invented office holder, such as a president of a made-up country.",
    ),
    Code.DESCRIPTIVE_IDENTITY: Refusal(
        "This request describes one real person without the name, and a clip could be mistaken for them.",
        "Describe an invented character instead, or show the work or the event without the person.",
    ),
    Code.DECEPTIVE_NEWS: Refusal(
        "This request could pass for real news about a real person or body, and mislead those who see it.",
        "Name neither, or make it plainly fictional with invented names.",
    ),
    Code.FALSE_ENDORSEMENT: Refusal(
        "This request would make a real person speak for something, and nothing shows that they agreed.",
        "Leave out the name, or let an invented character or the product speak for itself.",
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
        "Sexual content with anyone who may be a minor, or a realistic clip of a real child, is never made.",
        "Remove the sexual content, or show invented children in an everyday scene.",
    ),
    Code.LIVING_ARTIST: Refusal(
        "This request asks for the style of an artist who is living or died recently.",
        "Describe the look in neutral words: the colours, the light, the lines, the material.",
    ),
    Code.SAFETY_VIOLENCE: Refusal(
        "This request asks for graphic violence, which is not made here.",
        "Show the story without injury in close view, or before and after the event.",
    ),
    Code.SAFETY_HATE: Refusal(
        "This request holds words that attack people for who they are.",
        "Leave these words out, or make a clip that explains why they do harm.",
    ),
    Code.SAFETY_SELF_HARM: Refusal(
        "This request shows someone harming themselves, which is not made here.",
        "If this is about you, please talk to someone you trust or a crisis line; a clip about finding help is fine.",
    ),
    Code.SAFETY_CRIME: Refusal(
        "This request could teach how to do serious harm, which is not made here.",
        "Show how to prevent it, or tell the story without the steps.",
    ),
    Code.DETECTOR_FAILED: Refusal(
        "One of the checks could not be finished, so this request was not let through.",
        "Try again; if it happens again, ask whoever runs this service to look at the log.",
    ),
    Code.CONSENT_MISSING: Refusal(
        "No consent of yours to be shown is on record.",
        "Record your consent first, in your own session and not through this chat.",
    ),
    Code.CONSENT_EXPIRED: Refusal(
        "The recorded consent to show this person has run out.",
        "Ask the person to renew it, or describe an invented character instead.",
    ),
    Code.CONSENT_REVOKED: Refusal(
        "The consent to show this person was taken back.",
        "Respect that, and describe an invented character instead.",
    ),
    Code.CONSENT_SCOPE: Refusal(
        "The recorded consent to show this person does not cover this request.",
        "Ask within what the person allowed (use, place, topic and time), or describe an invented character instead.",
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
