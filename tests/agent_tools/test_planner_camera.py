"""Camera words of a request: every move of the vocabulary with its paraphrases, and as many near misses."""

from __future__ import annotations

import pytest

from agent_tools.planner import plan
from agent_tools.schema import Brief, Shot
from policy.types import CameraKind

C = CameraKind

HITS = [
    ("A red ball bounces up and down while the camera slowly pans left", C.PAN_LEFT, 0.25),
    ("a fox runs, panning right", C.PAN_RIGHT, 0.5),
    ("a row of shops, slow pan to the left", C.PAN_LEFT, 0.25),
    ("a row of shops. Camera pans right.", C.PAN_RIGHT, 0.5),
    ("a dancer, whip pan right", C.PAN_RIGHT, 0.9),
    ("the camera tilts up to reveal a castle", C.TILT_UP, 0.5),
    ("a tower, tilting upwards", C.TILT_UP, 0.5),
    ("the camera gently tilts down to a flower", C.TILT_DOWN, 0.25),
    ("zoom in on a castle", C.ZOOM_IN, 0.5),
    ("Two cats play with a ball. Slow zoom in.", C.ZOOM_IN, 0.25),
    ("the camera quickly zooms in on a robot", C.ZOOM_IN, 0.9),
    ("a heart, zooming out", C.ZOOM_OUT, 0.5),
    ("quick zoom out from a heart", C.ZOOM_OUT, 0.9),
    ("push in on a robot", C.DOLLY_IN, 0.5),
    ("a cozy cabin, the camera slowly pushes in", C.DOLLY_IN, 0.25),
    ("a cat sleeps, dolly in", C.DOLLY_IN, 0.5),
    ("the camera moves closer to a cat", C.DOLLY_IN, 0.5),
    ("pull back to reveal a city", C.DOLLY_OUT, 0.5),
    ("a city, the camera gently pulls out", C.DOLLY_OUT, 0.25),
    ("The camera follows a fox through a forest", C.TRACKING, 0.5),
    ("Dolphins jump at sunset; the camera follows them", C.TRACKING, 0.5),
    ("We follow a paper plane across an office", C.TRACKING, 0.5),
    ("a sports car drifts, fast tracking shot", C.TRACKING, 0.9),
    ("the camera circles around a statue in the park", C.ORBIT, 0.5),
    ("a dog and a cat, camera orbiting slowly", C.ORBIT, 0.25),
    ("a perfume bottle rotates on a turntable, slow orbit", C.ORBIT, 0.25),
    ("crane up over a village", C.CRANE_UP, 0.5),
    ("the camera rises above a forest", C.CRANE_UP, 0.5),
    ("the camera slowly descends into a cave", C.CRANE_DOWN, 0.25),
    ("a city from above", C.AERIAL, 0.5),
    ("a bird's eye view of a city", C.AERIAL, 0.5),
    ("Drone shot of a city at night", C.AERIAL, 0.5),
    ("the camera flies over a coast", C.AERIAL, 0.5),
    ("handheld camera, a dog runs in the park", C.HANDHELD, 0.5),
    ("a crowd runs, shaky handheld footage", C.HANDHELD, 0.5),
    ("camera shakes as the dinosaur walks", C.HANDHELD, 0.5),
    ("a detective walks, dutch angle", C.ROLL, 0.5),
    ("the camera rolls dramatically while a ship sinks", C.ROLL, 0.9),
    ("the camera does not move. a candle burns", C.STATIC, 0.5),
    ("a clock ticks, locked off", C.STATIC, 0.5),
    ("no camera movement, a leaf falls", C.STATIC, 0.5),
    ("a still camera, a cat sleeps", C.STATIC, 0.5),
    ("a cat sleeps. Camera: slow dolly in. Style: line art", C.DOLLY_IN, 0.25),
]

NEAR_MISSES = [
    "a frying pan sizzles on a stove",
    "a pan flute plays",
    "a ball rolls",
    "a child rolls down a hill",
    "a car follows a truck on a highway",
    "a girl is following a butterfly",
    "a woman follows a path in the woods",
    "a plane circles above the airport",
    "a satellite circles around the earth",
    "the moon orbits the earth",
    "a wheel rotates around its axis",
    "a boy tilts his head up",
    "a waiter tilts a tray",
    "rain falls from above",
    "a light shines from above",
    "a crane lifts a box",
    "a crane stands in a pond",
    "a drone flies over a city",
    "a drone delivers a package",
    "a tracking number on a package",
    "a dog tracks a scent",
    "a man pushes in a chair",
    "a magician pulls back a curtain",
    "a car zooms past",
    "a race car zooms in from the left",
    "static electricity makes hair stand up",
    "a still lake at dawn",
    "a handheld console on a table",
    "the plane does a barrel roll",
    "a vintage camera rotates on a table",
    "The camera sits on a desk",
    "a security camera turns left",
    "a man holds a camera",
    "a boy shakes a tree",
    "a bird rises into the air",
    "an elevator descends",
    "an orbit of planets",
    "the shops close up at night",
    "a steady hand paints a wall",
    "a fixed bridge over a river",
    "a dolly with curly hair smiles",
    "a shepherd leads sheep, a dog following them",
    "a bread roll on a plate",
]


