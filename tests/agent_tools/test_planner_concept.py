"""Ready concepts: what asks for one, what is a scene of its own, and what the data holds to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import generator.flipbook
from agent_tools.planner import plan
from agent_tools.planner.concept import Concept
from agent_tools.planner.template import CONCEPTS
from agent_tools.schema import MAX_SHOTS, Brief, Storyboard
from generator.flipbook.vocabulary import Vocabulary
from tests.generator.flipbook.tiny import tiny_table

ASKS = [
    ("Show me how to reset my password in three steps", "password reset", 3),
    ("password reset", "password reset", 3),
    ("how do I recover a forgotten password?", "password reset", 3),
    ("Welcome Maria to our app!", "welcome", 1),
    ("a welcome for a new user", "welcome", 1),
    ("a welcome animation", "welcome", 1),
    ("Happy birthday!", "birthday", 1),
    ("Thank you for your order", "thanks", 1),
    ("Congratulations on your 100th sale!", "success", 1),
    ("create a success animation", "success", 1),
    ("Oops, something went wrong", "error", 1),
    ("error screen", "error", 1),
    ("show how to upload a file to our app", "upload", 3),
    ("explain how search works", "search", 3),
    ("how to schedule a meeting", "schedule", 3),
    ("payment successful", "payment", 1),
    ("explain checkout", "payment", 3),
    ("your order is on its way", "delivery", 3),
    ("how does shipping work?", "delivery", 3),
    ("explain how two-factor authentication works", "security", 3),
    ("explain how rain forms", "rain", 3),
    ("why does it rain?", "rain", 3),
    ("the water cycle", "rain", 3),
    ("explain photosynthesis", "photosynthesis", 3),
    ("what is cell division?", "cell division", 3),
    ("explain day and night to kids", "day and night", 3),
    ("three steps to reset a password", "password reset", 3),
    ("the 3 steps of resetting a password", "password reset", 3),
    ("how to reset a password in three steps", "password reset", 3),
    ("3 easy steps to reset your password", "password reset", 3),
    ("reset a password", "password reset", 3),
    ("how to sign up", "sign up", 3),
    ("create an account", "sign up", 3),
    ("how do I log in?", "log in", 3),
    ("verify your email", "verify e-mail", 3),
    ("how to invite a teammate", "invite a teammate", 3),
    ("pair your headphones", "connect a device", 3),
    ("how to install the app", "install the app", 3),
    ("explain software updates", "update", 3),
    ("how to back up your data", "backup", 3),
    ("export a report", "download", 3),
    ("contact support", "support", 1),
    ("how to ask for help", "support", 3),
    ("leave a review", "feedback", 1),
    ("upgrade your plan", "upgrade", 3),
    ("your trial ends soon", "trial ends", 1),
    ("how to return an order", "return", 3),
    ("get a refund", "return", 3),
    ("appointment reminder", "appointment reminder", 1),
    ("how a heart pumps blood", "heartbeat", 3),
    ("explain blood circulation", "heartbeat", 3),
    ("explain the four seasons", "seasons", 4),
    ("why are there seasons?", "seasons", 4),
    ("how a volcano works", "volcano", 3),
    ("the life cycle of a butterfly", "butterfly", 4),
    ("explain the life cycle of a frog", "frog", 3),
    ("how a plant grows", "plant growth", 3),
    ("explain digestion", "digestion", 3),
    ("how electricity works", "electricity", 3),
    ("how recycling works", "recycling", 3),
    ("explain solar energy", "solar energy", 3),
    ("how does a plane fly?", "flight", 3),
    ("the phases of the moon", "moon phases", 4),
    ("explain the food chain", "food chain", 3),
]
SCENES = [
    "rain falls on a city street",
    "a rocket launches",
    "a key opens a lock",
    "our app's rocket launches when the task is done",
    "a search dog runs in the mountains",
    "a man pays attention",
    "a delivery truck drives across the city",
    "a girl welcomes her cat",
    "a calendar falls",
    "a lock and a key",
    "rain",
    "explain how search dogs work",
    "explain how a rocket works",
    "a plant grows in the sun",
    "a thankful robot bows",
    "a birthday cake on a table",
    "a boy schedules nothing",
    "a day at the beach",
    "a heart pumps blood",
    "a volcano erupts",
    "a house through the seasons",
    "a caterpillar becomes a butterfly",
    "a plane flies",
    "a frog grows",
    "a woman installs a lamp",
    "a package closes",
    "a cell divides into two",
    "a dog signs up for nothing",
    "two friends connect",
    "a man goes up three steps",
    "the moon over a solar panel",
]


def _plan(request: str, **options: object) -> Storyboard:
    return plan(Brief.model_validate({"request": request, **options}))


def _concepts(board: Storyboard) -> list[str]:
    prefix = "drawn as the ready concept "
    return [note.removeprefix(prefix).strip("'") for note in board.notes if note.startswith(prefix)]


@pytest.mark.parametrize(("request_", "name", "n_shots"), ASKS, ids=[row[0] for row in ASKS])
def test_a_request_for_a_concept_gets_its_shots(request_: str, name: str, n_shots: int) -> None:
    board = _plan(request_)
    assert _concepts(board) == [name]
    assert len(board.shots) == n_shots


@pytest.mark.parametrize("request_", SCENES)
def test_a_scene_of_its_own_is_drawn_as_it_stands(request_: str) -> None:
    board = _plan(request_)
    assert _concepts(board) == []
    assert board.shots[0].prompt.scene in request_


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ("Welcome Maria to our app!", "Welcome Maria to our app!"),
        ("Happy birthday!", "Happy birthday!"),
        ("Congratulations! You reached your goal.", "Congratulations! You reached your goal."),
    ],
)
def test_a_greeting_is_shown_in_the_persons_own_words(request_: str, text: str) -> None:
    shot = _plan(request_).shots[0]
    assert shot.onscreen_text == (text,)
    assert "Maria" not in shot.prompt.model_dump_json()


def test_a_greeting_without_words_of_its_own_says_that_the_text_is_ours() -> None:
    board = _plan("a welcome for a new user")
    assert board.shots[0].onscreen_text == ("Welcome!",)
    assert "the on-screen text is the concept's own; put your own in quotation marks" in board.notes


def test_quoted_words_replace_the_captions() -> None:
    board = _plan('explain how two-factor authentication works with the title "Stay safe"')
    assert [shot.onscreen_text for shot in board.shots] == [("Stay safe",), (), ()]


def test_options_hold_for_a_concept_too() -> None:
    board = _plan("explain photosynthesis in 2 steps, vertical, watercolor style, 8 seconds, slow zoom in")
    assert (len(board.shots), board.aspect_ratio, board.duration_s) == (2, "9:16", 8.0)
    assert {shot.prompt.style for shot in board.shots} == {"watercolor"}
    assert {shot.camera_move.kind.value for shot in board.shots} == {"zoom_in"}


def test_more_steps_than_a_concept_has_are_said() -> None:
    board = _plan("explain the water cycle in 5 steps")
    assert len(board.shots) == 3
    assert "the ready concept 'rain' has 3 steps; 5 were asked for" in board.notes


def test_steps_that_do_not_fit_the_seconds_are_left_out_and_said() -> None:
    board = _plan("explain photosynthesis", duration_s=2)
    assert [shot.duration_s for shot in board.shots] == [1.0, 1.0]
    assert "3 steps do not fit; made 2" in board.notes


def test_words_that_a_concept_does_not_cover_stay_in_the_scene() -> None:
    board = _plan("explain how rain forms in the mountains")
    assert all("in the mountains" in shot.prompt.scene for shot in board.shots)
    assert {shot.setting for shot in board.shots} == {"in the mountains"}


def test_a_thing_of_two_steps_keeps_its_id() -> None:
    board = _plan("explain photosynthesis")
    seedlings = [s.id for shot in board.shots for s in shot.subjects if s.words == "seedling"]
    assert seedlings == ["seedling-1", "seedling-1", "seedling-1"]


@pytest.mark.parametrize("concept", CONCEPTS, ids=[concept.name for concept in CONCEPTS])
def test_every_concept_is_fit_to_draw(concept: Concept) -> None:
    assert 1 <= len(concept.steps) <= MAX_SHOTS
    assert concept.alone is None or 0 <= concept.alone < len(concept.steps)
    for scene, subjects, setting, caption in concept.steps:
        assert 1 <= len(subjects) <= 3
        assert any(action for _, action in subjects)
        assert all(words.split()[-1].rstrip("s") in scene or words in _DRAWN_FOR for words, _ in subjects)
        assert setting
        assert 0 < len(caption) <= 40


_DRAWN_FOR = frozenset({"chart increasing", "check mark", "phone with apps", "box", "envelope", "droplet", "wind face"})
"""Pictures that stand for something the sentence names otherwise (`a chart`)."""


def _weights() -> dict[str, dict[str, list[str]]]:
    folder = Path(generator.flipbook.__file__).parent
    return json.loads((folder / "weights" / "vocabulary.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _known(kind: str) -> set[str]:
    names = _weights()[kind]
    return set(names) | {phrase for phrases in names.values() for phrase in phrases}


def test_the_embedded_model_knows_every_picture_motion_and_place_of_the_concepts() -> None:
    boards = {concept.name: _plan(f"explain {_EXAMPLES[concept.name]}") for concept in CONCEPTS}
    assert {name: _concepts(board) for name, board in boards.items()} == {name: [name] for name in boards}
    shots = [shot for board in boards.values() for shot in board.shots]
    assert {subject.words for shot in shots for subject in shot.subjects} <= _known("subjects")
    assert {shot.setting for shot in shots} <= _known("settings")
    vocabulary = Vocabulary.parse(_weights(), tiny_table())
    motions = _known("motions")
    for subject in (subject for shot in shots for subject in shot.subjects):
        if subject.action and subject.action not in motions:
            becomes = vocabulary.transitions.split(subject.action)
            changes = vocabulary.changes.find(f"{subject.words} {subject.action}")
            assert changes or (becomes and vocabulary.subjects.match(becomes[1]).exact), subject


_EXAMPLES = {concept.name: concept.name for concept in CONCEPTS} | {
    "birthday": "a happy birthday message",
    "thanks": "a thank you card",
    "rain": "how rain forms",
    "growth": "our growth",
    "schedule": "how to schedule a meeting",
    "sign up": "how to sign up",
    "log in": "how to log in",
    "verify e-mail": "how to verify an e-mail",
    "connect a device": "how to connect a device",
    "update": "software updates",
    "download": "how to download a file",
    "support": "how to contact support",
    "feedback": "how to leave feedback",
    "return": "how to return an order",
    "upgrade": "how to upgrade your plan",
    "trial ends": "that the trial ends",
    "heartbeat": "how the heart works",
    "flight": "how planes fly",
    "seasons": "the four seasons",
    "volcano": "how a volcano works",
    "butterfly": "how a butterfly develops",
    "frog": "the life cycle of a frog",
}


def test_a_time_in_a_step_becomes_its_lighting() -> None:
    board = _plan("explain day and night to kids")
    assert [shot.prompt.lighting for shot in board.shots][-1] == "moonlit night"
    assert board.shots[-1].setting == "in a green meadow"


def test_concept_names_are_unique() -> None:
    names = [concept.name for concept in CONCEPTS]
    assert len(set(names)) == len(names)


def test_a_number_of_steps_asks_for_the_ready_concept() -> None:
    board = plan(Brief(request="three steps to reset a password"))
    assert [shot.onscreen_text[0] for shot in board.shots] == [
        "1. Ask for a reset link",
        "2. Open the e-mail",
        "3. Choose a new password",
    ]
