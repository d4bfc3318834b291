"""Each spelling trick on a sample of the shipped list: nearly every name is still blocked."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.spelling import TRICKS, TYPOS, sample, tried
from policy.gate import Gate
from policy.lexicon import load_lexicon
from policy.types import Verdict

REACH = 0.99
LEAST = dict.fromkeys(TYPOS, 0.9)
"""Three or four letters leave little room for a slip: "Peter Oi" may be anybody."""

LEAST_HELD = {"a letter lost": 0.95, "letters swapped": 0.98, "a letter doubled": REACH}


@pytest.fixture(scope="module")
def names() -> tuple[str, ...]:
    return sample(date(2026, 11, 21))


@pytest.fixture(scope="module")
def caught(shipped: Gate, names: tuple[str, ...]):
    return tried(shipped, names)


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_hides_hardly_any_listed_name(caught, trick: str) -> None:
    assert caught[trick].blocked.rate >= LEAST.get(trick, REACH)


@pytest.mark.parametrize("trick", sorted(TYPOS))
def test_a_slip_in_a_short_name_is_mostly_asked_about(caught, trick: str) -> None:
    assert caught[trick].held.rate >= LEAST_HELD[trick]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Chappell Ron dancing", Verdict.ASK),
        ("a clip of Stefanie Snu", Verdict.BLOCK),
        ("a clip of Lonzo Bal", Verdict.ASK),
        ("a car on Chappell Road", Verdict.ALLOW),
        ("a card for Stefanie. Fun for all", Verdict.ALLOW),
        ("a dog called Lonzo barks", Verdict.ALLOW),
    ],
)
def test_a_short_slip_counts_only_right_beside_a_rare_first_name(shipped: Gate, text: str, verdict: Verdict) -> None:
    assert shipped.check(text).verdict is verdict


def test_a_slip_in_a_long_name_hides_hardly_anybody(shipped: Gate) -> None:
    ordinary = load_lexicon().ordinary
    words = (name.split() for name in sample(date(2026, 11, 21), 600))
    long = [" ".join(each) for each in words if all(len(word) > 4 and word.lower() not in ordinary for word in each)]
    caught = tried(shipped, long[:60], tricks=TYPOS)
    assert len(long) >= 60
    assert caught.keys() == TYPOS
    assert all(each.blocked.rate >= REACH for each in caught.values()), caught


def test_a_sample_is_the_same_each_time_and_holds_names_of_two_and_three_words(names: tuple[str, ...]) -> None:
    assert sample(date(2026, 11, 21)) == names
    assert {len(name.split()) for name in names} == {2, 3}
