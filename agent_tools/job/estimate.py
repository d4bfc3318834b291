"""How much work a clip is, and what decides what it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from agent_tools.schema import MIN_SHOT_S, SIZES, Brief, Storyboard
from policy.types import Permit, Quality

STEPS = {Quality.DRAFT: 2, Quality.STANDARD: 4, Quality.FINE: 8}
"""Steps of the embedded model by grade."""

FOLDER_STEPS = {Quality.DRAFT: 12, Quality.STANDARD: 30, Quality.FINE: 50}
"""Steps of a model in a folder of diffusers by grade."""

_WITHOUT_FOLDER = ("flipbook", "stub")
_UNSHOWN = {"notes", "planner"}


def work_of(board: Storyboard, brief: Brief) -> int:
    """Pixels x frames x steps of a clip. Steps are those of its grade, whatever its model makes of them.

    Args:
        board: What is to be rendered.
        brief: The request.
    """
    frames = sum(max(1, round(shot.duration_s * board.fps)) for shot in board.shots)
    return board.width_px * board.height_px * frames * _steps(brief)


def least_work_of(brief: Brief) -> int:
    """The work of a clip before it is planned: what the options say, and a second of it where they do not."""
    width_px, height_px = SIZES[brief.aspect_ratio or "16:9"]
    if brief.width_px is not None and brief.height_px is not None:
        width_px, height_px = brief.width_px, brief.height_px
    frames = max(1, round((brief.duration_s or MIN_SHOT_S) * brief.fps))
    return width_px * height_px * frames * _steps(brief)


def content_digest(board: Storyboard, brief: Brief, permit: Permit) -> str | None:
    """`sha256:...` of everything that decides what a clip shows and says, but the weights of its model.

    Args:
        board: What is to be rendered.
        brief: The request.
        permit: What allowed it.

    Returns:
        None for a clip that rests on consent, which is made anew each time it is asked for.
    """
    if permit.consent_ids:
        return None
    values = {
        "storyboard": board.model_dump(mode="json", exclude=_UNSHOWN),
        "brief": brief.model_dump(
            mode="json",
            include={"quality", "model", "invented", "use", "territory", "label", "label_style", "label_corner"},
        ),
    }
    return digest_of(values)


def digest_of(values: object) -> str:
    """`sha256:...` of JSON values."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def left_s(*, estimated_s: float | None, elapsed_s: float, fraction: float) -> float | None:
    """Seconds that a render still takes.

    Its own pace counts for as much of it as is done, what was learned from earlier renders for the rest.

    Args:
        estimated_s: What was expected when it began; None where nothing is known.
        elapsed_s: Since it began.
        fraction: How much is done, 0..1.
    """
    if fraction <= 0.0:
        return None if estimated_s is None else max(0.0, estimated_s - elapsed_s)
    own = elapsed_s * (1.0 - fraction) / fraction
    if estimated_s is None:
        return own
    return fraction * own + (1.0 - fraction) * max(0.0, estimated_s - elapsed_s)


def total_s(parts: Sequence[float | None]) -> float | None:
    """The sum; None where a part is not known."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _steps(brief: Brief) -> int:
    return (STEPS if brief.model in _WITHOUT_FOLDER else FOLDER_STEPS)[brief.quality]
