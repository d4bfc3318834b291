"""Files are copied before they are looked at; what was given can change afterwards and nothing else does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from generator.errors import FootageError, GeneratorError, LayerFileError, PictureError
from generator.flipbook.known import LAYER_SIZES, Known
from generator.flipbook.layer_file import save_layers
from generator.flipbook.layer_look import examine_layers
from generator.flipbook.reference import background_reference
from generator.reference.intake import N_LOOKS, Taken, take_footage, take_layers, take_picture
from policy.types import FaceState, Reference
from tests.generator.flipbook.moving import X, film, motion, write
from tests.generator.reference.drawn import face, landscape

GREY = Known(tokens=torch.zeros(1, *LAYER_SIZES["subject1"]))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def layers(path: Path, **known: Known) -> Path:
    words = {"subject1": "red fox"} if "subject1" in known else {}
    save_layers(path, known, duration_s=2.5, weights="sha256:0", words=words)
    return path


def test_a_picture_is_copied_under_its_name_with_the_digest_of_its_bytes(tmp_path: Path, room: Path) -> None:
    given = tmp_path / "hill.png"
    landscape().save(given)
    data = given.read_bytes()
    taken = take_picture(given, room)
    given.write_bytes(b"something else")
    assert taken.path == room / "hill.png"
    assert taken.path.read_bytes() == data
    assert taken.path.stat().st_mode & 0o777 == 0o400
    assert taken.sha256 == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert taken.reference is not None
    assert (taken.reference.sha256, taken.reference.faces, taken.reference.texts) == (
        taken.sha256, FaceState.NONE, ("hill.png",)
    )  # fmt: skip


@pytest.mark.parametrize("state", [*FaceState])
def test_what_the_look_for_faces_gave_goes_on(tmp_path: Path, room: Path, state: FaceState) -> None:
    landscape().save(tmp_path / "hill.png")
    reference = take_picture(tmp_path / "hill.png", room, look=lambda _grey: state).reference
    assert reference is not None
    assert reference.faces is state


def test_layers_are_taken_with_their_names_length_and_words(tmp_path: Path, room: Path) -> None:
    taken = take_layers(layers(tmp_path / "fox.safetensors", subject1=GREY), room)
    assert (taken.layers, taken.duration_s) == (("subject1",), 2.5)
    assert taken.reference is not None
    assert taken.reference.faces is FaceState.NONE
    assert taken.reference.texts == ("fox.safetensors", "red fox")


@pytest.mark.parametrize(("show", "faces"), [(face, FaceState.PRESENT), (landscape, FaceState.NONE)])
def test_a_face_in_a_stored_picture_is_seen(tmp_path: Path, room: Path, show, faces: FaceState) -> None:  # type: ignore[no-untyped-def]
    show().resize((480, 480)).save(tmp_path / "a.png")
    known = background_reference(tmp_path / "a.png").known
    reference = take_layers(layers(tmp_path / "a.safetensors", background=known), room).reference
    assert reference is not None
    assert reference.faces is faces


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ([FaceState.NONE, FaceState.UNCERTAIN], FaceState.UNCERTAIN),
        ([FaceState.PRESENT, FaceState.UNCHECKED], FaceState.PRESENT),
        ([FaceState.UNCHECKED, FaceState.NONE], FaceState.UNCHECKED),
        ([FaceState.NONE, FaceState.NONE], FaceState.NONE),
    ],
)
def test_the_worst_of_all_pictures_counts(tmp_path: Path, states: list[FaceState], worst: FaceState) -> None:
    from generator.flipbook.layer_file import load_layers

    stored = load_layers(layers(tmp_path / "a.safetensors", subject1=GREY, subject2=GREY), weights="sha256:0")
    answers = iter(states)
    assert examine_layers(stored, sha256="sha256:1", name="a", look=lambda _grey: next(answers)).faces is worst


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    return write(tmp_path / "ball.mp4", film(motion(subject={X: torch.linspace(-0.6, 0.6, 24).numpy()})))


@pytest.mark.parametrize("state", list(FaceState))
def test_faces_are_looked_for_from_the_first_to_the_last_frame_of_a_video(
    ball: Path, room: Path, state: FaceState
) -> None:
    seen: list[npt.NDArray[np.uint8]] = []

    def look(grey: npt.NDArray[np.uint8]) -> FaceState:
        seen.append(grey)
        return state if len(seen) == N_LOOKS else FaceState.NONE

    taken = take_footage(ball, room, look=look)
    assert taken.reference == Reference(sha256=taken.sha256, faces=state, texts=("ball.mp4",))
    assert (len(seen), seen[0].ndim, seen[0].dtype) == (N_LOOKS, 2, np.uint8)
    assert not np.array_equal(seen[0], seen[-1])
    assert taken.duration_s == pytest.approx(2.0, abs=0.1)


def test_a_video_that_was_drawn_here_is_not_looked_through(ball: Path, room: Path) -> None:
    def look(_grey: npt.NDArray[np.uint8]) -> FaceState:
        raise AssertionError("looked")

    assert take_footage(ball, room, faceless=lambda _sha256: True, look=look).reference.faces is FaceState.NONE


@pytest.mark.parametrize(
    ("take", "fault"), [(take_picture, PictureError), (take_layers, LayerFileError), (take_footage, FootageError)]
)
def test_a_missing_file_and_a_folder_are_faults_of_their_kind(
    tmp_path: Path, room: Path, take, fault: type[GeneratorError]
) -> None:  # type: ignore[no-untyped-def]
    for path in (tmp_path / "gone.png", room):
        with pytest.raises(fault, match=r"cannot be (read|used)"):
            take(path, room)
    assert list(room.iterdir()) == []


def test_a_file_that_is_too_large_is_not_copied_to_its_end(
    tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.flipbook.picture_file.MAX_BYTES", 1000)
    (tmp_path / "a.png").write_bytes(b"\0" * 1001)
    with pytest.raises(PictureError, match="more than 1000 bytes"):
        take_picture(tmp_path / "a.png", room)


def test_taken_files_are_values() -> None:
    with pytest.raises(AttributeError):
        Taken(path=Path("a"), sha256="b", reference=Reference(sha256="b")).sha256 = "c"  # type: ignore[misc]
