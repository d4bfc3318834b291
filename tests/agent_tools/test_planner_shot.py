"""How a request falls into shots, and how long each of them is."""

from __future__ import annotations

import pytest

from agent_tools.planner import plan
from agent_tools.planner.timing import share
from agent_tools.schema import MAX_SHOTS, Brief, Storyboard
from policy.types import Transition


def _plan(request: str, **options: object) -> Storyboard:
    return plan(Brief.model_validate({"request": request, **options}))


def _scenes(request: str) -> list[str]:
    return [shot.prompt.scene for shot in _plan(request).shots]


SPLITS = [
    ("First a cat jumps, then it sleeps, finally it wakes up", ["a cat jumps", "the cat sleeps", "the cat wakes up"]),
    ("A fox runs. After that it sleeps. Next, it eats.", ["A fox runs", "the fox sleeps", "the fox eats"]),
    ("a fox runs and then sleeps", ["a fox runs", "the fox sleeps"]),
    ("a fox runs -> sleeps -> wakes up", ["a fox runs", "the fox sleeps", "the fox wakes up"]),
    ("A fox runs, followed by a bear dancing", ["A fox runs", "a bear dancing"]),
    ("1. a fox runs 2. a bear sleeps 3. an owl flies", ["a fox runs", "a bear sleeps", "an owl flies"]),
    ("1) a fox runs\n2) a bear sleeps", ["a fox runs", "a bear sleeps"]),
    ("1️⃣ a fox runs 2️⃣ a bear sleeps", ["a fox runs", "a bear sleeps"]),
    ("- a fox\n- a bear\n- a cat", ["a fox", "a bear", "a cat"]),
    ("Make a video:\n• a key turns\n• a lock opens", ["a key turns", "a lock opens"]),
    ("a fox runs\na bear sleeps", ["a fox runs", "a bear sleeps"]),
    ("Shot 1: a robot walks. Shot 2: it waves.", ["a robot walks", "the robot waves"]),
    ("Scene 1 - A man walks. Scene 2 - He sits.", ["A man walks", "the man sits"]),
    ("**Scene one:** a fox runs\n**Scene two:** it sleeps", ["a fox runs", "the fox sleeps"]),
    ("A fox runs in the park. Shot 2: it sleeps", ["A fox runs in the park", "the fox sleeps, in the park"]),
    ("In the first shot a fox runs. In the second shot it sleeps.", ["a fox runs", "the fox sleeps"]),
    ("0-3s: a seed lies. 3-7s: it grows", ["a seed lies", "the seed grows"]),
    ("[0:00-0:04] a sun rises\n[0:04-0:08] a rooster crows", ["a sun rises", "a rooster crows"]),
    ("At 0s a ball drops. At 2 s it bounces.", ["a ball drops", "the ball bounces"]),
    ("A fox sits. At 3 s it jumps.", ["A fox sits", "the fox jumps"]),
    ("In three scenes: a seed lies, it grows, a flower blooms", ["a seed lies", "the seed grows", "a flower blooms"]),
    ("A fox runs. It jumps over a log.", ["A fox runs", "the fox jumps over a log"]),
    ("A dog runs. Another dog barks.", ["A dog runs", "Another dog barks"]),
]
WHOLES = [
    "a cat sits next to a dog",
    "a first aid kit lies on a table",
    "the first snow falls on a village",
    "a duck followed by ducklings crosses a road",
    "a crime scene 2 blocks away",
    "a fox runs and jumps",
    "a fox runs while a bear sleeps",
    "Mr. Fox reads a book",
    "if you press the button, then a door opens",
    "a man from back then smiles",
    "a timer rings at 5 s",
    "a clock shows 9:00-17:00",
    "the last leaf falls",
    "a bus finally arrives",
    "the second runner wins",
    "the next day begins",
]


@pytest.mark.parametrize(("request_", "scenes"), SPLITS)
def test_a_sequence_becomes_shots(request_: str, scenes: list[str]) -> None:
    assert _scenes(request_) == scenes


@pytest.mark.parametrize("request_", WHOLES)
def test_one_happening_stays_one_shot(request_: str) -> None:
    assert _scenes(request_) == [request_]


@pytest.mark.parametrize(
    ("request_", "scenes"),
    [
        ("A cat. A dog. A bird.", ["A cat, A dog, A bird"]),
        ("A snowy field. A red fox runs across it.", ["A snowy field, A red fox runs across it"]),
        ("A robot waves. It is red. The sky is blue.", ["A robot waves, the robot is red, The sky is blue"]),
        ("A rocket launches. Add confetti.", ["A rocket launches, with confetti"]),
        ("A fox runs. Flat style. 6 seconds. Camera pans right. At night.", ["A fox runs"]),
    ],
)
def test_a_sentence_without_an_action_of_its_own_is_no_shot(request_: str, scenes: list[str]) -> None:
    assert _scenes(request_) == scenes


def test_a_count_that_the_clauses_meet_splits_them() -> None:
    scenes = _scenes("a fox runs in a field and jumps over a log and sleeps, in 3 shots")
    assert scenes == ["a fox runs in a field", "the fox jumps over a log, in a field", "the fox sleeps, in a field"]


def test_a_count_that_a_list_after_a_colon_meets_splits_it() -> None:
    board = _plan("a day in the life of a bee in 3 scenes: waking up, collecting nectar, returning to the hive")
    assert [shot.subjects[0].words for shot in board.shots] == ["bee", "bee", "bee"]
    assert [shot.subjects[0].action for shot in board.shots] == [
        "waking up",
        "collecting nectar",
        "returning to the hive",
    ]


