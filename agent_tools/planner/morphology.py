"""Word forms: which verb a word may be, and the singular of a plural noun. Rules over the tables, no model."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from agent_tools.planner.lexicon import (
    IRREGULAR,
    IRREGULAR_PLURALS,
    NO_MANNER,
    SAME_IN_PLURAL,
    SINGULAR_IN_S,
    VERBS,
)

_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh", "o")


class Form(StrEnum):
    """How a verb stands."""

    BASE = "base"
    THIRD = "third"
    ING = "ing"
    PAST = "past"


def third_person(verb: str) -> str:
    """The form that follows `it`: `run` gives `runs`, `fly` gives `flies`."""
    if verb in ("be", "have"):
        return {"be": "is", "have": "has"}[verb]
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(_HISSING) else "s")


def _doubled(verb: str) -> str:
    """`run` gives `runn`: a short consonant, vowel, consonant word doubles its end."""
    short = len(verb) > 2 and verb[-1] not in _VOWELS | set("wxy") and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
    return verb + verb[-1] if short else verb


def _forms(verb: str) -> dict[str, Form]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    past = verb[:-1] + "ied" if verb.endswith("y") and verb[-2] not in _VOWELS else stem + "ed"
    return {
        past: Form.PAST,
        _doubled(verb) + "ed": Form.PAST,
        stem + "ing": Form.ING,
        verb + "ing": Form.ING,
        _doubled(verb) + "ing": Form.ING,
        third_person(verb): Form.THIRD,
        verb: Form.BASE,
    }


@cache
def _table() -> dict[str, tuple[str, Form]]:
    table = {word: (verb, form) for verb in VERBS for word, form in _forms(verb).items()}
    for word, verb in IRREGULAR.items():
        form = Form.ING if word.endswith("ing") else Form.THIRD if word.endswith("s") else Form.PAST
        table.setdefault(word, (verb, form))
    table["are"] = ("be", Form.BASE)
    return table


def verb_form(word: str) -> tuple[str, Form] | None:
    """The verb and form that a word may be, or None when no table has it.

    Args:
        word: One lower-case word.
    """
    return _table().get(word)


def is_manner(word: str) -> bool:
    """Whether a lower-case word is an adverb of manner, as far as its ending tells: `slowly`, but not `fly`."""
    return word.endswith("ly") and len(word) > 3 and word not in NO_MANNER


def is_plural(word: str) -> bool:
    """Whether a lower-case noun stands in the plural, as far as its ending tells."""
    if word in IRREGULAR_PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in SINGULAR_IN_S


def plural(word: str) -> str:
    """The plural of a lower-case noun: `fox` gives `foxes`; a plural comes back as it is."""
    if word in SAME_IN_PLURAL or is_plural(word):
        return word
    for many, one in IRREGULAR_PLURALS.items():
        if one == word:
            return many
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def singular(word: str) -> str:
    """The singular of a lower-case noun; a word that is no plural comes back as it is."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word in SAME_IN_PLURAL or not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]
