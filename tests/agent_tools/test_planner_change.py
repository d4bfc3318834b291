"""Requests for things that change, from the words to the two pictures that are drawn."""

from __future__ import annotations

import pytest

from agent_tools.planner import plan
from agent_tools.schema import Brief
from generator.flipbook.prompt import read
from tests.generator.flipbook.shipped import shipped_names, shipped_vocabulary

PHRASES = [(name, phrase) for name, phrases in shipped_names()["changes"].items() for phrase in phrases]
STEPWISE = {
    "seed in soil > flowering plant": {"seed in soil > sprout shoot", "growing plant > flowering plant"},
    "green caterpillar > monarch butterfly": {"green caterpillar > cocoon", "cocoon > monarch butterfly"},
}
"""Changes that a ready concept explains in smaller steps, where it is asked how."""


def shown(request: str) -> set[str]:
    """The changes that the shots of a request show, `before > after`."""
    readings = [read(shot.to_intent(), shipped_vocabulary()) for shot in plan(Brief(request=request)).shots]
    return {f"{r.roles['subject1']} > {r.roles['after1']}" for r in readings if "after1" in r.roles}


def varied(phrase: str) -> list[str]:
    """A phrase as people also type it."""
    bare = phrase.removeprefix("how ")
    the = f"the {bare.removeprefix('a ').removeprefix('an ')}" if bare.startswith(("a ", "an ")) else bare
    our = the.replace("the ", "our ", 1) if the.startswith("the ") else the
    return [phrase, bare, the, our, f"{bare} slowly", f"how {bare}", f"Show me how {the}, please"]


@pytest.mark.parametrize(("name", "phrase"), PHRASES, ids=[phrase for _, phrase in PHRASES])
def test_every_phrase_of_a_change_reaches_it_however_it_is_asked_for(name: str, phrase: str) -> None:
    for request in varied(phrase):
        assert shown(request) & (STEPWISE.get(name, set()) | {name}), request


@pytest.mark.parametrize(
    ("request_", "change"),
    [
        ("a house over the years", "timber framed house > glass tower"),
        ("an old building through the ages", "timber framed house > glass tower"),
        ("a building over several hundred years", "timber framed house > glass tower"),
        ("a tree over the course of a year", "tree in spring > tree in winter"),
        ("a tree through four seasons", "tree in spring > tree in winter"),
        ("ice is melting", "block of ice > melting ice"),
        ("the egg hatched", "whole egg > chick in eggshell"),
        ("a rosebud is opening", "flower bud > flower"),
        ("how does an egg hatch?", "whole egg > chick in eggshell"),
        ("a red balloon pops", "balloon > burst balloon"),
        ("someone lights a candle in the living room", "unlit candle > lit candle"),
    ],
)
def test_other_wordings_reach_a_change_too(request_: str, change: str) -> None:
    assert shown(request_) == {change}


@pytest.mark.parametrize(
    "request_",
    [
        "a balloon pops up",
        "a bud on a branch",
        "a house in the country",
        "a cat over the fence",
        "a house for the summer",
        "a heart on a card",
        "an egg rolls across a table",
        "a candle on a table",
        "a tree in the park",
        "a book lies on a desk",
    ],
)
def test_what_only_moves_or_stands_does_not_change(request_: str) -> None:
    assert shown(request_) == set()
