"""Listed words are found although one letter of them is wrong, and only then."""

from __future__ import annotations

import itertools
import random

import pytest

from policy.typo import Spellings, alike, one_edit, undoubled

LISTED = ("merkel", "obama", "swift", "johansson", "schwarzenegger", "marvel", "zelenskyy", "meryl", "anna", "путин")


@pytest.mark.parametrize(
    ("left", "right", "one"),
    [
        ("swift", "swift", True),
        ("swift", "swft", True),
        ("swift", "swiift", True),
        ("swift", "swoft", True),
        ("swift", "siwft", True),
        ("swift", "wift", True),
        ("swift", "swif", True),
        ("swift", "sfiwt", False),
        ("swift", "swiiift", False),
        ("swift", "swt", False),
        ("swift", "tfiws", False),
    ],
)
def test_one_edit_is_one_letter(left: str, right: str, one: bool) -> None:
    assert one_edit(left, right) is one
    assert one_edit(right, left) is one


def edits(word: str) -> set[str]:
    """Every word one edit away, by the book."""
    letters = "abkx\u0438"
    cut = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in cut if right}
    turned = {left + right[1] + right[0] + right[2:] for left, right in cut if len(right) > 1}
    other = {left + letter + right[1:] for (left, right), letter in itertools.product(cut, letters) if right}
    more = {left + letter + right for (left, right), letter in itertools.product(cut, letters)}
    return (lost | turned | other | more) - {word}


@pytest.mark.parametrize("word", [word for word in LISTED if len(word) > 4])
def test_every_misspelling_leads_to_its_word(word: str) -> None:
    spellings = Spellings(LISTED)
    assert [typed for typed in sorted(edits(word)) if word not in spellings.near(typed)] == []


def test_short_words_have_no_misspellings() -> None:
    assert Spellings(LISTED).near("anne") == ()
    assert Spellings(LISTED).near("s" * 4000) == ()


def test_a_word_is_no_misspelling_of_itself() -> None:
    assert Spellings(LISTED).near("swift") == ()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("jeniffer", "jennifer", True),
        ("zuckerbergg", "zuckerberg", True),
        ("mattthew", "mathew", True),
        ("jenna", "anna", False),
        ("swift", "swiss", False),
        ("bennett", "tennant", False),
    ],
)
def test_letters_may_be_doubled_in_the_wrong_place(left: str, right: str, same: bool) -> None:
    assert alike(left, right) is same
    assert alike(right, left) is same


def test_a_doubled_letter_leads_to_its_word() -> None:
    spellings = Spellings(("jennifer", "barack", "matthew"))
    assert spellings.near("jeniffer") == ("jennifer",)
    assert spellings.near("barrackk") == ("barack",)
    assert spellings.near("matthhew") == ("matthew",)


def test_near_is_what_one_edit_and_doubled_letters_say() -> None:
    chance = random.Random(7)
    listed = {"".join(chance.choices("abc", k=chance.randrange(5, 9))) for _ in range(400)}
    spellings = Spellings(sorted(listed))
    for _ in range(200):
        typed = "".join(chance.choices("abc", k=chance.randrange(4, 10)))
        near = {word for word in listed if one_edit(word, typed) or undoubled(word) == undoubled(typed)}
        assert set(spellings.near(typed)) == near - {typed}
