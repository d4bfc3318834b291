"""Each mode through the backend: what a shot was given, by a permit and its files, and nothing else of it changes."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generator.backend.registry import open_backend
from generator.errors import FootageError, GivenFileError, LayerFileError, PictureError
from generator.exchange import Exchange
from generator.flipbook.backend import FlipbookBackend
from generator.flipbook.compositor import Scene
from generator.flipbook.known import CAMERA_COLUMNS
from generator.flipbook.layer_file import load_layers, save_layers, weights_of
from generator.flipbook.layout import N_POSE, POSE
from generator.flipbook.reference import background_reference, subject_reference
from generator.types import RenderedShot
from policy.types import CameraPose, GivenIntent, GivenKind, Permit, ShotIntent, SubjectIntent
from tests.generator.conformance import permit_of, shot
from tests.generator.flipbook.moving import X, film, motion, write
from tests.generator.flipbook.test_reference import logo, save
from tests.generator.flipbook.tiny import tiny_folder

FACING = POSE.index("facing")


class Watched(FlipbookBackend):
    """The backend, and the scene that it drew last."""

    scene: Scene

    def render_given(self, *args: object, **more: object) -> RenderedShot:
        seen: list[Scene] = []
        real = self._pipeline.frames

        def frames(scene: Scene, **size: int):  # type: ignore[no-untyped-def]
            seen.append(scene)
            return real(scene, **size)

        self._pipeline.frames = frames  # type: ignore[method-assign]
        try:
            shown = super().render_given(*args, **more)  # type: ignore[arg-type]
        finally:
            self._pipeline.frames = real  # type: ignore[method-assign]
        (self.scene,) = seen
        return shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_folder(tmp_path_factory.mktemp("flipbook"))


@pytest.fixture(scope="module")
def backend(folder: Path) -> Watched:
    return Watched(folder)


FOX = SubjectIntent(id="fox-1", words="red fox", action="runs")
CAT = SubjectIntent(id="cat-1", words="cat", action="sleeps")


def scene_of(*subjects: SubjectIntent, **more: object) -> ShotIntent:
    fields = {"subjects": subjects, "setting": "a snowy field", **more}
    return dataclasses.replace(shot(seed=3), **fields)  # type: ignore[arg-type]


def digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def given(kind: GivenKind, path: Path, **more: object) -> GivenIntent:
    return GivenIntent(kind=kind, sha256=digest(path), name=path.name, **more)  # type: ignore[arg-type]


def drawn(backend: Watched, permit: Permit, *paths: Path, index: int = 0, out: Path | None = None) -> RenderedShot:
    exchange = Exchange(given={digest(path): path for path in paths}, layers_out=out)
    return backend.render_given(permit, index, exchange=exchange, progress=lambda *_: None)


@pytest.fixture(scope="module")
def mug(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("files") / "mug.png", logo(120, 100))


@pytest.fixture(scope="module")
def stored(backend: Watched, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layers of a fox in the snow."""
    path = tmp_path_factory.mktemp("files") / "fox.safetensors"
    drawn(backend, permit_of(scene_of(FOX)), out=path)
    return path


def test_a_picture_is_its_subject_in_every_shot_pixel_for_pixel(backend: Watched, mug: Path) -> None:
    sprite = subject_reference(mug).known.exact
    as_cat = given(GivenKind.SUBJECT, mug, subject="cat-1")
    permit = permit_of(scene_of(FOX, CAT, given=(as_cat,)), scene_of(CAT, given=(as_cat,), setting="beach"))
    for index, place in ((0, 1), (1, 0)):
        drawn(backend, permit, mug, index=index)
        assert np.array_equal(backend.scene.sprites[place], sprite)


def test_a_picture_is_never_mirrored_and_its_word_need_not_be_known(backend: Watched, mug: Path) -> None:
    thing = SubjectIntent(id="thing-1", words="quokka")
    plain = drawn(backend, permit_of(scene_of(thing)))
    shown = drawn(backend, permit_of(scene_of(thing, given=(given(GivenKind.SUBJECT, mug, subject="thing-1"),))), mug)
    assert backend.scene.motion[:, FACING] == pytest.approx(1.0)
    assert any("quokka" in note for note in plain.notes)
    assert not any("quokka" in note for note in shown.notes)


def test_a_picture_is_the_background_with_its_own_pixels(backend: Watched, tmp_path: Path) -> None:
    photo = save(tmp_path / "a.png", np.random.default_rng(0).integers(0, 255, (200, 300, 3), np.uint8))
    drawn(backend, permit_of(scene_of(FOX, given=(given(GivenKind.BACKGROUND, photo),))), photo)
    assert np.array_equal(backend.scene.background, background_reference(photo).known.exact)


