"""Files given by a program: judged first, drawn as they were judged, and written down with everything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from agent_tools.langchain import ClipToolkit
from agent_tools.schema import Brief, LayersFile, ReferenceFile, ToolReply
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from generator.errors import OutputError
from generator.flipbook.layer_file import load_layers, save_layers, weights_of
from generator.flipbook.reference import background_reference, subject_reference
from generator.reference.face import FaceFinder
from generator.types import Backend, Progress
from policy.types import FaceState
from tests.agent_tools.given_double import MUG, OUR_MUG, noise_picture, tiny_model
from tests.agent_tools.service_double import left_in, prepare, rows, words
from tests.generator.reference.drawn import face


@pytest.fixture
def service(settings: Settings) -> Iterator[ClipService]:
    prepare(settings)
    with ClipService.open(settings) as opened:
        yield opened


def small(request: str = OUR_MUG, **options: object) -> Brief:
    """A request that the tiny model draws in a moment."""
    size = {"duration_s": 1.0, "fps": 4, "width_px": 64, "height_px": 64, "quality": "draft"}
    return Brief.model_validate({"request": request, "model": str(tiny_model()), **size, **options})


def with_mug(**options: object) -> Brief:
    return small(references=(ReferenceFile(path=MUG),), **options)


def made(reply: ToolReply) -> ToolReply:
    assert reply.status == "made", reply.message
    return reply


def test_a_given_picture_is_kept_exactly_and_the_way_to_it_is_written_down(
    service: ClipService, settings: Settings, tmp_path: Path
) -> None:
    layers = tmp_path / "mug.safetensors"
    reply = made(service.make(with_mug(camera="0:0,0,1 1:0.1,0,1.2"), out=tmp_path / "a.mp4", save_layers=layers))
    assert np.array_equal(load_file(layers)["exact.subject1"], subject_reference(MUG).known.exact)
    assert left_in(tmp_path) == ["a.mp4", "home", "mug.safetensors"]

    assert reply.clip is not None
    history = service.history(reply.clip.id)
    assert history.brief == with_mug(camera="0:0,0,1 1:0.1,0,1.2")
    (shot,) = history.storyboard.shots
    assert [(given.kind.value, given.name, given.subject) for given in shot.given] == [
        ("subject", "mug.png", shot.subjects[0].id)
    ]
    assert [pose.zoom for pose in shot.camera_path] == [1.0, 1.2]
    (judged,) = words(settings, "dec_")
    intent = judged["intent"]
    assert intent["references"] == [{"sha256": shot.given[0].sha256, "faces": "none", "texts": ["mug.png"]}]
    assert intent["shots"][0]["given"][0]["sha256"] == shot.given[0].sha256


def test_a_picture_with_a_face_is_asked_about_and_nothing_is_made(
    service: ClipService, settings: Settings, tmp_path: Path
) -> None:
    picture = tmp_path / "them.png"
    face().save(picture)
    reply = service.make(
        small(references=(ReferenceFile(path=picture),)), out=tmp_path / "a.mp4", save_layers=tmp_path / "a.safetensors"
    )
    assert reply.status == "needs_consent"
    assert [finding.code for finding in reply.findings] == ["likeness.reference_face"]
    assert left_in(tmp_path) == ["home", "them.png"]
    assert rows(settings, "SELECT count(*) FROM render") == [(0,)]


def test_a_kept_file_that_holds_a_face_is_asked_about(service: ClipService, tmp_path: Path) -> None:
    picture = tmp_path / "them.png"
    face().resize((480, 480)).save(picture)
    layers = tmp_path / "room.safetensors"
    save_layers(layers, {"background": background_reference(picture).known}, duration_s=1.0, weights="sha256:0")
    reply = service.make(small(keep=LayersFile(path=layers, layers=("background",))), out=tmp_path / "a.mp4")
    assert reply.status == "needs_consent"


def test_layers_that_were_drawn_here_are_not_taken_for_a_face(
    service: ClipService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look for faces is made to see one in every picture."""
    layers = tmp_path / "fox.safetensors"
    made(service.make(small("a red fox runs on a beach"), out=tmp_path / "1.mp4", save_layers=layers))
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(layers.read_bytes())
    other = tmp_path / "other.safetensors"
    stored = load_layers(layers, weights=weights_of(layers))
    save_layers(other, stored.layers, duration_s=1.0, weights=weights_of(layers))
    monkeypatch.setattr(FaceFinder, "look", lambda *_: FaceState.PRESENT)
    again = "the red fox sleeps in a snowy field"
    for path, status in ((copy, "made"), (other, "needs_consent")):
        reply = service.make(small(again, keep=LayersFile(path=path)), out=tmp_path / "2.mp4")
        assert reply.status == status


