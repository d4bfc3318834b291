"""Each spelling trick on a sample of the shipped list: nearly every name is still blocked."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.spelling import TRICKS, TYPOS, sample, tried
from policy.gate import Gate
from policy.lexicon import load_lexicon

REACH = 0.99
LEAST = {"digits for letters": 0.98, **dict.fromkeys(TYPOS, 0.9)}
"""Three letters leave no room for a digit or a slip: "J03", "Irfaan Al"."""


@pytest.fixture(scope="module")
def names() -> tuple[str, ...]:
    return sample(date(2026, 11, 21))


@pytest.fixture(scope="module")
def caught(shipped: Gate, names: tuple[str, ...]):
    return tried(shipped, names)


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_hides_hardly_any_listed_name(caught, trick: str) -> None:
    assert caught[trick].blocked.rate >= LEAST.get(trick, REACH)


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