def test_the_picture_is_the_same_in_the_frames_where_nothing_covers_it(backend: Watched, tmp_path: Path) -> None:
    """Two shots with the same character and motion, before a white wall and before a black one."""
    mug = save(tmp_path / "mug.png", logo(120, 100))
    walls = [save(tmp_path / f"{v}.png", np.full((200, 300, 3), v, np.uint8)) for v in (0, 255)]
    first = tmp_path / "first.safetensors"
    subject = given(GivenKind.SUBJECT, mug, subject="fox-1")
    drawn(backend, permit_of(scene_of(FOX, given=(subject,)), size=(96, 96)), mug, out=first)
    kept = given(GivenKind.LAYERS, first, layers=("subject1", "motion"))
    shots = [scene_of(FOX, given=(kept, given(GivenKind.BACKGROUND, wall))) for wall in walls]
    dark, light = (
        np.stack(list(drawn(backend, permit_of(each, size=(96, 96)), first, *walls).frames)) for each in shots
    )
    same = (dark == light).all(-1)
    assert 0.002 < same.mean() < 0.6
    assert np.ptp(dark[same].astype(int), axis=0).max() > 60  # the character, and no flat patch


@pytest.mark.parametrize("at_s", [0.0, -1.0])
def test_a_camera_path_is_obeyed(backend: Watched, at_s: float) -> None:
    path = (CameraPose(at_s=at_s, x=0.0, y=0.0, zoom=1.0), CameraPose(at_s=at_s + 1.0, x=0.3, y=0.0, zoom=1.4))
    drawn(backend, permit_of(scene_of(FOX, camera_path=path)))
    track = backend.scene.motion[:, CAMERA_COLUMNS]
    assert track[-1] == pytest.approx([0.3, 0.0, 1.4, 0.0], abs=1e-5)
    assert track[0] == pytest.approx([0.0, 0.0, 1.0, 0.0] if at_s == 0.0 else track[-1], abs=1e-5)


def test_the_motion_of_a_video_moves_the_named_subject(backend: Watched, tmp_path: Path) -> None:
    video = write(tmp_path / "ball.mp4", film(motion(subject={X: np.linspace(-0.6, 0.6, 24)})))
    shown = drawn(
        backend, permit_of(scene_of(FOX, CAT, given=(given(GivenKind.MOTION, video, subject="cat-1"),))), video
    )
    x = backend.scene.motion[:, N_POSE]
    assert np.ptp(x) > 0.3
    assert np.all(np.diff(x) > -0.02) or np.all(np.diff(x) < 0.02)
    assert any("lasts" in note and "here it takes 1 s" in note for note in shown.notes)


def test_kept_layers_stay_and_the_rest_is_drawn_anew(backend: Watched, stored: Path, tmp_path: Path) -> None:
    before = load_layers(stored, weights=weights_of(stored)).layers
    for layers in (("subject1",), ("background",), ("subject1", "motion"), ("background", "subject1")):
        out = tmp_path / f"{'-'.join(layers)}.safetensors"
        kept = given(GivenKind.LAYERS, stored, layers=layers)
        drawn(backend, permit_of(scene_of(CAT, given=(kept,), seed=99)), stored, out=out)
        after = load_layers(out, weights=weights_of(out)).layers
        same = {name for name in before if bool((before[name].tokens == after[name].tokens).all())}
        assert same == set(layers)


def test_a_kept_character_takes_the_place_of_the_subject_of_its_name(backend: Watched, stored: Path) -> None:
    drawn(backend, permit_of(scene_of(FOX)))
    fox = backend.scene.sprites[0]
    kept = given(GivenKind.LAYERS, stored, layers=("subject1",))
    blue = dataclasses.replace(FOX, id="fox-2", words="the fox")
    shown = drawn(backend, permit_of(scene_of(CAT, blue, given=(kept,))), stored)
    assert np.array_equal(backend.scene.sprites[1], fox)
    assert not any("in the place of" in note for note in shown.notes)
    shown = drawn(backend, permit_of(scene_of(CAT, given=(kept,))), stored)
    assert np.array_equal(backend.scene.sprites[0], fox)
    assert "The kept 'red fox' of 'fox.safetensors' is shown in the place of 'cat'." in shown.notes


