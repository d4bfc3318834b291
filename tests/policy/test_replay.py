"""An intent comes back from its JSON as it was judged, or not at all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from policy.errors import PolicyDataError
from policy.replay import intent_of
from policy.types import (
    CameraKind,
    CameraPose,
    FaceState,
    GivenIntent,
    GivenKind,
    Intent,
    Quality,
    Reference,
    ShotIntent,
    SubjectIntent,
    Transition,
    Use,
)

WHOLE = Intent(
    turns=("a fox", "now faster"),
    shots=(
        ShotIntent(
            scene="a fox",
            camera="pan right",
            lighting="dusk",
            temporal="it runs",
            style="flat",
            camera_kind=CameraKind.PAN_RIGHT,
            camera_strength=0.25,
            duration_s=2.5,
            subjects=(SubjectIntent(id="fox", words="a red fox", action="runs"),),
            setting="field",
            onscreen_text=("Fin \u00e9", "\u4e2d"),
            transition=Transition.FADE,
            seed=7,
            given=(
                GivenIntent(kind=GivenKind.SUBJECT, sha256="sha256:00", name="hill.png", subject="fox"),
                GivenIntent(kind=GivenKind.LAYERS, sha256="sha256:01", name="a.safetensors", layers=("background",)),
            ),
            camera_path=(CameraPose(at_s=0.0, x=0.0, y=0.0, zoom=1.0), CameraPose(at_s=2.0, x=0.3, y=0.0, zoom=1.4)),
        ),
    ),
    width_px=64,
    height_px=128,
    fps=12,
    quality=Quality.FINE,
    model="stub",
    invented=("Captain Zorp",),
    references=(Reference(sha256="sha256:00", faces=FaceState.UNCERTAIN, texts=("hill.png",)),),
    requester="user:7",
    groups=("staff",),
    use=Use.EDITORIAL,
    territory="DE",
)


def stored(intent: Intent) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(intent)))
    return values


@pytest.mark.parametrize("intent", [WHOLE, Intent(turns=("a fox",)), Intent(turns=(), shots=WHOLE.shots)])
def test_an_intent_comes_back_as_it_was(intent: Intent) -> None:
    again = intent_of(stored(intent))
    assert again == intent
    assert isinstance(again.use, Use)
    assert again.digest() == intent.digest()


def test_an_intent_from_before_there_were_references_comes_back() -> None:
    intent = Intent(turns=("a fox",))
    values = stored(intent)
    del values["references"]
    assert intent_of(values).digest() == intent.digest()
    assert dataclasses.replace(intent, references=WHOLE.references).digest() != intent.digest()


def test_an_intent_from_before_there_were_given_files_and_uses_comes_back() -> None:
    intent = Intent(turns=("a fox",), shots=(dataclasses.replace(WHOLE.shots[0], given=(), camera_path=()),))
    values = stored(intent)
    for name in ("requester", "groups", "use", "territory"):
        del values[name]
    for name in ("given", "camera_path"):
        del values["shots"][0][name]
    assert intent_of(values) == intent
    assert intent_of(values).digest() == intent.digest()


@pytest.mark.parametrize(
    "harm",
    [
        lambda values: values.update(wings=2),
        lambda values: values.update(quality="best"),
        lambda values: values.update(shots=None),
        lambda values: values.pop("shots"),
        lambda values: values["shots"][0].update(camera_kind="fly"),
        lambda values: values["shots"][0].update(wings=2),
        lambda values: values["shots"][0].pop("scene"),
        lambda values: values["shots"][0]["subjects"].append(7),
        lambda values: values["references"][0].update(faces="many"),
        lambda values: values.update(use="fun"),
        lambda values: values["shots"][0]["given"][0].update(kind="hat"),
        lambda values: values["shots"][0]["camera_path"][0].pop("zoom"),
        lambda values: values.update(references=[7]),
    ],
)
def test_what_is_no_intent_is_refused(harm: Callable[[dict[str, Any]], object]) -> None:
    values = stored(WHOLE)
    harm(values)
    with pytest.raises(PolicyDataError, match="a stored intent cannot be read"):
        intent_of(values)
