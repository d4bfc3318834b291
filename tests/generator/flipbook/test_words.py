from __future__ import annotations

import dataclasses

import pytest
import torch

from generator.flipbook.layout import ROLES
from generator.flipbook.prompt import camera_words, read
from generator.flipbook.vocabulary import Vocabulary, singular
from generator.flipbook.word import split_words
from policy.types import CameraKind, ShotIntent, SubjectIntent
from tests.generator.flipbook.shipped import shipped_vocabulary
from tests.generator.flipbook.tiny import VOCABULARY, tiny_table


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.parse(VOCABULARY, tiny_table())


def shot(
    subject: str = "a red fox", action: str = "runs right", setting: str = "a snowy field", **more: object
) -> ShotIntent:
    slots = {"scene": "x", "camera": "", "lighting": "", "temporal": "", "style": "flat"}
    subjects = (SubjectIntent(id="s", words=subject, action=action),) if subject else ()
    return ShotIntent(**{**slots, "setting": setting, "subjects": subjects, **more})  # type: ignore[arg-type]


def test_every_word_has_unit_variance_and_an_empty_phrase_is_zero() -> None:
    table = tiny_table()
    assert table.word("fox").square().mean().sqrt() == pytest.approx(1.0, abs=1e-5)
    assert table.phrase("red fox").square().mean().sqrt() == pytest.approx(1.0, abs=1e-5)
    assert not table.phrase("").any()


def test_stop_words_spend_no_token() -> None:
    assert split_words("The red fox's tail, and a SNOWY field!") == ["red", "fox's", "tail", "snowy", "field"]


def test_a_batch_says_which_role_each_word_has() -> None:
    words = tiny_table().batch([{"subject1": "red fox", "camera": "pans"}, {}], [4.0, 2.0], 6)
    assert words.roles[0].tolist() == [ROLES.index("subject1")] * 2 + [ROLES.index("camera")] + [len(ROLES)] * 3
    assert torch.equal(words.roles[1], torch.full((6,), len(ROLES)))
    assert not words.vectors[1].any()


def test_words_beyond_the_last_token_are_left_out() -> None:
    words = tiny_table().batch([{"subject1": "red fox cat dog", "setting": "snowy field"}], [4.0], 5)
    assert (words.roles[0] < len(ROLES)).all()


@pytest.mark.parametrize(
    ("plural", "one"),
    [("foxes", "fox"), ("cats", "cat"), ("glass", "glass"), ("bus", "bus"), ("cherries", "cherry"), ("gas", "gas")],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("asked", "name", "exact"),
    [
        ("a red fox", "fox", True),
        ("two foxes", "fox", True),
        ("an old vixen", "fox", True),
        ("a drop of water", "water drop", False),
        ("the water drops", "water drop", True),
        ("a quokka", None, False),
    ],
)
def test_the_longest_known_phrase_wins_else_the_nearest(
    vocabulary: Vocabulary, asked: str, name: str | None, exact: bool
) -> None:
    match = vocabulary.subjects.match(asked)
    assert match.exact is exact
    assert match.name == name or name is None
    assert match.name in VOCABULARY["subjects"]


def test_an_exact_request_has_no_note_and_keeps_its_colour_and_side(vocabulary: Vocabulary) -> None:
    reading = read(shot(), vocabulary)
    assert reading.notes == ()
    assert (reading.roles["subject1"], reading.colours) == ("fox", {"subject1": "red"})
    assert reading.roles["action1"] == "runs right"
    assert reading.roles["setting"] == "in a snowy field"
    assert (reading.n_subjects, reading.floor) == (1, True)


@pytest.mark.parametrize(
    ("action", "kind", "heard"),
    [
        ("runs", CameraKind.STATIC, "runs"),
        ("runs", CameraKind.PAN_RIGHT, "runs"),
        ("runs", CameraKind.PAN_LEFT, "runs left"),
        ("runs right", CameraKind.PAN_LEFT, "runs right"),
    ],
)
def test_where_no_side_is_said_a_subject_goes_where_the_camera_pans(
    action: str, kind: CameraKind, heard: str, vocabulary: Vocabulary
) -> None:
    assert read(shot(action=action, camera_kind=kind), vocabulary).roles["action1"] == heard


@pytest.mark.parametrize(
    ("words", "colours"),
    [
        ("red fox", {"subject1": "natural red"}),
        ("a big red fox", {"subject1": "natural red"}),
        ("a purple red fox", {"subject1": "purple"}),
        ("black cat", {}),
        ("purple fox", {"subject1": "purple"}),
        ("red cat", {"subject1": "red"}),
    ],
)
def test_a_colour_that_is_part_of_a_name_is_told_from_one_that_was_asked_for(
    words: str, colours: dict[str, str]
) -> None:
    assert read(shot(subject=words), shipped_vocabulary()).colours == colours


