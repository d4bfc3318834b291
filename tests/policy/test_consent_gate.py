"""What recorded consent answers in the gate, and what it never does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from policy.consent.record import Consent, EventKind, EvidenceKind, Relation
from policy.consent.scope import Audience
from policy.consent.settle import MemoryConsents
from policy.errors import ConsentGone, PermitError
from policy.gate import Gate, MemoryLog, default_gate
from policy.types import Code, Decision, Intent, ShotIntent, Use, Verdict
from tests.policy.conftest import KEY, NOW
from tests.policy.consent_double import PERSON, consent, event, scope

Make = Callable[..., ShotIntent]


class Broken:
    """A registry whose disk is gone."""

    def find(self, *, names: frozenset[str], person: str) -> Sequence[Consent]:
        raise OSError("disk gone")

    def get(self, ids: Sequence[str]) -> Sequence[Consent]:
        raise OSError("disk gone")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def consents() -> MemoryConsents:
    return MemoryConsents([consent(aliases=("Mari G. Lopez",))])


@pytest.fixture
def gate(lists: tuple[Path, Path], consents: MemoryConsents, clock: Clock) -> Gate:
    return default_gate(MemoryLog(), KEY, lists=lists, consents=consents, clock=clock)


def says(gate: Gate, text: str, **asked: object) -> Decision:
    return gate.review(Intent(turns=(text,), **({"requester": "bob"} | asked)))  # type: ignore[arg-type]


def codes(decision: Decision) -> set[Code]:
    return {found.code for found in decision.findings if found.verdict is not Verdict.ALLOW}


@pytest.mark.parametrize(
    "text",
    [
        "Maria Gonzalez walks on a beach",
        "MARIA GONZALEZ walks on a beach",
        "Maria González walks on a beach",
        "Mar\u0456a Gonzalez walks on a beach",
        "my boss Maria Gonzalez walks on a beach",
        "my friend, Maria Gonzalez, walks on a beach",
        "Maria Gonzalez and a dog",
        "Maria Gonzalez, maria@example.com, walks on a beach",
    ],
)
def test_a_covered_name_is_allowed_and_says_by_what(gate: Gate, text: str) -> None:
    decision = says(gate, text)
    assert decision.verdict is Verdict.ALLOW
    assert decision.consent_ids == ("cons_1",)
    assert decision.findings
    assert all("cons_1" in found.why and found.verdict is Verdict.ALLOW for found in decision.findings)
    assert decision.to_json()["consent_ids"] == ["cons_1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mario Gonzalez walks on a beach", Code.NAME_SHAPED),
        ("Maria Gonzales walks on a beach", Code.NAME_SHAPED),
        ("Maria Gonzalez and Anna Schmidt walk", Code.NAME_SHAPED),
        ("my boss walks on a beach", Code.PRIVATE_PERSON),
        ("my boss and, far away from there, Maria Gonzalez", Code.PRIVATE_PERSON),
        ("a woman who looks like Maria Gonzalez", Code.LOOKALIKE),
        ("Maria Gonzalez and Taylor Swift walk", Code.PUBLIC_FIGURE),
        ("a video of me on a beach", Code.SELF),
    ],
)
def test_nobody_else_is_allowed_with_it(gate: Gate, text: str, code: Code) -> None:
    decision = says(gate, text)
    assert decision.verdict is not Verdict.ALLOW
    assert code in codes(decision)


@pytest.mark.parametrize(
    "text",
    ["Maria Gonzalez naked on a beach", "a nude Maria Gonzalez", "my friend Maria Gonzalez in a porn film"],
)
def test_sexual_content_is_blocked_with_every_consent(gate: Gate, text: str) -> None:
    decision = says(gate, text, requester=PERSON)
    assert decision.verdict is Verdict.BLOCK
    assert Code.SEXUAL_REAL_PERSON in codes(decision)


def test_sexual_content_with_a_minor_is_blocked_with_a_guardians_consent(gate: Gate, consents: MemoryConsents) -> None:
    consents.put(consent(relation=Relation.GUARDIAN, granter="mother"))
    assert says(gate, "Maria Gonzalez, a naked 12 year old child").verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [(EvidenceKind.RECORDING, Verdict.ALLOW), (EvidenceKind.STATEMENT, Verdict.BLOCK)],
)
def test_a_well_known_person_needs_more_than_a_typed_word(
    gate: Gate, consents: MemoryConsents, kind: EvidenceKind, verdict: Verdict
) -> None:
    consents.put(consent(id="cons_2", name="Taylor Swift", evidence_kind=kind))
    assert says(gate, "Taylor Swift sings").verdict is verdict
    assert says(gate, "Tayler Swift sings").verdict is not Verdict.ALLOW


def test_oneself_is_shown_with_ones_own_consent_only(gate: Gate) -> None:
    assert says(gate, "a video of me on a beach", requester=PERSON).verdict is Verdict.ALLOW
    stranger = says(gate, "a video of me on a beach", requester="bob")
    assert (stranger.verdict, codes(stranger)) == (Verdict.ASK, {Code.SELF, Code.CONSENT_MISSING})
    unknown = says(gate, "a video of me on a beach", requester="")
    assert (unknown.verdict, codes(unknown)) == (Verdict.ASK, {Code.SELF})


@pytest.mark.parametrize(
    ("changed", "asked", "code"),
    [
        ({"uses": frozenset({Use.SATIRE})}, {}, Code.CONSENT_SCOPE),
        ({"territories": frozenset({"DE"})}, {"territory": "FR"}, Code.CONSENT_SCOPE),
        ({"barred_topics": frozenset({"beach"})}, {}, Code.CONSENT_SCOPE),
        ({"valid_from": NOW + timedelta(days=1)}, {}, Code.CONSENT_SCOPE),
        ({"valid_until": NOW}, {}, Code.CONSENT_EXPIRED),
    ],
)
def test_what_is_outside_says_why(
    gate: Gate, consents: MemoryConsents, changed: dict[str, object], asked: dict[str, object], code: Code
) -> None:
    consents.put(consent(scope(**changed)))
    decision = says(gate, "Maria Gonzalez on a beach", **asked)
    assert (decision.verdict, codes(decision)) == (Verdict.ASK, {Code.NAME_SHAPED, code})
    assert decision.consent_ids == ()


def test_to_who_may_not_ask_a_consent_does_not_exist(gate: Gate, consents: MemoryConsents) -> None:
    for what in (scope(audience=Audience.ONLY_ME), scope(audience=Audience.ONLY_ME, valid_until=NOW)):
        consents.put(consent(what))
        assert codes(says(gate, "Maria Gonzalez walks")) == {Code.NAME_SHAPED}


def test_of_several_consents_one_that_covers_is_enough(gate: Gate, consents: MemoryConsents) -> None:
    consents.put(consent(scope(uses=frozenset({Use.SATIRE}))))
    consents.put(consent(id="cons_2"))
    assert says(gate, "Maria Gonzalez walks").consent_ids == ("cons_2",)


def test_a_lookup_that_fails_allows_nothing(lists: tuple[Path, Path]) -> None:
    broken = default_gate(MemoryLog(), KEY, lists=lists, consents=Broken(), clock=lambda: NOW)
    decision = says(broken, "Maria Gonzalez walks")
    assert (decision.verdict, codes(decision)) == (Verdict.ASK, {Code.NAME_SHAPED, Code.DETECTOR_FAILED})
    assert says(broken, "Taylor Swift sings").verdict is Verdict.BLOCK
    assert says(broken, "a fox").verdict is Verdict.ALLOW


# The permit


def permit_of(gate: Gate, shot: Make) -> tuple[Decision, Intent]:
    intent = Intent(turns=("Maria Gonzalez walks",), shots=(shot("Maria Gonzalez on a beach"),), requester="bob")
    decision = gate.review(intent)
    assert decision.permit is not None
    return decision, intent


def test_a_permit_opens_while_its_consent_holds(gate: Gate, shot: Make) -> None:
    decision, _ = permit_of(gate, shot)
    assert decision.permit is not None
    assert decision.permit.consent_ids == ("cons_1",)
    gate.confirm(decision.permit)


@pytest.mark.parametrize("what", ["revoked", "narrowed", "expired", "missing"])
def test_a_permit_opens_nothing_once_its_consent_is_gone(
    gate: Gate, shot: Make, consents: MemoryConsents, clock: Clock, what: str
) -> None:
    consents.put(consent(scope(valid_until=NOW + timedelta(minutes=30))))
    decision, _ = permit_of(gate, shot)
    assert decision.permit is not None
    granted = consents.get(["cons_1"])[0]
    match what:
        case "revoked":
            consents.put(granted.then(event(EventKind.REVOKED, NOW)))
        case "narrowed":
            less = dataclasses.replace(granted.scope, audience=Audience.ONLY_ME)
            consents.put(granted.then(event(EventKind.NARROWED, NOW, less)))
        case "expired":
            clock.now = NOW + timedelta(minutes=30)
        case "missing":
            consents._consents.clear()
    with pytest.raises(ConsentGone) as caught:
        gate.confirm(decision.permit)
    expected = {"narrowed": "scope"}.get(what, what)
    assert caught.value.reason == f"consent.{expected}"


def test_a_permit_cannot_shed_its_consents(gate: Gate, shot: Make) -> None:
    decision, _ = permit_of(gate, shot)
    assert decision.permit is not None
    for ids in ((), ("cons_2",), ("cons_1", "cons_2")):
        with pytest.raises(PermitError, match="was not made by this gate"):
            gate.confirm(dataclasses.replace(decision.permit, consent_ids=ids))


def test_a_registry_that_fails_closes_the_permit(lists: tuple[Path, Path], gate: Gate, shot: Make) -> None:
    decision, _ = permit_of(gate, shot)
    assert decision.permit is not None
    broken = default_gate(MemoryLog(), KEY, lists=lists, consents=Broken(), clock=lambda: NOW)
    with pytest.raises(ConsentGone, match="could not be looked up"):
        broken.confirm(decision.permit)


def test_an_intent_that_says_nothing_new_keeps_its_digest() -> None:
    plain = Intent(turns=("a fox",))
    assert plain.digest() == "sha256:2fd7d8de71e5ee795e7b22da64e302efcecb93d33784d2813804650ed5ef54dc"
    assert len({plain.digest(), Intent(turns=("a fox",), requester="bob").digest()}) == 2
    assert Intent(turns=("a fox",), use=Use.SATIRE).digest() != plain.digest()
