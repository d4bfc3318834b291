"""What a branch of a pattern needs is never more than it needs, however it is written."""

from __future__ import annotations

import re

import pytest

from policy.branch import Sets
from policy.view import read

SETS = Sets({"pet": "(?:cat|dog)"})


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("the cat of mine", [{"the"}, {"cat"}, {"of"}, {"mine"}]),
        ("(?:the|my) {pet} sleeps", [{"the", "my"}, {"cat", "dog"}, {"sleeps"}]),
        ("cats? of mine", [{"cat", "cats"}, {"of"}, {"mine"}]),
        ("colou?r of mine", [{"of"}, {"mine"}]),
        ("\\S+ of mine", [{"of"}, {"mine"}]),
        ("(?:a\\() of mine", []),
        ("(?!his )my cat", [{"my"}, {"cat"}]),
    ],
)
def test_a_branch_needs_the_words_that_it_surely_holds(source: str, needs: list[set[str]]) -> None:
    (branch,) = SETS.branches(source, ["mine", "my"])
    assert [set(need) for need in branch.needs] == needs


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("colou?r of mine", "a color of mine"),
        ("colou?r of mine", "a colour of mine"),
        ("(?:the|my) {pet} of mine", "the dog of mine"),
        ("cats? of mine", "two cats of mine"),
        ("(?:sleepy )?cat of mine", "cat of mine"),
    ],
)
def test_a_branch_may_stand_wherever_its_expression_matches(source: str, text: str) -> None:
    (branch,) = SETS.branches(source, ["mine"])
    assert re.search(branch.source, text)
    assert branch.may_stand_in(read(text)[0])


@pytest.mark.parametrize("text", ["mine of cat", "cat of yours", ""])
def test_a_branch_cannot_stand_where_its_words_are_missing_or_in_another_order(text: str) -> None:
    (branch,) = SETS.branches("cat of mine", ["of"])
    assert not branch.may_stand_in(read(text)[0])
