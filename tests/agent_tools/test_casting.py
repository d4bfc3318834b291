"""Which file stands for what: names, the first subject, the background, and a place for everything or an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_tools.casting import with_material
from agent_tools.errors import BriefError
from agent_tools.material import Material, chosen_layers, take_in
from agent_tools.planner import plan
from agent_tools.schema import Brief, LayersFile, MotionFile, ReferenceFile, Storyboard
from generator.errors import TrajectoryError
from generator.reference.intake import Taken
from policy.types import CameraKind, FaceState, GivenKind, Reference

BOTH = "a cat sits beside our mug on a table"
STORY = "a fox runs in the snow. Then a cat sleeps on a sofa. Then the fox jumps"


def taken(name: str, *, layers: tuple[str, ...] = ()) -> Taken:
    sha256 = f"sha256:{name}"
    reference = Reference(sha256=sha256, faces=FaceState.NONE, texts=(name,))
    return Taken(path=Path("/taken") / name, sha256=sha256, reference=reference, layers=layers, duration_s=4.0)


def cast(request: str, *files: tuple[str, str], **more: object) -> Storyboard:
    """The storyboard of a request with pictures, each a name and what it is for."""
    references = tuple(
        ReferenceFile(path=Path(name), background=words == "background", subject=words * (words != "background"))
        for name, words in files
    )
    asked = Brief(request=request, references=references, **more)  # type: ignore[arg-type]
    pictures = tuple((reference, taken(reference.path.name)) for reference in references)
    footage = taken(asked.motion_from.path.name) if asked.motion_from else None
    return with_material(plan(asked), asked, Material(pictures=pictures, footage=footage))


def stands_for(board: Storyboard, name: str) -> list[tuple[int, str, str]]:
    """Shot, kind and subject's words of everything that is taken from a file."""
    return [
        (number, given.kind.value, next((s.words for s in shot.subjects if s.id == given.subject), ""))
        for number, shot in enumerate(board.shots)
        for given in shot.given
        if given.name == name
    ]


@pytest.mark.parametrize(
    ("request_words", "files", "words"),
    [
        (BOTH, [("a.png", "mug")], "mug"),
        (BOTH, [("a.png", "Mugs")], "mug"),
        (BOTH, [("a.png", "cat")], "cat"),
        (BOTH, [("a.png", "")], "cat"),
        (BOTH, [("b.png", "cat"), ("a.png", "")], "mug"),
        (BOTH, [("a.png", ""), ("b.png", "cat")], "mug"),
        ("a red fox and a blue fox run", [("a.png", "blue fox")], "blue fox"),
        ("a red fox and a blue fox run", [("a.png", "fox")], "red fox"),
    ],
)
def test_a_picture_stands_for_the_subject_of_its_name_else_the_first_one_left(
    request_words: str, files: list[tuple[str, str]], words: str
) -> None:
    board = cast(request_words, *files)
    assert stands_for(board, "a.png") == [(0, "subject", words)]
    assert not any("a.png" in note for note in board.notes)


def test_a_name_that_nothing_has_is_told() -> None:
    board = cast(BOTH, ("a.png", "dragon"))
    assert stands_for(board, "a.png") == [(0, "subject", "cat")]
    assert "no subject of the request is called 'dragon'; 'a.png' stands for 'cat'" in board.notes


def test_a_picture_without_a_subject_becomes_one_of_its_own() -> None:
    board = cast("our mug turns slowly on a table", ("mug.png", ""), ("coffee_bean-2.png", ""))
    assert stands_for(board, "coffee_bean-2.png") == [(0, "subject", "coffee bean")]
    assert "the request names no subject for 'coffee_bean-2.png'; it is shown as 'coffee bean'" in board.notes


def test_a_subjects_picture_is_in_every_shot_that_shows_it_and_the_background_in_all() -> None:
    board = cast(STORY, ("fox.png", "fox"), ("room.png", "background"))
    assert len(board.shots) == 3
    assert [number for number, *_ in stands_for(board, "fox.png")] == [0, 2]
    assert stands_for(board, "room.png") == [(n, "background", "") for n in range(3)]
    assert [reference.texts for reference in board.references] == [("fox.png",), ("room.png",)]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("a.png", "mug"), ("b.png", "mug")], "'a.png' and 'b.png' are both given for 'mug'"),
        ([("a.png", ""), ("b.png", ""), ("c.png", ""), ("d.png", "")], "'d.png' finds no place"),
    ],
)
def test_a_picture_that_finds_no_place_is_an_error(files: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(BriefError) as fault:
        cast(BOTH, *files)
    assert says in str(fault.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"references": [("a.png", True), ("b.png", True)]}, "2 pictures are given as the background"),
        ({"references": [(f"{n}.png", False) for n in range(4)]}, "4 pictures are given as subjects"),
        ({"extend": Path("a.safetensors"), "camera": "0:0,0,1"}, "goes on from 'a.safetensors'"),
        ({"extend": Path("a.safetensors"), "keep": LayersFile(path=Path("b.safetensors"))}, "goes on from"),
    ],
)
def test_options_that_contradict_each_other_are_told_before_a_file_is_read(
    options: dict[str, object], says: str
) -> None:
    if isinstance(files := options.get("references"), list):
        options = {"references": tuple(ReferenceFile(path=Path(name), background=wall) for name, wall in files)}
    with pytest.raises(BriefError) as fault, take_in(Brief(request=BOTH, **options)):  # type: ignore[arg-type]
        pass
    assert says in str(fault.value)


