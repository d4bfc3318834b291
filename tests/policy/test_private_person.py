from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.types import Code, Decision, Verdict

Say = Callable[..., Decision]

PRIVATE = [
    "my ex dances on a table",
    "my boss falls into a pool",
    "my neighbour yells at a cat",
    "a clip of my best friend flying",
    "my boss's face on a balloon",
    "this girl in the photo dances",
    "the man in this picture waves",
    "that guy from my class sings",
    "Maria, 555-123-4567, on a poster",
    "Maria lives at 12 Oak Street",
    "write to Peter at peter@example.com",
]
SELF = [
    "a video of me dancing",
    "me riding a horse on the beach",
    "put me in a spaceship",
    "turn me into a cartoon hero",
    "show me riding a horse",
    "my face on the moon",
    "a clip of myself as a knight",
]
NEAR_MISSES = [
    "show me how to reset my password",
    "make me a video of a sunrise",
    "give me something nice",
    "tell me a story about a dragon",
    "let me see a rocket launch",
    "send me a greeting with a cat",
    "a clip for my boss about the dashboard",
    "show my team's results as a chart",
    "show my boss how the dashboard works",
    "my boss's new car",
    "my dog chases a ball",
    "my garden in spring",
    "a girl with a red balloon",
    "the girl in the picture frame",
    "a girl in a photo booth",
    "call 555-123-4567 now",
    "show me painting techniques",
    "a jar of my face cream",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(PRIVATE) + len(SELF) == len(NEAR_MISSES)


@pytest.mark.parametrize("text", PRIVATE)
def test_someone_the_person_knows_is_asked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.PRIVATE_PERSON in {finding.code for finding in decision.findings}


@pytest.mark.parametrize("text", SELF)
def test_the_person_who_asks_is_asked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.SELF in {finding.code for finding in decision.findings}


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_words_about_oneself_that_depict_nobody_pass(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
