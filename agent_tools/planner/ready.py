"""Shots of a ready concept: `explain how rain forms`, `Welcome Maria to our app!`."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tools.planner import camera, light
from agent_tools.planner.cast import Entity
from agent_tools.planner.clause import parse
from agent_tools.planner.concept import Step
from agent_tools.planner.reading import Reading
from agent_tools.planner.request import Request
from agent_tools.planner.shot import Figure, ShotPlan, lighting
from agent_tools.planner.sketch import Clause
from agent_tools.planner.split import Break
from agent_tools.planner.template import Match, choose, match
from policy.types import CameraKind


def _entity(words: str) -> Entity:
    head = words.split()[-1]
    return Entity(id=f"{words.replace(' ', '-')}-1", words=words, head=head, plural=False)


def _plan(step: Step, found: Match, place: str, texts: tuple[str, ...], readings: Sequence[Reading]) -> ShotPlan:
    words, subjects, where, _ = step
    setting, timed = light.read(where)
    scene = f"{words}, {setting}" + (f", {found.rest}" if found.rest else "")
    lights = [reading.light for reading in readings if reading.light.said or reading.light.implied] or [timed]
    lit, asked = lighting(lights, f"{setting} {scene}", None, [])
    if found.concept.lighting and not asked:
        lit = found.concept.lighting
    move = next((m for reading in readings for m in reading.moves if m.kind is not None), None)
    kind, strength = (
        (move.kind or CameraKind.STATIC, move.strength) if move else (CameraKind.DOLLY_IN, camera.GENTLE_STRENGTH)
    )
    figures = tuple(Figure(entity=_entity(name), action=action) for name, action in subjects)
    return ShotPlan(
        scene=scene,
        camera=move.words if move else camera.sentence(kind, strength),
        kind=kind,
        strength=strength,
        lighting=lit,
        lit=asked,
        temporal=", ".join(f"the {name} {action}" for name, action in subjects if action),
        figures=figures,
        setting=place or setting,
        texts=texts,
    )


def ready_shots(request: Request, most: int, notes: list[str]) -> list[ShotPlan] | None:
    """The shots of the concept that a request names, or None when it names none.

    Args:
        request: The request.
        most: How many shots there is time for.
        notes: Grows by what the concept adds to the request.
    """
    readings = request.readings
    if request.heading is not None or any(r.piece.opens is Break.HARD and r.text for r in readings):
        return None
    spoken = " ".join(reading.spoken for reading in readings if reading.text or _speaks(reading))
    found = match(
        spoken,
        scene=any(_is_scene(clause) for reading in readings for clause in reading.clauses),
        asks=any(reading.asks for reading in readings),
    )
    if found is None:
        return None
    steps = found.concept.steps
    if not found.several:
        steps = steps[found.concept.alone or 0 :][:1]
    if request.count:
        steps = choose(found.concept.steps, request.count)
        if len(steps) < request.count:
            notes.append(
                f"the ready concept {found.concept.name!r} has {len(steps)} steps; {request.count} were asked for"
            )
    if len(steps) > most:
        notes.append(f"{len(steps)} steps do not fit; made {most}")
        steps = choose(steps, most)
    notes.append(f"drawn as the ready concept {found.concept.name!r}")
    clauses = parse(found.rest)
    place = next((clause.setting for clause in clauses if clause.setting), "")
    own = ((found.spoken,) if found.spoken else ()) + request.texts
    plans = []
    for index, step in enumerate(steps):
        texts = own if not index else ()
        if not own:
            texts = (f"{index + 1}. {step[3]}" if len(steps) > 1 else step[3],)
        plans.append(_plan(step, found, place, texts, readings))
    if not own:
        notes.append("the on-screen text is the concept's own; put your own in quotation marks")
    return plans


def _is_scene(clause: Clause) -> bool:
    """Whether somebody does something in a clause; `reset a password` tells the viewer to."""
    told = clause.bare and not clause.subjects
    return clause.acts and not clause.condition and not told


def _speaks(reading: Reading) -> bool:
    """Whether a piece says something although the chat wrapper swallowed it, as in `a welcome video`."""
    return bool(reading.spoken) and not (reading.lengths or reading.ratios or reading.styles or reading.moves)
