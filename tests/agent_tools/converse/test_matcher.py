"""Matchers: each holds where it should, not where it should not, and says why; what can never hold is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from agent_tools.converse.matcher import Matcher, Number, Text, Texts, Value
from agent_tools.converse.variable import filled, names_in, put

VALUE, NUMBER, TEXT, TEXTS = (TypeAdapter(each) for each in (Value, Number, Text, Texts))

HOLDS = [
    (4, 4.0),
    ("fox", "fox"),
    (["en", "de"], ["en", "de"]),
    (["en", "de"], ("en", "de")),
    (None, None),
    ({"other_than": 3}, 4),
    ({"one_of": ["a", "b"]}, "b"),
    ({"contains": "AI-generated"}, "This clip is   ai-Generated."),
    ({"contains": "fox"}, ["a dog", "A FOX runs"]),
    ({"contains_all": ["a", "b"]}, "b and a"),
    ({"contains_any": ["x", "a"]}, "a"),
    ({"none_contain": ["dana"]}, ["a fox", "a dog"]),
    ({"none_contain": "dana"}, []),
    ({"matches": "^clip_[a-z0-9]+$"}, "clip_7k2m"),
    ({"matches": ["a", "b"]}, "ba"),
    ({"not_matches": "(?i)error"}, "all fine"),
    ({"min": 1, "max": 4}, 4),
    ({"min": 0}, 0),
    ({"approx": 4, "tol": 0.1}, 4.1),
    ({"approx": 0.3}, 0.1 + 0.2),
    ({"present": True}, 0),
    ({"present": False}, ""),
    ({"absent": True}, None),
    ({"absent": False}, "x"),
    ({"any": True}, ""),
    ({"seed": 7}, {"seed": 7, "more": 1}),
    ({"a": {"contains": "x"}}, {"a": "xyz"}),
    ({"fields": {"min": 3}}, {"min": 3}),
]
FAILS = [
    (4, 5, "expected 4, got 5"),
    (1, True, "expected 1, got True"),
    (True, 1, "expected True, got 1"),
    ("fox", None, "expected 'fox', got nothing"),
    (None, "x", "expected nothing, got 'x'"),
    ({"other_than": 4}, 4.0, "expected anything but 4, got 4.0"),
    ({"one_of": ["a", "b"]}, "c", "expected one of ['a', 'b'], got 'c'"),
    ({"contains": "fox"}, "a dog", "expected the text 'fox', got 'a dog'"),
    ({"contains": "fox"}, None, "expected the text 'fox', got nothing"),
    ({"contains": "4"}, 4, "expected the text '4', got 4"),
    ({"contains_all": ["a", "z"]}, "abc", "expected the text 'z', got 'abc'"),
    ({"contains_any": ["x", "y"]}, "abc", "expected one of the texts ['x', 'y'] in it, got 'abc'"),
    ({"none_contain": ["DANA"]}, ["by dana"], "expected nowhere the text 'DANA', got ['by dana']"),
    ({"matches": "^b"}, "ab", "expected a match of '^b', got 'ab'"),
    ({"not_matches": "err"}, "error", "expected no match of 'err', got 'error'"),
    ({"min": 2}, 1, "expected 2 or more, got 1"),
    ({"max": 2}, 3, "expected 2 or less, got 3"),
    ({"max": 2}, "1", "expected 2 or less, got '1'"),
    ({"min": 0}, True, "expected 0 or more, got True"),
    ({"approx": 4, "tol": 0.1}, 4.2, "expected 4 within 0.1, got 4.2"),
    ({"present": True}, [], "expected a value, got []"),
    ({"absent": True}, "x", "expected nothing, got 'x'"),
    ({"any": True}, None, "expected a value, got nothing"),
    ({"seed": 7}, {"seed": 8}, "expected seed: 7, got {'seed': 8}"),
    ({"a": {"b": {"min": 2}}}, {"a": {"b": 1}}, "expected a: b: 2 or more, got {'a': {'b': 1}}"),
    ({"a": 1}, "text", "expected a mapping with a, got 'text'"),
]
IMPOSSIBLE = [
    ({"min": 3, "max": 1}, "min 3 is over max 1"),
    ({"tol": 1}, "tol stands without approx"),
    ({"approx": 1, "min": 2}, "approx 1 is under min 2"),
    ({"approx": 9, "tol": 1, "max": 2}, "approx 9 is over max 2"),
    ({"contains": "fox", "absent": True}, "nothing may be there"),
    ({"present": True, "absent": True}, "the contrary of each other"),
    ({"any": False, "min": 1}, "any: false"),
    ({"contains": "a red fox", "none_contain": ["FOX"]}, "must be in it"),
    ({"contains_any": ["ab", "cab"], "none_contain": ["ab"]}, "one of"),
    ({"matches": "a", "not_matches": "a"}, "must match, and must not"),
    ({"equals": "fox", "contains": "dog"}, "it is to be 'fox'"),
    ({"matches": "("}, "does not compile"),
    ({"min": "four"}, "is no number"),
    ({}, "nothing is expected"),
]


@pytest.mark.parametrize(("wanted", "got"), HOLDS)
def test_a_matcher_holds(wanted: Any, got: Any) -> None:
    assert VALUE.validate_python(wanted).fault(got) is None


@pytest.mark.parametrize(("wanted", "got", "why"), FAILS)
def test_a_matcher_that_does_not_hold_says_what_came_instead(wanted: Any, got: Any, why: str) -> None:
    assert VALUE.validate_python(wanted).fault(got) == why


@pytest.mark.parametrize(("wanted", "why"), IMPOSSIBLE)
def test_what_can_never_hold_is_refused_before_anything_runs(wanted: Any, why: str) -> None:
    with pytest.raises(ValidationError, match=r"(?s).*") as caught:
        VALUE.validate_python(wanted)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("adapter", "wanted", "why"),
    [
        (NUMBER, {"contains": "4"}, "'contains' cannot stand here: this is a number"),
        (NUMBER, "four", "'four' is not allowed: this is a number"),
        (NUMBER, True, "True is not allowed: this is a number"),
        (NUMBER, {"one_of": [1, "b"]}, "'b' is not allowed"),
        (TEXT, 4, "4 is not allowed: this is a text"),
        (TEXT, {"min": 4}, "'min' cannot stand here: this is a text"),
        (TEXTS, "en", "'en' is not allowed: this is a list of texts"),
        (TEXT, {"contian": "x"}, "unknown matcher 'contian'; did you mean 'contains'?"),
        (VALUE, {"min": 1, "maximum": 2}, "unknown matcher 'maximum'"),
        (NUMBER, {"least": 1}, "least is unknown here: this is a number"),
    ],
)
def test_a_matcher_that_does_not_fit_where_it_stands_is_refused(adapter: Any, wanted: Any, why: str) -> None:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(wanted)
    assert why in str(caught.value)


def test_a_matcher_waits_for_its_variable_and_is_checked_once_it_is_there() -> None:
    want = NUMBER.validate_python({"approx": "${seconds}", "tol": 0.5})
    assert filled(want, {"seconds": 4}).fault(4.4) is None
    with pytest.raises(ValueError, match="is no number"):
        filled(want, {"seconds": "four"})


def test_a_variable_alone_keeps_its_type_and_inside_a_text_becomes_words() -> None:
    known = {"seed": 7, "who": "Zorp"}
    assert put({"seed": "${seed}", "say": ["${who} has ${seed}", "${other}"]}, known) == {
        "seed": 7,
        "say": ["Zorp has 7", "${other}"],
    }


def test_what_looks_like_a_variable_and_is_none_is_refused() -> None:
    assert list(names_in({"a": ["${x}", {"b": "${consent.dana} ${x}"}]})) == ["x", "consent.dana", "x"]
    with pytest.raises(ValueError, match="is no variable"):
        list(names_in("${First}"))


def test_a_long_value_is_cut_in_a_sentence() -> None:
    why = Matcher(equals="x").fault("a" * 5000)
    assert why is not None
    assert len(why) < 400
