from __future__ import annotations

from collections import Counter

import pytest

from generator.flipbook.habit import GROUPS, PLAIN, habit, home, stays
from generator.flipbook.train.animation import MOTIONS
from tests.generator.flipbook.shipped import shipped_names

HOMED = [row.split("|") for row in """
fish|swim|underwater
whale|swim|underwater
tadpole|swim|underwater
jellyfish|float|underwater
dog|run|in a green meadow
frog|hop|in a green meadow
elephant|walk|in a green meadow
camel|walk|in a desert
penguin|walk|in a snowy field
bear|walk|in a forest
owl|look_around|in a forest
cat|look_around|in a living room
butterfly|fly|in a garden
flying dragon|fly|in the sky
airplane|fly|in the sky
balloon|float|in the sky
sun|pulse|in the sky
astronaut|float|in space
rocket|take_off|in a green meadow
car|drive|on a street
tractor|drive|in a green meadow
sailboat|bob|on the sea
lighthouse|idle|on the sea
castle|idle|in the mountains
house|idle|in a green meadow
hospital|idle|on a street
glass tower|idle|before a city skyline
pizza|idle|in a kitchen
mug|idle|in a kitchen
couch|idle|in a living room
laptop|idle|in an office
teacher|idle|in a classroom
microscope|idle|in a laboratory
two cells|wobble|in a laboratory
filled heart organ|pulse|in a laboratory
guitar|idle|on a stage
woman dancing|dance|on a stage
walking woman|walk|in a park
soccer ball|bounce|in a park
rose|sway|in a garden
tree in autumn|sway|in a green meadow
tree in winter|idle|in a snowy field
palm tree|sway|on a beach
envelope|fly_in|on a plain background
check mark button|pop_in|on a plain background
warning|shake|on a plain background
gear|spin|on a plain background
smiling face|idle|on a plain background
melting face|idle|on a plain background
fox face|idle|on a plain background
up arrow|idle|on an abstract background
""".strip().splitlines()]  # fmt: skip


@pytest.mark.parametrize(("thing", "does", "where"), HOMED, ids=[row[0] for row in HOMED])
def test_a_thing_does_what_its_kind_does_where_its_kind_is(thing: str, does: str, where: str) -> None:
    assert thing in shipped_names()["subjects"]
    assert (habit(thing), home(thing)) == (does, where)


def test_every_subject_has_a_known_habit_and_a_known_home_and_few_have_none_of_their_own() -> None:
    places = {phrase for phrases in shipped_names()["settings"].values() for phrase in phrases}
    subjects = list(shipped_names()["subjects"])
    assert {habit(name) for name in subjects} <= set(MOTIONS)
    assert {home(name) for name in subjects} <= places
    assert sum(home(name) == PLAIN for name in subjects) / len(subjects) < 0.06


def test_a_thing_that_was_never_heard_of_idles_on_a_plain_ground() -> None:
    assert (habit("quokka"), home("quokka")) == ("idle", PLAIN)


def test_no_thing_stands_in_two_groups() -> None:
    things = Counter(thing for _, _, row in GROUPS for thing in row.split(","))
    assert [thing for thing, n in things.items() if n > 1] == []


@pytest.mark.parametrize(
    ("thing", "stands"), [("castle", True), ("rose", True), ("pizza", True), ("dragon", False), ("woman", False)]
)
def test_only_what_stays_decides_where_a_shot_plays(thing: str, stands: bool) -> None:
    assert stays(thing) is stands
