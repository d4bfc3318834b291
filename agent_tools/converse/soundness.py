"""What is wrong with a scenario that no single field of it shows: something is used before it can be there."""

from __future__ import annotations

from collections.abc import Iterator

from agent_tools.converse.complaint import nearest
from agent_tools.converse.event import LAST, Event, consents_named
from agent_tools.converse.facet import PolicyExpect
from agent_tools.converse.format import Scenario, Turn
from agent_tools.converse.source import Where
from agent_tools.converse.variable import names_in
from policy.errors import OperatorPolicyError
from policy.operator_file import read_policy

Fault = tuple[Where, str]


def faults_of(scenario: Scenario) -> Iterator[Fault]:
    """Everything that is wrong, each with its place in the scenario.

    Args:
        scenario: A scenario whose fields are all right by themselves.
    """
    yield from _variables(scenario)
    yield from _consents(scenario)
    yield from _files(scenario)
    yield from _answers(scenario)


def _variables(scenario: Scenario) -> Iterator[Fault]:
    context = scenario.context
    known = [name for name in ("product", "brand") if getattr(context, name) is not None]
    known += [f"consent.{each.id}" for each in context.consents]
    for place, turn in enumerate(scenario.turns):
        told = turn.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for part in ("user", "event", "expect", "answer", "attachments"):
            yield from _unsaved(told.get(part), ("turns", place, part), known)
        if turn.event is not None and turn.event.grant is not None:
            known.append(f"consent.{turn.event.grant.id}")
        known += turn.save
    for place, step in enumerate(scenario.script):
        told = step.model_dump(mode="json", exclude_unset=True)
        yield from _unsaved(told, ("script", place), known)


def _unsaved(value: object, where: Where, known: list[str]) -> Iterator[Fault]:
    try:
        used = list(names_in(value))
    except ValueError as exc:
        yield where, str(exc)
        return
    for name in dict.fromkeys(used):
        if name not in known:
            there = ", ".join(known) or "none"
            yield where, f"${{{name}}} was never saved before{nearest(name, known)}; there are: {there}"


def _consents(scenario: Scenario) -> Iterator[Fault]:
    known = [each.id for each in scenario.context.consents]
    for place, turn in enumerate(scenario.turns):
        for consent in (*consents_named(turn.event), *_expected(turn)):
            if consent not in known:
                yield ("turns", place), f"consent {consent!r} was never given{nearest(consent, known)}"
        grant = None if turn.event is None else turn.event.grant
        if grant is not None:
            if grant.id in known:
                yield ("turns", place, "event", "grant", "id"), f"a consent {grant.id!r} is there already"
            known.append(grant.id)


def _expected(turn: Turn) -> tuple[str, ...]:
    expect = turn.expect
    if expect is None:
        return ()
    policy = expect.policy if isinstance(expect.policy, PolicyExpect) else None
    resting = (policy.consents if policy else None) or ()
    shown = (expect.disclosure.consents if expect.disclosure else None) or ()
    return (*resting, *shown)


def _files(scenario: Scenario) -> Iterator[Fault]:
    for place, turn in enumerate(scenario.turns):
        for each in turn.attachments:
            if not (scenario.folder / each).is_file():
                yield ("turns", place, "attachments"), f"there is no file {each!r} beside {scenario.file.name}"
    if scenario.cassette is not None and not (scenario.folder / scenario.cassette).is_file():
        yield ("cassette",), f"there is no file {scenario.cassette!r} beside {scenario.file.name}"
    try:
        policy = scenario.context.policy_file(scenario.folder)
        if policy is not None:
            read_policy(policy, "the policy")
    except OSError as exc:
        yield ("context", "policy"), f"{scenario.context.policy!r} cannot be read: {exc.strerror}"
    except OperatorPolicyError as exc:
        yield ("context", "policy"), str(exc)


def _answers(scenario: Scenario) -> Iterator[Fault]:
    """Answers to nothing, and events before there is anything that they could be about."""
    asked = False
    for place, turn in enumerate(scenario.turns):
        if not asked and (turn.answer is not None or _about_last(turn.event)):
            yield ("turns", place), "nobody has said anything yet that this could be about"
        asked = asked or turn.user is not None


def _about_last(event: Event | None) -> bool:
    return event is not None and LAST in (event.cancel, event.settle, event.fetch, event.tamper, event.erase)
