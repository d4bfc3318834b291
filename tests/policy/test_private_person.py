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


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("my old old old friend waves", Verdict.ASK),
        ("my old old old old friend waves", Verdict.ALLOW),
        ("the guy from my gym lifts a car", Verdict.ASK),
        ("the guy from my gym's car", Verdict.ALLOW),
        ("make hubby dance", Verdict.ASK),
        ("hubby's car", Verdict.ALLOW),
        ("Maria on a poster: call 555-123-4567", Verdict.ASK),
        (
            "Maria cooks a bowl of soup and looks at the snowy mountains, then a poster: call 555-123-4567",
            Verdict.ALLOW,
        ),
    ],
)
def test_someone_the_person_knows_is_told_from_their_things_and_from_what_is_far_away(
    say: Say, text: str, verdict: Verdict
) -> None:
    decision = say(text)
    assert decision.verdict is verdict, decision.findings


def test_the_contact_that_stands_beside_a_name_is_found_among_several(say: Say) -> None:
    text = f"call 555-123-4567, {'very ' * 15}far away Maria lives at 12 Oak Street"
    assert [finding.matched for finding in say(text).findings] == ["Maria lives at 12 Oak Street"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("show me cooking in a kitchen", Verdict.ASK),
        ("show me cooking techniques", Verdict.ALLOW),
        ("my voice in a song", Verdict.ASK),
        ("my voice recorder on a desk", Verdict.ALLOW),
    ],
)
def test_the_person_who_asks_is_told_from_what_they_want_to_see(say: Say, text: str, verdict: Verdict) -> None:
    decision = say(text)
    assert decision.verdict is verdict, decision.findings
    assert {finding.code for finding in decision.findings} <= {Code.SELF}
