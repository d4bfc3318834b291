"""The planner itself: from a brief to a storyboard, by rules alone.

A plan is a pure function of the brief. What the words ask and the plan does otherwise stands in the notes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from agent_tools.planner import camera, emoji, light, timing
from agent_tools.planner.cast import Cast
from agent_tools.planner.draft import Draft, gather, heading_note, merge, spread, to_count
from agent_tools.planner.errors import PlanError
from agent_tools.planner.ready import ready_shots
from agent_tools.planner.request import Request, each_s, fits, ratio_of, read_request, style_of, total_s
from agent_tools.planner.shot import STILL, ShotPlan, compose
from agent_tools.planner.text import clean, is_foreign, reads_right_to_left, shorten
from agent_tools.schema import (
    MAX_REQUEST_CHARS,
    MAX_SHOTS,
    SIZES,
    Brief,
    CameraMove,
    Shot,
    Storyboard,
    StructuredPrompt,
    Subject,
)
from policy.types import CameraKind, Transition

PLANNER = "template-1"
_MIN_SIDE, _MAX_SIDE = 64, 1920
_SEEDS = 2**31
_EARLIER_TURNS = 3


def plan(brief: Brief) -> Storyboard:
    """Turn a request into a storyboard. The same brief always gives the same storyboard.

    Args:
        brief: The request and its options; options that are given win over the request's words.

    Returns:
        1 to 12 shots, each with the five prompt slots, a camera move, up to three subjects and a length of 1..10 s,
        together at most 60 s. `notes` say in plain words what was decided otherwise than asked.

    Raises:
        PlanError: The request names nothing that could be shown.
    """
    text, notes = emoji.read(clean(brief.request))
    if not any(char.isalnum() for char in text):
        if not notes:
            raise _nothing(brief)
        return _whole(brief, " ".join(clean(brief.request).split()), notes)
    if is_foreign(text):
        side = " (right to left)" if reads_right_to_left(text) else ""
        notes.append(
            f"the request is written in another script{side}; the embedded model reads English, so it is kept as typed"
        )
        return _whole(brief, " ".join(text.split()), notes)
    request = read_request(text)
    if not any(reading.text or reading.texts or reading.setting or reading.spoken for reading in request.pieces):
        raise _nothing(brief)
    notes += request.notes
    ready = ready_shots(request, fits(total_s(request, brief, 1, []), MAX_SHOTS), notes)
    if ready is not None:
        drafts, plans = [Draft() for _ in ready], ready
    else:
        if not any(reading.text or reading.texts or reading.setting for reading in request.pieces):
            raise _nothing(brief)
        drafts, plans = _literal(brief, request, notes)
    return _board(brief, request, drafts, plans, notes)


def _nothing(brief: Brief) -> PlanError:
    return PlanError(
        f"request {shorten(brief.request)!r} names nothing to show; allowed are 1..{MAX_REQUEST_CHARS} characters that "
        "name a thing or a scene, such as 'a red fox runs across a snowy field'"
    )


def _literal(brief: Brief, request: Request, notes: list[str]) -> tuple[list[Draft], list[ShotPlan]]:
    """The shots that the words describe."""
    drafts = to_count(gather(request.readings), request.count, notes)
    spread(drafts, request.heading)
    drafts = merge(drafts, MAX_SHOTS, f"a clip has at most {MAX_SHOTS}", notes)
    total = total_s(request, brief, len(drafts), [])
    drafts = merge(drafts, fits(total, len(drafts)), f"{total or 0:g} s are too short for more at 1 s a shot", notes)
    notes += heading_note(request.heading)
    cast = _cast_of_turns(brief)
    before: ShotPlan | None = None
    if request.heading is not None:
        before = compose([request.heading], cast, None, [])
    plans: list[ShotPlan] = []
    for draft in drafts:
        if draft.view is not None and plans:
            made = plans[0]
        else:
            made = compose(draft.readings, cast, plans[-1] if plans else before, notes)
        if draft.view is not None:
            kind, strength = draft.view
            made = replace(made, kind=kind, strength=strength, camera=camera.sentence(kind, strength))
        plans.append(made)
    return drafts, plans


def _cast_of_turns(brief: Brief) -> Cast:
    """Who was spoken of before, so that `it` in `now make it dance` is known."""
    cast = Cast()
    for turn in brief.turns[-_EARLIER_TURNS:]:
        text, _ = emoji.read(clean(turn))
        if any(char.isalnum() for char in text) and not is_foreign(text):
            for reading in read_request(text).readings:
                compose([reading], cast, None, [])
    return cast


def _seconds(brief: Brief, request: Request, drafts: Sequence[Draft], notes: list[str]) -> list[float]:
    total = total_s(request, brief, len(drafts), notes)
    each = each_s(request)
    marked: list[float | None] = [None] * len(drafts)
    if any(draft.start_s is not None for draft in drafts):
        marked = timing.from_marks([(draft.start_s, draft.end_s) for draft in drafts], total, notes)
    wished = [
        mark if mark is not None else draft.own_s if draft.own_s is not None and len(drafts) > 1 else each
        for mark, draft in zip(marked, drafts, strict=True)
    ]
    return timing.durations(wished, total, notes)


def _size(brief: Brief, request: Request, notes: list[str]) -> tuple[str, int, int]:
    """Ratio, width and height: what the brief gives, the rest from the ratio."""
    ratio = ratio_of(request, brief, notes)
    width, height = SIZES[ratio]
    if brief.width_px is not None and brief.height_px is not None:
        divisor = gcd(brief.width_px, brief.height_px)
        return f"{brief.width_px // divisor}:{brief.height_px // divisor}", brief.width_px, brief.height_px
    if brief.width_px is not None:
        return ratio, brief.width_px, _side(brief.width_px * height / width, notes)
    if brief.height_px is not None:
        return ratio, _side(brief.height_px * width / height, notes), brief.height_px
    return ratio, width, height


def _side(wished: float, notes: list[str]) -> int:
    even = 2 * round(wished / 2)
    side = min(max(even, _MIN_SIDE), _MAX_SIDE)
    if side != even:
        notes.append(f"a side of {even} px is outside {_MIN_SIDE}..{_MAX_SIDE}; made {side} px")
    return side


def seed_of(brief: Brief) -> int:
    """The seed of the first shot: the brief's, else one that the request's words decide, 0..2**31-1."""
    if brief.seed is not None:
        return brief.seed
    plain = " ".join(unicodedata.normalize("NFKC", brief.request).casefold().split())
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") % _SEEDS


def _whole(brief: Brief, scene: str, notes: list[str]) -> Storyboard:
    """A request that is kept as it stands, as one shot."""
    kind, strength = CameraKind.DOLLY_IN, camera.GENTLE_STRENGTH
    made = ShotPlan(
        scene=scene,
        camera=camera.sentence(kind, strength),
        kind=kind,
        strength=strength,
        lighting=light.DEFAULT,
        lit=False,
        temporal=STILL,
        figures=(),
        setting="",
        texts=(),
    )
    return _board(brief, Request(heading=None, readings=(), notes=()), [Draft()], [made], notes)


def _board(
    brief: Brief, request: Request, drafts: Sequence[Draft], plans: Sequence[ShotPlan], notes: list[str]
) -> Storyboard:
    ratio, width, height = _size(brief, request, notes)
    seconds = _seconds(brief, request, drafts, notes)
    look = style_of(request, brief, notes)
    seed = seed_of(brief)
    shots = tuple(
        _shot(
            made,
            look,
            duration_s=length,
            transition=(draft.transition or request.transition or Transition.CUT) if index else Transition.CUT,
            seed=(seed + index) % _SEEDS,
        )
        for index, (draft, made, length) in enumerate(zip(drafts, plans, seconds, strict=True))
    )
    total = round(sum(seconds), 3)
    told = [f"{note}; made {total:g} s" if note.endswith("is no length") else note for note in notes]
    return Storyboard(
        shots=shots,
        aspect_ratio=ratio,
        width_px=width,
        height_px=height,
        fps=brief.fps,
        duration_s=total,
        planner=PLANNER,
        notes=tuple(dict.fromkeys(told)),
    )


def _shot(made: ShotPlan, look: str, *, duration_s: float, transition: Transition, seed: int) -> Shot:
    return Shot(
        prompt=StructuredPrompt(
            scene=made.scene, camera=made.camera, lighting=made.lighting, temporal=made.temporal, style=look
        ),
        camera_move=CameraMove(kind=made.kind, strength=made.strength),
        duration_s=duration_s,
        subjects=tuple(
            Subject(id=figure.entity.id, words=figure.entity.words, action=figure.action) for figure in made.figures
        ),
        setting=made.setting,
        onscreen_text=made.texts,
        transition=transition,
        seed=seed,
    )