def _shot(request: str) -> Shot:
    return plan(Brief(request=request)).shots[0]


@pytest.mark.parametrize(("request_", "kind", "strength"), HITS, ids=[row[0] for row in HITS])
def test_a_camera_phrase_sets_the_move_and_its_strength(request_: str, kind: CameraKind, strength: float) -> None:
    move = _shot(request_).camera_move
    assert (move.kind, move.strength) == (kind, strength)


def _default(shot: Shot) -> bool:
    return shot.prompt.camera in ("static camera", "the camera slowly pushes in")


@pytest.mark.parametrize("request_", NEAR_MISSES)
def test_a_thing_that_moves_is_no_camera_move(request_: str) -> None:
    shot = _shot(request_)
    assert _default(shot), shot.prompt.camera
    assert shot.prompt.scene.lower().startswith(request_.lower().split(" at ")[0][:12])


def test_every_move_of_the_vocabulary_can_be_asked_for() -> None:
    assert {kind for _, kind, _ in HITS} == set(CameraKind)


def test_the_words_of_the_move_are_kept_and_leave_the_scene() -> None:
    shot = _shot("A red ball bounces up and down while the camera slowly pans left")
    assert shot.prompt.camera == "the camera slowly pans left"
    assert shot.prompt.scene == "A red ball bounces up and down"


def test_what_the_camera_reveals_stays_in_the_scene() -> None:
    assert _shot("the camera tilts up to reveal a castle").prompt.scene == "a castle"
    assert _shot("The camera follows a fox through a forest").prompt.scene == "a fox through a forest"


def test_what_the_camera_looks_at_is_not_named_twice() -> None:
    shot = _shot("A red fox runs. The camera follows the fox.")
    assert shot.prompt.scene == "A red fox runs"


def test_a_subject_that_crosses_the_frame_gets_a_static_camera() -> None:
    assert _shot("a fox runs across a field").camera_move.kind is C.STATIC
    assert _shot("a penguin slides on ice from left to right").camera_move.kind is C.STATIC


def test_everything_else_gets_a_gentle_dolly_in() -> None:
    for request_ in ("a cat sleeps", "a cat and a dog run across a field", "a ball bounces"):
        move = _shot(request_).camera_move
        assert (move.kind, move.strength) == (C.DOLLY_IN, 0.25)


def test_a_second_move_is_left_out_and_said() -> None:
    board = plan(Brief(request="the camera pans left and then zooms in on the fox"))
    assert board.shots[0].camera_move.kind is C.PAN_LEFT
    assert board.notes == ("a shot has one camera move; kept 'the camera pans left', left out 'zooms in on the fox'",)


def test_a_framing_joins_the_camera_words_without_a_move() -> None:
    shot = _shot("Close-up of a honey bee")
    assert shot.prompt.camera == "Close-up, the camera slowly pushes in"
    assert shot.prompt.scene == "a honey bee"


def test_camera_words_that_name_no_move_are_said_and_kept() -> None:
    board = plan(Brief(request="a cat sleeps, camera: wobbly goodness"))
    assert "wobbly goodness" in board.shots[0].prompt.scene
    assert any("'wobbly goodness' is no camera move among static, pan_left" in note for note in board.notes)


def test_a_camera_sentence_after_all_shots_holds_for_each_of_them() -> None:
    board = plan(Brief(request="A red fox runs, then it sleeps. Camera pans right. Flat style. 6 seconds."))
    assert [shot.camera_move.kind for shot in board.shots] == [C.PAN_RIGHT, C.PAN_RIGHT]


def test_a_camera_sentence_between_shots_holds_for_the_shot_before_it() -> None:
    board = plan(Brief(request="A fox runs. Camera zooms in. A bear sleeps."))
    assert [shot.camera_move.kind for shot in board.shots] == [C.ZOOM_IN, C.DOLLY_IN]
    assert board.shots[1].camera_move.strength == 0.25


def test_a_camera_sentence_aimed_at_a_thing_holds_for_its_own_shot() -> None:
    board = plan(Brief(request="A fox runs. A bear sleeps. The camera zooms in on the bear."))
    assert [shot.camera_move.kind for shot in board.shots] == [C.DOLLY_IN, C.ZOOM_IN]