def test_in_several_shots_a_kept_character_is_shown_where_it_is_named(backend: Watched, stored: Path) -> None:
    kept = given(GivenKind.LAYERS, stored, layers=("subject1",))
    permit = permit_of(scene_of(FOX, given=(kept,)), scene_of(CAT, given=(kept,)))
    drawn(backend, permit, stored)
    fox = backend.scene.sprites[0]
    shown = drawn(backend, permit, stored, index=1)
    assert len(backend.scene.sprites) == 1
    assert not np.array_equal(backend.scene.sprites[0], fox)
    assert "This shot names 0 of the 1 kept subjects of 'fox.safetensors'." in shown.notes


def test_a_shot_goes_on_where_the_stored_one_ended(backend: Watched, stored: Path, tmp_path: Path) -> None:
    drawn(backend, permit_of(scene_of(FOX)))
    before = backend.scene
    out = tmp_path / "after.safetensors"
    ended = given(GivenKind.ENDING, stored)
    drawn(backend, permit_of(scene_of(FOX, given=(ended,), seed=5)), stored, out=out)
    assert np.allclose(backend.scene.motion[0], before.motion[-1], atol=1e-4)
    assert np.array_equal(backend.scene.sprites[0], before.sprites[0])
    assert load_layers(out, weights=weights_of(out)).words == {"subject1": "red fox"}


def test_a_file_that_holds_no_whole_shot_cannot_be_gone_on_from(backend: Watched, stored: Path, tmp_path: Path) -> None:
    layers = load_layers(stored, weights=weights_of(stored)).layers
    part = tmp_path / "part.safetensors"
    save_layers(part, {"subject1": layers["subject1"]}, duration_s=1.0, weights=weights_of(stored))
    with pytest.raises(LayerFileError, match="background and motion"):
        drawn(backend, permit_of(scene_of(FOX, given=(given(GivenKind.ENDING, part),))), part)


def test_layers_of_other_weights_are_refused(stored: Path, tmp_path: Path) -> None:
    other = Watched(tiny_folder(tmp_path / "other", seed=5))
    kept = given(GivenKind.LAYERS, stored, layers=("subject1",))
    exchange = Exchange(given={digest(stored): stored})
    with pytest.raises(LayerFileError, match="was drawn by the weights"):
        FlipbookBackend.render_given(
            other, permit_of(scene_of(FOX, given=(kept,))), 0, exchange=exchange, progress=lambda *_: None
        )


def test_only_the_bytes_that_were_judged_are_drawn(folder: Path, mug: Path, tmp_path: Path) -> None:
    backend, swapped = FlipbookBackend(folder), save(tmp_path / "mug.png", logo(100, 100))
    permit = permit_of(scene_of(FOX, given=(given(GivenKind.SUBJECT, mug, subject="fox-1"),)))
    exchange = Exchange(given={digest(mug): swapped})
    with pytest.raises(GivenFileError, match="was changed after it was judged"):
        backend.render_given(permit, 0, exchange=exchange, progress=lambda *_: None)
    with pytest.raises(GivenFileError, match="not handed over"):
        backend.render(permit, 0, progress=lambda *_: None)


def test_a_file_of_another_kind_is_named(folder: Path, stored: Path, mug: Path) -> None:
    backend = FlipbookBackend(folder)
    exchange = Exchange(given={digest(path): path for path in (stored, mug)})
    for wrong, fault in (
        (given(GivenKind.BACKGROUND, stored), PictureError),
        (given(GivenKind.MOTION, mug), FootageError),
        (given(GivenKind.LAYERS, mug, layers=("subject1",)), LayerFileError),
    ):
        with pytest.raises(fault):
            backend.render_given(
                permit_of(scene_of(FOX, given=(wrong,))), 0, exchange=exchange, progress=lambda *_: None
            )


def test_four_subjects_are_told(backend: Watched) -> None:
    others = [SubjectIntent(id=f"{word}-1", words=word) for word in ("cat", "rocket", "water drop")]
    shown = drawn(backend, permit_of(scene_of(FOX, *others)))
    assert "A shot shows at most 3 subjects; 'water drop' is left out." in shown.notes
    assert len(backend.scene.sprites) == 3


def test_the_example_picture_shows_no_more_than_it_should() -> None:
    path = Path(__file__).parents[3] / "examples" / "assets" / "mug.png"
    with Image.open(path) as picture:
        assert picture.size == (480, 480)
    assert subject_reference(path).notes == ()


def test_a_folder_of_other_weights_opens_by_its_path(folder: Path) -> None:
    assert isinstance(open_backend(str(folder)), FlipbookBackend)
