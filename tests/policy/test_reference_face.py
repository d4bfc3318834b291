"""Reference pictures at the gate: a face needs consent for that very file, and their texts are judged too."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, FaceState, Intent, Reference, ShotIntent, Verdict

SHA256 = "sha256:" + "ab" * 32


def picture(faces: FaceState = FaceState.NONE, *texts: str) -> Reference:
    return Reference(sha256=SHA256, faces=faces, texts=texts)


@pytest.mark.parametrize(
    ("faces", "verdict"),
    [
        (FaceState.NONE, Verdict.ALLOW),
        (FaceState.PRESENT, Verdict.ASK),
        (FaceState.UNCERTAIN, Verdict.ASK),
        (FaceState.UNCHECKED, Verdict.ASK),
    ],
)
def test_a_face_is_asked_about(gate: Gate, faces: FaceState, verdict: Verdict) -> None:
    decision = gate.review(Intent(turns=("a hill",), references=(picture(), picture(faces, "hill.png"))))
    assert decision.verdict is verdict
    assert [(f.code, f.field, f.matched) for f in decision.findings] == (
        [] if faces is FaceState.NONE else [(Code.REFERENCE_FACE, "references[1]", SHA256)]
    )


def test_a_picture_at_which_nobody_looked_is_asked_about(gate: Gate) -> None:
    assert gate.review(Intent(turns=("a hill",), references=(Reference(sha256=SHA256),))).verdict is Verdict.ASK


def test_a_picture_that_is_asked_about_gives_no_permit(gate: Gate) -> None:
    shot = ShotIntent(scene="a hill", camera="static", lighting="noon", temporal="still", style="flat")
    plain, faced = picture(), picture(FaceState.PRESENT)
    assert gate.review(Intent(turns=("a hill",), shots=(shot,), references=(plain,))).permit is not None
    assert gate.review(Intent(turns=("a hill",), shots=(shot,), references=(faced,))).permit is None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("taylor_swift.png", Verdict.BLOCK),
        ("TaylorSwift.jpg", Verdict.BLOCK),
        ("Photo of Elon Musk by a fan", Verdict.BLOCK),
        ("IMG_2041.jpg", Verdict.ALLOW),
        ("a swift over the lake.png", Verdict.ALLOW),
        ("Adobe Photoshop 25.1", Verdict.ALLOW),
    ],
)
def test_names_in_a_file_name_or_its_metadata_count(gate: Gate, text: str, verdict: Verdict) -> None:
    decision = gate.review(Intent(turns=("make it move",), references=(picture(FaceState.NONE, "a.png", text),)))
    assert decision.verdict is verdict
    assert {finding.field for finding in decision.findings} <= {"references[0].texts[1]"}


@pytest.mark.parametrize("faces", [FaceState.PRESENT, FaceState.UNCERTAIN, FaceState.UNCHECKED])
def test_a_face_together_with_sexual_words_is_never_made(gate: Gate, faces: FaceState) -> None:
    decision = gate.review(Intent(turns=("make her naked",), references=(picture(faces),)))
    assert decision.verdict is Verdict.BLOCK
    assert Code.SEXUAL_REAL_PERSON in {finding.code for finding in decision.findings}
