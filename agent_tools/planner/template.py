"""Which ready concept a request asks for, if any: an explanation, a greeting or a bare name of one.

A literal scene wins: `rain falls on a city street` is drawn as it stands, `explain how rain forms` is a concept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from agent_tools.planner.concept import Concept, Step
from agent_tools.planner.concept_account import ACCOUNT
from agent_tools.planner.concept_app import APP
from agent_tools.planner.concept_greeting import GREETINGS
from agent_tools.planner.concept_nature import NATURE
from agent_tools.planner.concept_science import SCIENCE
from agent_tools.planner.concept_shop import SHOP
from agent_tools.planner.lexicon import AUXILIARIES, CONJUNCTIONS, DETERMINERS, LOCATIVE, PREPOSITIONS
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import tidy, words

CONCEPTS: tuple[Concept, ...] = (*GREETINGS, *ACCOUNT, *APP, *SHOP, *SCIENCE, *NATURE)
"""Every ready concept; the first that a request names is taken."""
_ASKS = Rule(
    r"\b(?:explain(?:s|ing|er)?|how(?!\s+about)|what\s+(?:is|are)|why|steps?|guide|tutorial|walk-?through|process\s+of|"
    r"lesson|teach|(?:tell|walk)\s+\w+\s+(?:about|through))\b",
)
_FILLER = (
    DETERMINERS
    | PREPOSITIONS
    | CONJUNCTIONS
    | AUXILIARIES
    | frozenset(
        """
        can could please make create show me us you i we want need like generate give explain explains explaining teach
        tell
        guide walk through how what why video clip animation short movie gif explainer tutorial walkthrough step steps
        message
        screen icon page state animated simple quick little nice new user users customer customers app application site
        website website's everyone team people kids children someone work works working happens happen form forms
        process it
        them their account lesson kind to for of about thanks hi hello hey there state scene intro greeting card concept
        show shows showing depict depicting about illustrating illustrate visualize visualise draw render produce that
        which when happy moment short brief easy
        """.split()
    )
)
_OPENERS = DETERMINERS | LOCATIVE
_LONGEST_GREETING = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A concept that was asked for.

    Attributes:
        concept: The concept.
        rest: Words of the request that the concept does not cover, in order.
        spoken: The person's own sentence, when it is a greeting to be shown.
        several: Whether an explanation in several shots is wanted.
    """

    concept: Concept
    rest: str
    spoken: str
    several: bool


@cache
def _patterns() -> tuple[tuple[Concept, Rule, Rule | None], ...]:
    def whole(pattern: str) -> Rule:
        return Rule(rf"\b(?:{pattern})(?!\w)")

    return tuple((c, whole(c.pattern), whole(c.asked) if c.asked else None) for c in CONCEPTS)


def _rest(text: str, span: tuple[int, int]) -> str:
    """What a match leaves, without the words that only ask."""
    left = f"{text[: span[0]]} {text[span[1] :]}"
    kept = [match.group() for match in re.finditer(r"[^\s]+", left)]
    first = next((index for index, word in enumerate(kept) if not _is_filler(word)), len(kept))
    while first and kept[first - 1].lower() in _OPENERS:
        first -= 1
    kept = kept[first:]
    while kept and _is_filler(kept[-1]):
        kept.pop()
    return tidy(" ".join(kept))


def _is_filler(word: str) -> bool:
    found = words(word)
    return not found or all(part in _FILLER for part in found)


def match(text: str, *, scene: bool, asks: bool = False) -> Match | None:
    """The concept that a request asks for.

    Args:
        text: The request without options and on-screen text.
        scene: Whether the request, read literally, has a subject that does something.
        asks: Whether something is to be explained by what else the request says, such as `in three steps`.

    Returns:
        The match, or None when the request is a scene of its own or names no concept.
    """
    asks = asks or _ASKS.search(text) is not None
    for concept, named, asked in _patterns():
        if concept.greeting and not asks and (greeting := _greeting(text, concept, named)):
            return greeting
        found = named.search(text) or (asked.search(text) if asked and asks else None)
        if not found or not _ends_here(text, found.end()):
            continue
        rest = _rest(text, found.span())
        foreign = [word for word in words(rest) if word not in _FILLER]
        if asks and len(foreign) <= 4:
            return Match(concept=concept, rest=rest, spoken="", several=True)
        if not foreign and (not scene or concept.greeting):
            several = concept.alone is None and not concept.greeting
            return Match(concept=concept, rest="", spoken="", several=several)
    return None


def _ends_here(text: str, end: int) -> bool:
    """Whether the name of a concept ends at an offset, and is not the first part of another name (`search dogs`)."""
    if text[end : end + 1] not in ("", " "):
        return True
    following = words(text[end:])[:1]
    return not following or following[0] in _FILLER


def _greeting(text: str, concept: Concept, pattern: Rule) -> Match | None:
    """A request that is itself the greeting, as `Welcome Maria to our app!` is."""
    if not pattern.match(text.strip()) or len(words(text)) > _LONGEST_GREETING:
        return None
    return Match(concept=concept, rest="", spoken=" ".join(text.split()), several=False)


def choose(steps: tuple[Step, ...], count: int) -> tuple[Step, ...]:
    """`count` of the steps, the first and the last among them where there are two or more."""
    if count >= len(steps):
        return steps
    if count == 1:
        return steps[-1:]
    gap = (len(steps) - 1) / (count - 1)
    return tuple(steps[round(index * gap)] for index in range(count))