def test_an_unknown_subject_is_named_with_what_is_drawn_instead(vocabulary: Vocabulary) -> None:
    reading = read(shot(subject="a blue quokka"), vocabulary)
    assert len(reading.notes) == 1
    assert "'a blue quokka'" in reading.notes[0]
    assert reading.colours == {"subject1": "blue"}
    drawn = reading.roles["subject1"]
    assert f"'{drawn}'" in reading.notes[0] or drawn == "vixen"


def test_a_shot_without_subjects_reads_the_scene(vocabulary: Vocabulary) -> None:
    assert read(shot(subject="", scene="there is a rocket"), vocabulary).roles["subject1"] == "rocket"
    assert read(shot(subject="", scene="nothing at all"), vocabulary).n_subjects == 0


def test_a_shot_without_a_place_gets_the_subjects_home(vocabulary: Vocabulary) -> None:
    assert read(shot(subject="fox", setting=""), vocabulary).roles["setting"] == "in a green meadow"


def test_an_unknown_style_or_one_the_subject_is_not_known_in_is_drawn_flat_with_a_note(vocabulary: Vocabulary) -> None:
    assert read(shot(style="cartoon"), vocabulary).roles["style"] == "cartoon"
    for asked in (shot(style="noir"), shot(subject="rocket", style="cartoon")):
        reading = read(asked, vocabulary)
        assert reading.roles["style"] == "flat"
        assert len(reading.notes) == 1
        assert "flat" in reading.notes[0]


@pytest.mark.parametrize(
    ("strength", "pace"), [(0.0, "slowly"), (0.3, "slowly"), (0.5, ""), (0.9, "quickly"), (1.0, "quickly")]
)
def test_strength_becomes_pace(strength: float, pace: str) -> None:
    assert camera_words(CameraKind.PAN_LEFT, strength) == f"camera pans left {pace}".strip()


def test_every_camera_move_has_words() -> None:
    assert all(camera_words(kind, 0.5) for kind in CameraKind)
    assert camera_words(CameraKind.STATIC, 1.0) == "static camera"


def turning(action: str, *others: str, words: str = "purple fox") -> ShotIntent:
    first = SubjectIntent(id="first", words=words, action=action)
    more = tuple(SubjectIntent(id=other, words=other, action="") for other in others)
    return dataclasses.replace(shot(), subjects=(first, *more), scene="", temporal="", lighting="")


def test_what_a_subject_becomes_is_no_second_subject(vocabulary: Vocabulary) -> None:
    reading = read(turning("turns into a blue cat", "cat", "rocket"), vocabulary)
    assert (reading.roles["subject1"], reading.roles["after1"]) == ("fox", "cat")
    assert reading.colours == {"subject1": "purple", "after1": "blue"}
    assert reading.roles["action1"] == "becomes"
    assert {role: subject.id for role, subject in reading.cast.items()} == {
        "subject1": "first",
        "after1": "cat",
        "subject2": "rocket",
    }
    assert reading.n_subjects == 2
    assert reading.notes == ()


def test_a_change_that_is_said_without_what_comes_of_it_is_known(vocabulary: Vocabulary) -> None:
    reading = read(turning("shifts its shape"), vocabulary)
    assert (reading.roles["subject1"], reading.roles["after1"]) == ("fox", "cat")
    assert reading.colours == {"subject1": "purple", "after1": "purple"}
    assert reading.roles["action1"] == "suddenly becomes"


def test_a_subject_that_only_moves_becomes_nothing(vocabulary: Vocabulary) -> None:
    assert "after1" not in read(turning("runs"), vocabulary).roles


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ("a fox in falling snow", "falling snow"),
        ("heavy snow falls on a fox", "heavy falling snow"),
        ("the petals begin to fall", "drifting petals begins"),
        ("a fox on a beach", ""),
    ],
)
def test_weather_is_what_the_scene_says(vocabulary: Vocabulary, scene: str, said: str) -> None:
    assert read(dataclasses.replace(turning("runs"), scene=scene), vocabulary).roles["weather"] == said


def test_what_drifts_in_the_air_is_weather_and_no_subject(vocabulary: Vocabulary) -> None:
    asked = dataclasses.replace(turning("drift by", "red fox", words="petals"), scene="petals drift by a red fox")
    reading = read(asked, vocabulary)
    assert [subject.id for subject in reading.cast.values()] == ["red fox"]
    assert reading.roles["weather"] == "drifting petals"


@pytest.mark.parametrize(
    ("words", "offered"),
    [("product photo", True), ("company logo", True), ("photo booth", False), ("gizmotron", False)],
)
def test_who_asks_for_a_picture_of_theirs_is_told_how_to_give_it(
    vocabulary: Vocabulary, words: str, offered: bool
) -> None:
    (note,) = (n for n in read(turning("", words=words), vocabulary).notes if repr(words) in n)
    assert ("`--reference FILE`" in note) is offered
