"""What is given beside the words is part of what is judged, and old intents keep their digests."""

from __future__ import annotations

import dataclasses

import pytest

from policy.gate import Gate
from policy.types import (
    CameraPose,
    FaceState,
    GivenIntent,
    GivenKind,
    Intent,
    Reference,
    ShotIntent,
    Verdict,
)

SHOT = ShotIntent(scene="a hill", camera="static", lighting="noon", temporal="still", style="flat")
PLAIN = Intent(turns=("a hill",), shots=(SHOT,))
GIVEN = GivenIntent(kind=GivenKind.SUBJECT, sha256="sha256:" + "ab" * 32, name="mug.png", subject="mug-1")
POSE = CameraPose(at_s=0.0, x=0.0, y=0.0, zoom=1.0)


def with_shot(**fields: object) -> Intent:
    return dataclasses.replace(PLAIN, shots=(dataclasses.replace(SHOT, **fields),))  # type: ignore[arg-type]


def test_an_intent_without_files_has_the_digest_that_it_had_before_there_were_any() -> None:
    assert PLAIN.digest() == "sha256:bf39fb1827c66ae2550dc422eb596351df217ff997b32e896e7e0b6f557b785a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PLAIN, with_shot(given=(GIVEN,))),
        (with_shot(given=(GIVEN,)), with_shot(given=(dataclasses.replace(GIVEN, sha256="sha256:" + "cd" * 32),))),
        (with_shot(given=(GIVEN,)), with_shot(given=(dataclasses.replace(GIVEN, subject="cup-1"),))),
        (with_shot(given=(GIVEN,)), with_shot(given=(dataclasses.replace(GIVEN, kind=GivenKind.BACKGROUND),))),
        (with_shot(given=(GIVEN,)), with_shot(given=(dataclasses.replace(GIVEN, layers=("motion",)),))),
        (PLAIN, with_shot(camera_path=(POSE,))),
        (with_shot(camera_path=(POSE,)), with_shot(camera_path=(dataclasses.replace(POSE, zoom=1.1),))),
        (PLAIN, dataclasses.replace(PLAIN, references=(Reference(sha256="sha256:0", faces=FaceState.NONE),))),
    ],
)
def test_whatever_is_given_changes_the_digest(one: Intent, other: Intent) -> None:
    assert one.digest() != other.digest()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("taylor_swift_dance.mp4", Verdict.BLOCK),
        ("Elon Musk.mp4", Verdict.BLOCK),
        ("IMG_2041.mov", Verdict.ALLOW),
        ("bouncing ball.mp4", Verdict.ALLOW),
    ],
)
def test_a_name_in_the_name_of_a_video_counts(gate: Gate, name: str, verdict: Verdict) -> None:
    video = dataclasses.replace(GIVEN, kind=GivenKind.MOTION, name=name)
    decision = gate.review(with_shot(given=(video,)))
    assert decision.verdict is verdict
    assert {finding.field for finding in decision.findings} <= {"shots[0].given[0].name"}


def test_a_name_that_stands_in_a_reference_is_told_once(gate: Gate) -> None:
    name = "taylor_swift.png"
    reference = Reference(sha256=GIVEN.sha256, faces=FaceState.NONE, texts=(name,))
    shot = dataclasses.replace(SHOT, given=(dataclasses.replace(GIVEN, name=name),))
    decision = gate.review(dataclasses.replace(PLAIN, shots=(shot, shot), references=(reference,)))
    assert [finding.field for finding in decision.findings] == ["references[0].texts[0]"]