def test_the_motion_of_a_video_is_for_the_first_shot_and_says_so() -> None:
    board = cast(STORY, motion_from=MotionFile(path=Path("run.mp4"), subject="fox"))
    assert stands_for(board, "run.mp4") == [(0, "motion", "fox")]
    assert "the motion of 'run.mp4' is used in the first of 3 shots" in board.notes
    assert [reference.texts for reference in board.references] == [("run.mp4",)]
    board = cast(BOTH, motion_from=MotionFile(path=Path("run.mp4"), subject="dragon"))
    assert stands_for(board, "run.mp4") == [(0, "motion", "cat")]
    assert "no subject of the first shot is called 'dragon'; 'cat' moves as in 'run.mp4'" in board.notes


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("0:0,0,1.0 2:0.3,0,1.4", CameraKind.ZOOM_IN),
        ("0:0,0,1.4 2:0,0,1", CameraKind.ZOOM_OUT),
        ("0:-0.4,0,1 4:0.4,0,1.1", CameraKind.PAN_RIGHT),
        ("0:0,0.2,1 4:0,-0.2,1", CameraKind.TILT_UP),
        ("0:0,0,1,-30 4:0,0,1,30", CameraKind.ROLL),
        ("1:0.2,0.1,1.2", CameraKind.STATIC),
    ],
)
def test_a_camera_path_brings_the_words_that_are_nearest_to_it(path: str, kind: CameraKind) -> None:
    (shot,) = cast("our mug turns slowly on a table", camera=path).shots
    assert shot.camera_move.kind is kind
    assert len(shot.camera_path) == len(path.split())


def test_a_camera_path_goes_on_over_the_cuts() -> None:
    board = cast(STORY, camera="0:0,0,1.0 6:0.3,0,1.4")
    assert [[pose.at_s for pose in shot.camera_path] for shot in board.shots] == [[0, 6], [-4, 2], [-8, -2]]


@pytest.mark.parametrize("path", ["1:0,0,1 1:0.1,0,1", "5:0,0,1", "0:0,0,9", "somewhere", "0:0,0"])
def test_a_camera_path_that_makes_no_sense_is_an_error(path: str) -> None:
    with pytest.raises(TrajectoryError):
        cast("our mug turns slowly on a table", camera=path)


def kept(*words: str, holds: tuple[str, ...] = ("background", "subject1", "motion")) -> tuple[str, ...]:
    return chosen_layers(words, taken("a.safetensors", layers=holds))


@pytest.mark.parametrize(
    ("words", "layers"),
    [
        (("subjects",), ("subject1",)),
        (("background",), ("background",)),
        (("motion", "subject1"), ("subject1", "motion")),
        (("-background",), ("subject1", "motion")),
        (("-subjects",), ("background", "motion")),
        (("-motion", "-background"), ("subject1",)),
    ],
)
def test_layers_are_kept_by_name_or_all_but_some(words: tuple[str, ...], layers: tuple[str, ...]) -> None:
    assert kept(*words) == layers


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sky",), "'sky' is no layer"),
        (("weather",), "holds background, subject1, motion"),
        (("background", "-motion"), "before each of them, or before none"),
        (("-background", "-subjects", "-motion"), "cannot be kept"),
    ],
)
def test_layers_that_are_not_there_are_an_error(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(BriefError) as fault:
        kept(*words)
    assert says in str(fault.value)


def test_kept_layers_are_in_every_shot_and_come_before_a_new_picture() -> None:
    reference = ReferenceFile(path=Path("fox.png"), subject="fox")
    asked = Brief(request=STORY, references=(reference,), keep=LayersFile(path=Path("a.safetensors")))
    layers = taken("a.safetensors", layers=("subject1",))
    material = Material(pictures=((reference, taken("fox.png")),), kept=layers, layers=("subject1",))
    board = with_material(plan(asked), asked, material)
    kinds = [[given.kind for given in shot.given] for shot in board.shots]
    assert kinds == [[GivenKind.LAYERS, GivenKind.SUBJECT], [GivenKind.LAYERS], [GivenKind.LAYERS, GivenKind.SUBJECT]]
    assert [reference.texts[0] for reference in board.references] == ["fox.png", "a.safetensors"]


def test_a_request_without_files_is_planned_as_before() -> None:
    asked = Brief(request=BOTH)
    with take_in(asked) as material:
        assert with_material(plan(asked), asked, material) == plan(asked)
