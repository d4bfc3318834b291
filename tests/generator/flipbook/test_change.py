from __future__ import annotations

import pytest

from generator.flipbook.train.change import How, changes, parse
from generator.flipbook.train.subject import subjects

NAMES = frozenset({"bud", "flower", "egg"})


def test_there_are_at_least_forty_changes_of_every_kind_between_known_subjects() -> None:
    names = {s.name for s in subjects()}
    assert len(changes()) >= 40
    assert {c.how for c in changes()} == set(How)
    for change in changes():
        assert {change.before, change.after} <= names
        assert change.phrases


@pytest.mark.parametrize(
    ("phrase", "before", "after"),
    [
        ("a bud opens", "flower bud", "flower"),
        ("an egg hatches", "whole egg", "chick in eggshell"),
        ("ice melts", "block of ice", "melting ice"),
        ("a caterpillar becomes a butterfly", "green caterpillar", "monarch butterfly"),
        ("one cell becomes two", "single cell", "two cells"),
        ("how rain forms", "cloud", "rain falling"),
    ],
)
def test_what_people_say_finds_its_two_pictures(phrase: str, before: str, after: str) -> None:
    found = [c for c in changes() if phrase in c.phrases]
    assert [(c.before, c.after) for c in found] == [(before, after)]


def test_day_and_night_are_light_and_no_change_of_a_subject() -> None:
    assert not [c for c in changes() if any("night" in p.split() for p in c.phrases)]


def test_a_section_names_how() -> None:
    (change,) = parse("# said\n[opens]\nbud > flower|a bud opens,the bud opens\n", NAMES)
    assert (change.before, change.after, change.how) == ("bud", "flower", How.OPENS)
    assert change.phrases == ("a bud opens", "the bud opens")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bud > flower|a bud opens", "line 1: .* before the first section"),
        ("[explodes]\n", r"line 1: unknown section '\[explodes\]'; one of: opens, "),
        ("[opens]\nbud > flower", "line 2: .* not of the form"),
        ("[opens]\nbud flower|a bud opens", "line 2: .* not of the form"),
        ("[opens]\nbud > flower|", "line 2: .* not of the form"),
        ("[opens]\nbud > rose|a bud opens", "line 2: 'rose' is no subject"),
        ("[opens]\nbud > bud|a bud opens", "line 2: 'bud' becomes itself"),
        ("[opens]\nbud > flower|a\n[grows]\nbud > flower|b", "line 4: 'bud' > 'flower' is listed twice"),
        ("[opens]\nbud > flower|a\negg > flower|a", "line 3: the phrase 'a' is said twice"),
    ],
)
def test_a_faulty_line_is_named(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text, NAMES)
