"""What a later turn says of somebody whom an earlier one brought in: "a president at a desk" / "the American one".

No turn says more than a role, and they do not make one sentence where they meet. So the sentence is made: the person's
noun with what is said of it, and beside it the same with nothing told, for whoever compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

_LONG = 100  # characters; a longer turn says what it means by itself
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT_OF_IT = frozenset(
    "a an the this that some any my your his her our their its one two three of with and or show make draw generate "
    "create film clip video picture is are as to in on at by for from like want give me see put".split()
)
_LEAD = re.compile(
    r"(?:(?:no|yes|yeah|ok|okay|wait|actually|well|but|and|so|hm+|sorry|oh)\b[ ,.!:]*)*"
    r"(?:i (?:mean|meant|want|wanted)\b |let it be |make it |make (?:him|her|them) |it should be |should be |use |"
    r"it ?['’]s |it is |that ?['’]s |(?:he|she|they) should be |(?:he|she) ?['’]s supposed to be )?",
    re.IGNORECASE,
)
_THE_ONE = re.compile(r"(?:the|that) (?P<which>[\w'’ -]{2,40}?) (?:one|guy|lady|dude)\b(?P<rest>.*)", re.IGNORECASE)
_ONE_WHO = re.compile(r"(?:the|that) (?:one|guy|same|person|dude|lady)\b,? (?P<rest>.+)", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they)\b(?P<short>['’]s)? ?(?P<rest>.+)", re.IGNORECASE)
_WAS = re.compile(r"(?:was|were|is|won|played|plays|sang|sings|wrote|directed|founded|invented|hosts|hosted)\b.*", re.I)
_THE_CURRENT = re.compile(
    r"the (?P<which>current|real|actual|former|reigning|late) (?:one|him|her)\b(?P<rest>.*)", re.I
)


_PLAYED = re.compile(
    r"the (?:real |actual )?(?P<actor>actor|actress)(?: himself| herself| in real life| instead)?\W*$", re.I
)


class Composed(NamedTuple):
    """A sentence that turns say together.

    Attributes:
        turn: Which turn says the last part of it.
        text: The sentence.
        plain: The same with nothing told: what is found in it too was not said by the turns.
    """

    turn: int
    text: str
    plain: str


def composed(turns: Sequence[str], persons: AbstractSet[str]) -> Iterator[Composed]:
    """The sentences that later turns make of the person in the turns before.

    Args:
        turns: The texts, in order.
        persons: Nouns for a person, in lower case.
    """
    person = scene = ""
    for number, text in enumerate(turns):
        if person and len(text) <= _LONG:
            said = text[_LEAD.match(text).end() :].strip()  # type: ignore[union-attr]  # it matches nothing, too
            for sentence in _sentences(person, said):
                yield Composed(number, sentence, f"the {person} who waves")
            if match := _PLAYED.match(said):
                yield Composed(number, f"the {match['actor']} who played {scene}", "")
        person, scene = (found, text) if (found := _person(text, persons)) else (person, scene)


def _sentences(person: str, said: str) -> Iterator[str]:
    if match := _THE_CURRENT.match(said):
        yield f"the {match['which']} {person}{match['rest']}"
    elif match := _THE_ONE.match(said):
        yield f"the {match['which']} {person}{match['rest']}"
    elif match := _ONE_WHO.match(said):
        yield f"the {person} {match['rest']}"
    elif match := _PRONOUN.match(said):
        yield f"the {person} who {'is ' if match['short'] else ''}{match['rest']}"
    elif _WAS.match(said):
        yield f"the {person} who {said}"


def _person(text: str, persons: AbstractSet[str]) -> str:
    """The first noun for a person in a text, with the word before it where that belongs to it: "tennis player"."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    for place, word in enumerate(words):
        if word in persons:
            before = words[place - 1] if place else ""
            return word if not before or before in _NOT_OF_IT else f"{before} {word}"
    return ""
