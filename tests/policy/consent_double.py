"""What the tests of consent share: a record, a scope and a request, each valid, with some values replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from policy.consent.record import Consent, ConsentEvent, ConsentRecord, EventKind, EvidenceKind, Relation
from policy.consent.scope import Ask, Audience, Scope
from policy.document import Document
from policy.types import Intent, Use

START = datetime(2026, 11, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
PERSON = "pers_maria"


def record(**changed: object) -> ConsentRecord:
    values: dict[str, object] = {
        "id": "cons_1",
        "person": PERSON,
        "name": "Maria Gonzalez",
        "granter": PERSON,
        "relation": Relation.SELF,
        "evidence_kind": EvidenceKind.RECORDING,
        "evidence_digest": "sha256:" + "ab" * 32,
        "challenge_id": "chal_1",
        "notice_version": "1",
        "created_at": START,
    }
    return ConsentRecord(**(values | changed))  # type: ignore[arg-type]


def scope(**changed: object) -> Scope:
    whole = Scope(valid_from=START, valid_until=START + YEAR, audience=Audience.EVERYONE)
    return replace(whole, **changed)  # type: ignore[arg-type]


def event(kind: EventKind, at: datetime = START, what: Scope | None = None, by: str = PERSON) -> ConsentEvent:
    return ConsentEvent(kind=kind, at=at, by=by, scope=what)


def consent(what: Scope | None = None, **changed: object) -> Consent:
    return Consent(record=record(**changed), events=(event(EventKind.GRANTED, START, what or scope()),))


def ask(text: str = "a walk on a beach", **changed: object) -> Ask:
    values: dict[str, object] = {
        "requester": "bob",
        "groups": frozenset(),
        "uses": frozenset({Use.PERSONAL}),
        "territories": frozenset(),
    }
    document = Document.of(Intent(turns=(text,)), today=START.date())
    given = dict(changed)
    if "use" in given:
        given["uses"] = frozenset({given.pop("use")})
    if "territory" in given:
        given["territories"] = frozenset({given.pop("territory")}) - {""}
    return Ask(document=document, **(values | given))  # type: ignore[arg-type]
