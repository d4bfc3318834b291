from __future__ import annotations

import pytest

from generator.flipbook.figure import figure, people
from generator.flipbook.prompt import Reading, read
from policy.types import ShotIntent, SubjectIntent
from tests.generator.flipbook.shipped import shipped_vocabulary


def drawn(words: str, action: str = "", *, close: bool = False) -> tuple[str, bool]:
    subject = SubjectIntent(id="s", words=words, action=action)
    found = figure(subject, shipped_vocabulary().subjects, close=close)
    return found.match.name, found.stand_in


def cast(*words: str, action: str = "") -> list[str]:
    subjects = [SubjectIntent(id=str(i), words=w, action=action) for i, w in enumerate(words)]
    return [subject.words for subject in people(subjects, 3)]


@pytest.mark.parametrize(
    ("words", "action", "name"),
    [
        ("woman", "walking", "walking woman"),
        ("woman", "walks slowly", "walking woman"),
        ("woman", "strolls along", "walking woman"),
        ("man", "is running", "man running"),
        ("man", "ran away", "man running"),
        ("person", "swims", "person swimming"),
        ("woman", "swims", "person swimming"),
        ("girl", "dances", "woman dancing"),
        ("kid", "runs", "running child"),
        ("boy", "runs", "running child"),
        ("woman", "rides a bike", "woman biking"),
        ("man", "surfs", "man surfing"),
        ("man", "sleeps", "person in bed"),
        ("man", "", "standing man"),
        ("woman with a red scarf", "waits", "standing woman"),
        ("guy", "reads a book", "standing man"),
        ("boy", "waves", "waving person"),
        ("boy", "jumps", "running child"),
        ("dragon", "circles", "flying dragon"),
        ("deer", "jumps", "leaping deer"),
        ("bird", "flies", "flying bird"),
        ("plane", "is landing", "plane landing"),
        ("doctor", "walks", "doctor"),
        ("king", "dances", "king"),
        ("sun", "rises", "sun"),
        ("fox", "runs", "fox"),
        ("woman", "rides a horse", "standing woman"),
        ("woman", "plays the piano", "standing woman"),
    ],
)
def test_one_who_does_something_is_drawn_doing_it(words: str, action: str, name: str) -> None:
    assert drawn(words, action) == (name, False)


@pytest.mark.parametrize(
    ("words", "action", "name", "stand_in"),
    [
        ("old man", "walks", "walking man", True),
        ("old woman", "dances", "woman dancing", True),
        ("old man", "sits on a bench", "old man", False),
        ("bald man", "smiles", "bald man", False),
    ],
)
def test_a_look_that_is_lost_is_said(words: str, action: str, name: str, stand_in: bool) -> None:
    assert drawn(words, action) == (name, stand_in)


@pytest.mark.parametrize(
    ("words", "action", "name"),
    [("woman", "walks", "woman"), ("man", "", "man"), ("lady", "laughs", "woman"), ("portrait of a girl", "", "girl")],
)
def test_a_portrait_stays_a_head(words: str, action: str, name: str) -> None:
    assert drawn(words, action, close=True)[0] == name


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (("family",), ["man", "woman", "child"]),
        (("friend", "friend"), ["woman", "man"]),
        (("people",), ["woman", "man"]),
        (("a group of friends",), ["woman", "man"]),
        (("children",), ["child", "child"]),
        (("couple",), ["woman", "man"]),
        (("family", "dog"), ["man", "woman", "dog"]),
        (("friend",), ["friend"]),
        (("family of ducks",), ["family of ducks"]),
        (("people mover",), ["people mover"]),
        (("dog", "cat"), ["dog", "cat"]),
        (("crowd", "man", "woman"), ["woman", "man", "woman"]),
    ],
)
def test_a_group_of_people_becomes_several(words: tuple[str, ...], members: list[str]) -> None:
    assert cast(*words) == members


def reading(*subjects: tuple[str, str], setting: str = "in a park", camera: str = "") -> Reading:
    shot = ShotIntent(
        scene=", ".join(f"{words} {action}" for words, action in subjects),
        camera=camera,
        lighting="soft daylight",
        temporal="",
        style="flat",
        subjects=tuple(
            SubjectIntent(id=f"s{i}", words=words, action=action) for i, (words, action) in enumerate(subjects)
        ),
        setting=setting,
    )
    return read(shot, shipped_vocabulary())


def test_members_of_a_group_have_ids_of_their_own() -> None:
    found = reading(("family", "waits"))
    assert [subject.id for subject in found.cast.values()] == ["s0", "s0-1", "s0-2"]
    assert found.roles["subject3"] == "running child"


def test_a_close_up_says_so_in_the_camera_words() -> None:
    assert reading(("woman", "smiles"), camera="close-up, static").roles["subject1"] == "woman"
    assert reading(("woman", "smiles"), setting="").roles["subject1"] == "woman"
    assert reading(("woman", "smiles")).roles["subject1"] == "standing woman"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("dragon", "circles a castle"), ("castle", ""), "orbits around"),
        (("cat", "chases a mouse"), ("mouse", ""), "chases"),
        (("robot", "dance"), ("cat", "dance"), "and  dance together"),
        (("cat", ""), ("dog", ""), "and  stand side by side"),
    ],
)
def test_two_that_do_something_together_have_one_phrase_for_it(
    first: tuple[str, str], second: tuple[str, str], said: str
) -> None:
    found = reading(first, second)
    assert found.roles["action1"] == said
    assert "action2" not in found.roles


def test_two_that_do_different_things_have_a_phrase_each() -> None:
    found = reading(("cat", "sleeps"), ("dog", "jumps"))
    assert (found.roles["action1"], found.roles["action2"]) == ("sleeps", "jumps")


@pytest.mark.parametrize(
    ("setting", "second"),
    [
        ("under cherry blossom trees", "cherry tree"),
        ("in front of a lighthouse", "lighthouse"),
        ("in a park", None),
        ("on a table", None),
        ("at the office", None),
    ],
)
def test_a_landmark_that_the_place_is_named_after_is_drawn_there(setting: str, second: str | None) -> None:
    assert reading(("woman", "walks"), setting=setting).roles.get("subject2") == second


def test_the_home_of_what_stays_decides_where_a_shot_plays() -> None:
    assert reading(("dragon", "circles a castle"), ("castle", ""), setting="").roles["setting"] == "in the mountains"
    assert reading(("dragon", "roars"), setting="").roles["setting"] == "in the sky"


@pytest.mark.parametrize(
    ("words", "action", "said"),
    [
        ("train", "arrives", "drives"),
        ("fish", "passes by", "swims"),
        ("bird", "comes home", "flies"),
        ("woman", "comes home", "walks"),
        ("train", "stands", "stands"),
    ],
)
def test_one_that_only_goes_goes_as_its_kind_does(words: str, action: str, said: str) -> None:
    assert reading((words, action)).roles["action1"] == said


def test_words_for_where_are_no_action() -> None:
    assert reading(("tree", "over the roofs")).roles["action1"] == "sways"
