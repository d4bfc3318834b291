from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.refusal import REFUSALS, explain, remedy
from policy.types import Code, Decision

Say = Callable[..., Decision]


def test_every_code_has_a_sentence_and_a_remedy() -> None:
    assert set(REFUSALS) == set(Code)
    assert len({refusal.sentence for refusal in REFUSALS.values()}) == len(Code)
    for code, refusal in REFUSALS.items():
        assert refusal.sentence.endswith(".")
        assert remedy(code).endswith(".")


@pytest.mark.parametrize("text", ["T4yl0r Swfit dances", "Tayler Swift dances", "the rapper Drake"])
def test_a_refusal_never_names_the_list_entry(say: Say, text: str) -> None:
    decision = say(text)
    told = explain(decision) + repr(decision.to_json())
    assert explain(decision)
    for entry in ("Taylor Swift", "taylor-swift", "Aubrey", "Graham"):
        assert entry not in told


def test_an_allowed_request_needs_no_words(say: Say) -> None:
    assert explain(say("a fox")) == ""


def test_only_the_worst_reasons_are_told_and_each_once(say: Say) -> None:
    told = explain(say("Tom Hanks, Elon Musk and my ex"))
    assert told.count(REFUSALS[Code.PUBLIC_FIGURE].sentence) == 1
    assert REFUSALS[Code.PRIVATE_PERSON].sentence not in told