def test_several_shots_of_one_scene_differ_by_their_camera() -> None:
    board = _plan("a fox in the forest in 3 shots")
    assert {shot.prompt.scene for shot in board.shots} == {"a fox in the forest"}
    assert len({shot.camera_move.kind for shot in board.shots}) == 3
    assert board.notes == ("3 shots were asked for and one scene is described; made 3 views of it",)


def test_a_count_that_contradicts_the_description_is_said() -> None:
    board = _plan("5 shots: a fox runs, then it sleeps")
    assert len(board.shots) == 2
    assert board.notes == ("5 shots were asked for and 2 are described; made 2",)


@pytest.mark.parametrize("request_", ["three shots of espresso on a counter", "a man takes two steps forward"])
def test_a_number_of_other_things_is_no_count(request_: str) -> None:
    assert _scenes(request_) == [request_]


def test_more_than_twelve_shots_are_merged_and_said() -> None:
    request = " ".join(f"{index}. a fox sees {index} birds." for index in range(1, 16))
    board = _plan(request)
    assert len(board.shots) == MAX_SHOTS
    assert all(f"{index} birds" in " ".join(s.prompt.scene for s in board.shots) for index in range(1, 16))
    assert board.notes[0] == "15 shots are described; a clip has at most 12, so neighbours were merged to 12"


def test_the_words_before_a_list_name_subject_and_place_and_are_said() -> None:
    board = _plan("A fox in the forest:\n- it runs\n- it sleeps")
    assert [shot.prompt.scene for shot in board.shots] == [
        "the fox runs, in the forest",
        "the fox sleeps, in the forest",
    ]
    assert board.notes == ("'A fox in the forest' was taken as the heading of the list",)


@pytest.mark.parametrize(
    ("request_", "options", "seconds"),
    [
        ("a fox runs", {}, [4.0]),
        ("a fox runs, then it sleeps", {}, [4.0, 4.0]),
        ("1. a fox 2. a bear 3. an owl 4. a cat", {}, [3.0, 3.0, 3.0, 3.0]),
        ("a fox runs, then it sleeps, 8 seconds total", {}, [4.0, 4.0]),
        ("a fox runs for 3 seconds, then it sleeps for 2 seconds", {}, [3.0, 2.0]),
        ("for the first 3 seconds a fox runs, then for 2 seconds it sleeps", {}, [3.0, 2.0]),
        ("a fox runs, then it sleeps, then it eats, 3 seconds each", {}, [3.0, 3.0, 3.0]),
        ("0-3s: a seed lies. 3-7s: it grows", {}, [3.0, 4.0]),
        ("At 0s a ball drops. At 2 s it bounces. 5 seconds.", {}, [2.0, 3.0]),
        ("20 second video of a fox running, then sleeping, then eating", {}, [6.66, 6.67, 6.67]),
        ("0-3s: a seed lies. 3-9s: it grows", {"duration_s": 3}, [1.0, 2.0]),
        ("a fox runs, then it sleeps", {"duration_s": 15}, [7.5, 7.5]),
    ],
)
def test_the_seconds_are_shared_over_the_shots(request_: str, options: dict[str, object], seconds: list[float]) -> None:
    board = _plan(request_, **options)
    assert sorted(shot.duration_s for shot in board.shots) == sorted(seconds)
    assert board.duration_s == pytest.approx(sum(seconds))


def test_more_seconds_than_the_shots_can_last_are_clamped_and_said() -> None:
    board = _plan("a fox runs, then it sleeps", duration_s=60)
    assert [shot.duration_s for shot in board.shots] == [10.0, 10.0]
    assert board.notes == ("60 s is more than 2 shots can last (20 s); made 20 s",)


def test_more_shots_than_seconds_are_merged_and_said() -> None:
    board = _plan("1. a fox runs 2. a bear sleeps 3. an owl flies", duration_s=2)
    assert [shot.duration_s for shot in board.shots] == [1.0, 1.0]
    assert board.notes == (
        "3 shots are described; 2 s are too short for more at 1 s a shot, so neighbours were merged to 2",
    )


def test_a_gap_in_a_timeline_is_closed_and_said() -> None:
    board = _plan("0-3s: a seed lies. 5-8s: it grows")
    assert board.duration_s == 6.0
    assert board.notes == ("the timeline leaves 3..5 s empty; the gap was closed",)


def test_a_timeline_that_contradicts_a_given_length_is_scaled_and_said() -> None:
    board = _plan("0-3s: a seed lies. 3-9s: it grows", duration_s=3)
    assert board.notes == ("the shots' own lengths add up to 9 s; scaled to the 3 s of the clip",)


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (10.0, [1, 1], [5.0, 5.0]),
        (12.0, [1, 11], [2.0, 10.0]),
        (4.0, [1, 100], [1.0, 3.0]),
        (30.0, [1, 1, 100], [10.0, 10.0, 10.0]),
        (3.0, [5, 5, 5], [1.0, 1.0, 1.0]),
        (10.0, [1, 1, 1], [3.34, 3.33, 3.33]),
    ],
)
def test_shares_are_proportional_within_one_and_ten_seconds(
    total: float, weights: list[float], expected: list[float]
) -> None:
    assert share(total, weights) == expected


def test_words_between_shots_set_the_transition() -> None:
    board = _plan("A fox runs. Cut to a bear waving. Fade to a forest. Dissolve to a cat.")
    kinds = [shot.transition for shot in board.shots]
    assert kinds == [Transition.CUT, Transition.CUT, Transition.FADE, Transition.CROSSFADE]


def test_words_on_all_shots_set_every_transition_but_the_first() -> None:
    board = _plan("Scene 1: A man walks. Scene 2: He sits. With crossfades between the scenes")
    assert [shot.transition for shot in board.shots] == [Transition.CUT, Transition.CROSSFADE]
