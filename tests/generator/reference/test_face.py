"""Two detectors must agree on a face; whatever is less than that is a question."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from generator.reference import face as module
from generator.reference.face import FRONTAL, LEAST_SIDE_PX, Box, FaceFinder, find_faces, haar_finder
from policy.types import FaceState
from tests.generator.reference.drawn import face, landscape, pixels

GREY = np.full((100, 120), 128, np.uint8)
HERE: Box = (10, 10, 50, 50)
NEAR: Box = (20, 20, 50, 50)
FAR: Box = (60, 60, 30, 30)


class Says:
    """A detector that sees the same boxes in every picture, or none of them in turned ones."""

    def __init__(self, *boxes: Box, upright_only: bool = False) -> None:
        self.boxes = boxes
        self.upright_only = upright_only
        self.calls = 0

    def __call__(self, grey: NDArray[np.uint8]) -> Sequence[Box]:
        self.calls += 1
        return self.boxes if self.calls == 1 or not self.upright_only else ()


class Breaks:
    def __call__(self, grey: NDArray[np.uint8]) -> Sequence[Box]:
        raise RuntimeError("out of memory")


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (Says(HERE), Says(HERE), FaceState.PRESENT),
        (Says(HERE), Says(NEAR), FaceState.PRESENT),
        (Says(FAR, HERE), Says(NEAR), FaceState.PRESENT),
        (Says(HERE), Says(FAR), FaceState.UNCERTAIN),
        (Says(HERE), Says(), FaceState.UNCERTAIN),
        (Says(), Says(HERE), FaceState.UNCERTAIN),
        (Says(HERE, upright_only=True), Says(), FaceState.UNCERTAIN),
        (Says(), Says(), FaceState.NONE),
        (Breaks(), Says(), FaceState.UNCHECKED),
        (Says(), Breaks(), FaceState.UNCHECKED),
        (Says(HERE), Breaks(), FaceState.UNCHECKED),
    ],
)
def test_two_must_agree_and_less_is_a_question(first: module.Opinion, second: module.Opinion, state: FaceState) -> None:
    assert FaceFinder(first=first, second=second).look(GREY) is state


def test_a_side_view_is_a_second_opinion_on_the_upright_picture_only() -> None:
    side = Says(NEAR)
    assert FaceFinder(first=Says(HERE), second=Says(), side=side).look(GREY) is FaceState.PRESENT
    assert FaceFinder(first=Says(), second=Says(), side=side).look(GREY) is FaceState.UNCERTAIN
    assert side.calls == 2


@pytest.mark.parametrize(("side", "state"), [(LEAST_SIDE_PX - 1, FaceState.UNCERTAIN), (LEAST_SIDE_PX, FaceState.NONE)])
def test_a_tiny_picture_is_a_question(side: int, state: FaceState) -> None:
    assert FaceFinder(first=Says(), second=Says()).look(np.zeros((side, 300), np.uint8)) is state


@pytest.mark.parametrize("turns", range(4))
def test_the_cascades_find_a_drawn_face_however_it_is_turned(turns: int) -> None:
    assert find_faces(np.rot90(pixels(face()), turns)) is FaceState.PRESENT


def test_the_cascades_find_a_face_in_a_large_picture() -> None:
    canvas = np.full((1500, 2000), 200, np.uint8)
    canvas[600:1320, 900:1620] = pixels(face().resize((720, 720)))
    assert find_faces(canvas) is FaceState.PRESENT


def test_the_cascades_find_no_face_in_a_landscape() -> None:
    assert find_faces(pixels(landscape())) is FaceState.NONE
    assert find_faces(np.full((200, 200), 128, np.uint8)) is FaceState.NONE


@pytest.fixture
def fresh() -> None:
    haar_finder.cache_clear()
    yield
    haar_finder.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_without_cascades_every_picture_counts_as_one_with_a_face(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2.data, "haarcascades", "/nonexistent/")
    with pytest.raises(OSError, match=FRONTAL):
        haar_finder()
    assert find_faces(pixels(landscape())) is FaceState.UNCHECKED


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("name", ["CascadeClassifier", "data"])
def test_an_opencv_without_cascades_counts_as_one_with_a_face(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delattr(cv2, name)
    assert find_faces(pixels(landscape())) is FaceState.UNCHECKED


@pytest.mark.usefixtures("fresh")
def test_a_missing_opencv_counts_as_one_with_a_face(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cv2", None)
    assert find_faces(pixels(landscape())) is FaceState.UNCHECKED