def test_a_name_in_a_files_name_is_refused(service: ClipService, tmp_path: Path) -> None:
    picture = noise_picture(tmp_path / "taylor_swift.png")
    reply = service.make(small(references=(ReferenceFile(path=picture, background=True),)), out=tmp_path / "a.mp4")
    assert reply.status == "blocked"
    assert {finding.field for finding in reply.findings} == {"references[0].texts[0]"}


def test_what_is_changed_while_it_is_judged_changes_nothing(service: ClipService, tmp_path: Path) -> None:
    """The picture is swapped as soon as the render begins: what was judged is drawn."""
    picture, layers = tmp_path / "mug.png", tmp_path / "mug.safetensors"
    picture.write_bytes(MUG.read_bytes())

    def swap(_progress: Progress) -> None:
        face().save(picture)

    asked = small(references=(ReferenceFile(path=picture),))
    made(service.make(asked, out=tmp_path / "a.mp4", save_layers=layers, progress=swap))
    assert np.array_equal(load_file(layers)["exact.subject1"], subject_reference(MUG).known.exact)


def test_the_same_character_comes_again_and_a_new_place_is_drawn(service: ClipService, tmp_path: Path) -> None:
    first, second = tmp_path / "1.safetensors", tmp_path / "2.safetensors"
    made(service.make(small("a red fox runs on a beach"), out=tmp_path / "1.mp4", save_layers=first))
    again = small("the red fox sleeps in a snowy field", keep=LayersFile(path=first))
    reply = service.make(again, out=tmp_path / "2.mp4", save_layers=second)
    made(reply)
    one, two = load_file(first), load_file(second)
    assert np.array_equal(one["tokens.subject1"], two["tokens.subject1"])
    assert not np.array_equal(one["tokens.background"], two["tokens.background"])


def test_a_clip_that_fails_leaves_no_layers_and_keeps_those_that_were_there(settings: Settings, tmp_path: Path) -> None:
    from generator.flipbook.backend import FlipbookBackend

    class Failing(FlipbookBackend):
        def render_given(self, *args: object, **more: object):  # type: ignore[no-untyped-def]
            super().render_given(*args, **more)  # type: ignore[arg-type]
            raise OutputError("the disk is gone")

    def opens(model: str) -> Backend:
        return Failing(Path(model))

    prepare(settings)
    layers = tmp_path / "a.safetensors"
    layers.write_bytes(b"before")
    with ClipService.open(settings, opens) as service:
        reply = service.make(with_mug(), out=tmp_path / "a.mp4", save_layers=layers)
    assert (reply.status, reply.error_code) == ("failed", "generator.output")
    assert left_in(tmp_path) == ["a.safetensors", "home"]
    assert layers.read_bytes() == b"before"


def test_four_subjects_are_three_and_a_note(service: ClipService) -> None:
    board = service.plan(small("a fox, a cat, a dog and a rabbit run in a field"))
    assert len(board.shots[0].subjects) == 3
    assert board.notes == ("a shot shows at most 3 subjects; 'rabbit' stayed in the scene words only",)


def test_a_language_model_can_name_no_file() -> None:
    for tool in ClipToolkit().get_tools():
        taken = set(tool.args) - {"runtime"}
        assert not taken & {"references", "keep", "extend", "motion_from", "camera", "save_layers", "out", "path"}
