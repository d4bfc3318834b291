"""The fixed order of the marks: nothing leaves without all of them, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generator.backend.stub import StubBackend
from generator.encode import PendingFile
from generator.errors import DisclosureError
from generator.label_choice import Label, LabelSpan
from generator.provenance import credential, frames
from generator.provenance.container import XMP_UUID, boxes, user_content
from generator.provenance.credential import CredentialState
from generator.provenance.disclose import ClipMarks, LabelledClip, SignedFile
from generator.provenance.installation import read_installation
from generator.provenance.manifest import Ingredient, Relation
from generator.provenance.verify import Conclusion, verify
from tests.generator.conformance import MARKS, Recorder, installation, offsets, permit_of, renderer, shot

ROOT = Path(__file__).parents[3]
STEPS = ("frame", "encoded", "xmp", "sign", "hash", "release")


def run_until(step: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "out").mkdir()
    program = Path(__file__).with_name("killed.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), step, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def visible(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith(".")]


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_nothing_that_can_be_seen(step: str, tmp_path: Path) -> None:
    done = run_until(step, tmp_path)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "made" not in done.stdout
    assert visible(tmp_path / "out") == []


def test_the_same_program_without_a_kill_leaves_a_marked_clip(tmp_path: Path) -> None:
    done = run_until("none", tmp_path)
    assert done.returncode == 0, done.stderr
    assert visible(tmp_path / "out") == ["a.mp4"]
    assert len(list((tmp_path / "out").iterdir())) == 1
    report = verify(tmp_path / "out" / "a.mp4", read_installation(tmp_path / "keys"))
    assert report.conclusion is Conclusion.MADE_HERE


def test_a_byte_that_changes_after_signing_keeps_the_clip_from_leaving(tmp_path: Path) -> None:
    class Meddling(PendingFile):
        """Changes a byte between the digest and the name."""

    out = tmp_path / "a.mp4"
    made = renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), out, marks=MARKS)
    with Meddling(tmp_path / "b.mp4") as pending:
        data = bytearray(out.read_bytes())
        data[len(data) // 2] ^= 1
        pending.path.write_bytes(data)
        proof = made._proof
        signed = SignedFile(
            sha256=made.report.sha256, size_bytes=made.report.size_bytes, manifest=b"", _pending=pending, _proof=proof
        )
        with pytest.raises(DisclosureError, match="changed after it was signed"):
            signed.release(made.report)
    assert not (tmp_path / "b.mp4").exists()
    made.confirm()
    out.write_bytes(data)
    with pytest.raises(DisclosureError, match="changed after it was signed"):
        made.confirm()
    out.unlink()
    with pytest.raises(DisclosureError, match="cannot be read"):
        made.confirm()


def test_only_the_disclosure_step_makes_a_labelled_clip(tmp_path: Path) -> None:
    made = renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), tmp_path / "a.mp4")
    with pytest.raises(DisclosureError, match="alone"):
        LabelledClip(report=made.report, _proof=object())
    with pytest.raises(TypeError):
        LabelledClip(report=made.report)  # type: ignore[call-arg]


def test_a_signer_that_fails_leaves_no_clip(tmp_path: Path) -> None:
    class Silent:
        algorithm = installation().signer.algorithm
        chain_pem = installation().signer.chain_pem
        timestamp_url = None

        def sign(self, claim: bytes) -> bytes:
            raise ConnectionError("the key service does not answer")

    broken = replace(installation(), signer=Silent())
    with pytest.raises(DisclosureError, match="could not be signed"):
        renderer(StubBackend(), installation=broken).make(permit_of(shot(0.5), size=(64, 64)), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("missing", "message"), [("signer", "no signer"), ("watermark_key", "no watermark key")])
def test_without_keys_there_is_no_clip(missing: str, message: str, tmp_path: Path) -> None:
    bare = replace(installation(), **{missing: None})
    with pytest.raises(DisclosureError, match=message):
        renderer(StubBackend(), installation=bare).make(permit_of(shot(0.5), size=(64, 64)), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_clip_is_never_signed_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"whole")
    with pytest.raises(DisclosureError, match="in place"):
        credential.sign(path, path, None, installation().signer, anchors_pem="")  # type: ignore[arg-type]
    assert path.read_bytes() == b"whole"


def test_the_metadata_lies_inside_what_is_signed(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), path, marks=MARKS)
    (packet,) = user_content(path, XMP_UUID)
    assert b"trainedAlgorithmicMedia" in packet
    data = bytearray(path.read_bytes())
    data[data.index(b"AISystemUsed")] ^= 1
    path.write_bytes(data)
    assert read_state(path) is CredentialState.INVALID


def read_state(path: Path) -> CredentialState:
    return credential.read(path, "video/mp4", anchors_pem=installation().anchors_pem).state


def test_the_signed_copy_starts_as_the_encoder_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), path)
    with path.open("rb") as file:
        kinds = [box.kind for box in boxes(file)]
    assert kinds == [b"ftyp", b"uuid", b"moov", b"free", b"mdat", b"uuid"]
    assert len(frames.luma(path, frames.kind_of(path))) == 12


@pytest.mark.parametrize(
    ("span", "person", "labelled"),
    [(LabelSpan.ALWAYS, False, 60), (LabelSpan.START, True, 60), (LabelSpan.START, False, 48)],
)
def test_the_label_stands_as_long_as_it_must(span: LabelSpan, person: bool, labelled: int, tmp_path: Path) -> None:
    recorder = Recorder()
    marks = replace(MARKS, label=Label(span=span), shows_person=person)
    permit = permit_of(shot(2.5), size=(64, 64))
    renderer(StubBackend(), encoder=recorder).make(permit, tmp_path / "a.mp4", marks=marks)
    bare = [frame.copy() for frame in StubBackend().render(permit, 0, progress=lambda _stage, _share: None).frames]
    mark = offsets(64, 64)[..., None]
    changed = [
        np.abs(frame - np.clip(plain + mark, 0, 255)).max() > 60
        for frame, plain in zip(recorder.frames, bare, strict=True)
    ]
    assert changed == [i < labelled for i in range(60)]


def test_ingredients_are_kept_with_their_own_credentials(tmp_path: Path) -> None:
    first = renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), tmp_path / "a.mp4").report
    parent = Ingredient(
        relation=Relation.PARENT, title="earlier clip", media_type="video/mp4", sha256=first.sha256, path=first.path
    )
    layers = Ingredient(
        relation=Relation.INPUT, title="layers", media_type="application/octet-stream", sha256="sha256:1"
    )
    marks = ClipMarks(ingredients=(parent, layers))
    second = renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), tmp_path / "b.mp4", marks=marks).report
    found = credential.read(second.path, "video/mp4", anchors_pem=installation().anchors_pem)
    assert (found.state, found.codes) == (CredentialState.TRUSTED, ())
    assert found.n_manifests == 2
    assert found.facts["inputs"] == [
        {"title": "earlier clip", "sha256": first.sha256},
        {"title": "layers", "sha256": "sha256:1"},
    ]


def test_a_picture_that_was_given_makes_a_composite(tmp_path: Path) -> None:
    import cv2

    picture = tmp_path / "mug.png"
    cv2.imwrite(str(picture), np.full((8, 8, 3), 200, np.uint8))
    part = Ingredient(
        relation=Relation.INPUT, title="reference picture", media_type="image/png", sha256="sha256:2", path=picture
    )
    made = renderer(StubBackend()).make(
        permit_of(shot(0.5), size=(64, 64)), tmp_path / "a.mp4", marks=ClipMarks(ingredients=(part,))
    )
    found = credential.read(made.report.path, "video/mp4", anchors_pem=installation().anchors_pem)
    assert found.state is CredentialState.TRUSTED
    assert [term.rsplit("/", 1)[-1] for term in found.source_types] == ["compositeWithTrainedAlgorithmicMedia"]


@pytest.mark.parametrize("told", [False, True])
def test_the_request_is_inside_only_where_somebody_opted_in(told: bool, tmp_path: Path) -> None:
    marks = replace(MARKS, tell_request=told)
    path = tmp_path / "a.mp4"
    renderer(StubBackend()).make(permit_of(shot(0.5), size=(64, 64)), path, marks=marks)
    found = credential.read(path, "video/mp4", anchors_pem="")
    assert found.facts.get("request") == ("a red fox" if told else None)
    assert (b"a red fox" in path.read_bytes()) == told
