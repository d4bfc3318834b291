"""Brings back an intent as it was judged, from the JSON that was stored with the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy.errors import PolicyDataError
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


def intent_of(values: Mapping[str, Any]) -> Intent:
    """The intent whose fields were stored.

    Args:
        values: What `dataclasses.asdict` gave of it, after a way through JSON. A field that was added since may be
            missing; one that is unknown is a fault.

    Raises:
        PolicyDataError: This is no intent of this program.
    """
    try:
        plain = _tuples(values)
        plain["shots"] = tuple(_shot(shot) for shot in values["shots"])
        plain["quality"] = Quality(values["quality"])
        plain["use"] = Use(values.get("use", Use.PERSONAL))
        plain["references"] = tuple(_reference(each) for each in values.get("references", ()))
        return Intent(**plain)
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise PolicyDataError(f"a stored intent cannot be read: {type(exc).__name__}: {exc}") from exc


def _shot(values: Mapping[str, Any]) -> ShotIntent:
    plain = _tuples(values)
    plain["camera_kind"] = CameraKind(values["camera_kind"])
    plain["transition"] = Transition(values["transition"])
    plain["subjects"] = tuple(SubjectIntent(**subject) for subject in values["subjects"])
    plain["given"] = tuple(_given(each) for each in values.get("given", ()))
    plain["camera_path"] = tuple(CameraPose(**pose) for pose in values.get("camera_path", ()))
    return ShotIntent(**plain)


def _given(values: Mapping[str, Any]) -> GivenIntent:
    return GivenIntent(**{**_tuples(values), "kind": GivenKind(values["kind"])})


def _reference(values: Mapping[str, Any]) -> Reference:
    return Reference(**{**_tuples(values), "faces": FaceState(values["faces"])})


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with JSON's lists as tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
