"""A consent: who may be shown, who granted it, on what evidence; and the events of which its state is the fold.

The record never changes. What became of it is in its events, which are only ever added. Knows no storage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from policy.consent.scope import Ask, Audience, Scope, check_words
from policy.errors import ConsentError
from policy.normalise import plain_words
from policy.types import Code

MAX_ALIASES = 20

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Relation(StrEnum):
    """By what right somebody grants consent."""

    SELF = "self"
    GUARDIAN = "guardian"
    ESTATE = "estate"
    AGENT = "agent"


class EvidenceKind(StrEnum):
    """What the consent can be shown with. A statement is only typed; the others are a file."""

    STATEMENT = "statement"
    RECORDING = "recording"
    DOCUMENT = "document"
    MESSAGE = "message"


class Tier(StrEnum):
    """How much is known. Attested: somebody said so. Verified: a verifier compared the evidence with the challenge."""

    ATTESTED = "attested"
    VERIFIED = "verified"


class EventKind(StrEnum):
    """What can become of a consent."""

    GRANTED = "granted"
    NARROWED = "narrowed"
    RENEWED = "renewed"
    REVOKED = "revoked"
    EXPIRED = "expired"


class State(StrEnum):
    """Where a consent stands at some moment. Only an active one allows anything."""

    PENDING = "pending"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


_CHANGES = frozenset({EventKind.GRANTED, EventKind.NARROWED, EventKind.RENEWED})
_NOT_ACTIVE = {
    State.REVOKED: Code.CONSENT_REVOKED,
    State.EXPIRED: Code.CONSENT_EXPIRED,
    State.PENDING: Code.CONSENT_SCOPE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """Who consented and how that is known.

    Attributes:
        id: Id of the consent.
        person: Pseudonymous key of the depicted person: as a requester, this person is known by the same key.
        name: The person's name, as the person gave it.
        aliases: Further names that the person gave, at most 20.
        granter: Key or name of whoever granted it; the same as `person` exactly when the relation is `self`.
        relation: By what right.
        evidence_kind: What it can be shown with.
        evidence_digest: `sha256:...` of that.
        challenge_id: The challenge whose phrase was given back.
        tier: How much is known.
        verified_by: Name of the verifier; empty exactly when the tier is `attested`.
        notice_version: Which notice the person was shown.
        created_at: When, aware.

    Raises:
        ConsentError: A value is empty or out of range, or two contradict each other.
    """

    id: str
    person: str
    name: str
    granter: str
    relation: Relation
    evidence_kind: EvidenceKind
    evidence_digest: str
    challenge_id: str
    notice_version: str
    created_at: datetime
    aliases: tuple[str, ...] = ()
    tier: Tier = Tier.ATTESTED
    verified_by: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "person", "name", "granter", "challenge_id", "notice_version"):
            check_words(name, (getattr(self, name),))
        if len(self.aliases) > MAX_ALIASES:
            raise ConsentError(f"aliases are {len(self.aliases)!r} in number, must be at most {MAX_ALIASES}")
        check_words("aliases", self.aliases)
        for name in (self.name, *self.aliases):
            if not normal_name(name):
                raise ConsentError(f"name {name!r} must hold a letter or digit that the normaliser keeps")
        if not _DIGEST.fullmatch(self.evidence_digest):
            raise ConsentError(f"evidence_digest is {self.evidence_digest!r}, must be sha256: and 64 hex digits")
        if (self.relation is Relation.SELF) != (self.granter == self.person):
            raise ConsentError(
                f"granter {self.granter!r} with relation {self.relation.value!r}: must be the depicted person "
                f"{self.person!r} exactly when the relation is 'self'"
            )
        if self.evidence_kind is EvidenceKind.STATEMENT and self.relation is not Relation.SELF:
            raise ConsentError(
                f"evidence is 'statement' with relation {self.relation.value!r}, must be recording, document or "
                "message: only the person alone may consent by a statement"
            )
        if (self.tier is Tier.VERIFIED) != bool(self.verified_by):
            raise ConsentError(f"tier is {self.tier.value!r} with verifier {self.verified_by!r}; one needs the other")
        if self.created_at.tzinfo is None:
            raise ConsentError(f"created_at is {self.created_at!r}, must be an aware time")

    def names(self) -> frozenset[str]:
        """Every name of the person, normalised."""
        return frozenset(normal_name(name) for name in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """One thing that became of a consent.

    Attributes:
        kind: What.
        at: When, aware, not before the event before it.
        by: Who brought it about.
        scope: What is allowed from then on; there exactly when it was granted, narrowed or renewed.
        note: Why, in the words of whoever did it; may be empty.
    """

    kind: EventKind
    at: datetime
    by: str
    scope: Scope | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A record with all its events, and what follows from them.

    Attributes:
        record: Who consented.
        events: What became of it, oldest first, at least one.
        scope: What it allows, if its state is active.
        revoked_at: When it was revoked; None if it was not.
        expired: Whether its end was noted and no renewal followed.

    Raises:
        ConsentError: The events could not have happened in this order.
    """

    record: ConsentRecord
    events: tuple[ConsentEvent, ...]
    scope: Scope = field(init=False)
    revoked_at: datetime | None = field(init=False)
    expired: bool = field(init=False)

    def __post_init__(self) -> None:
        scope, revoked_at, expired = _fold(self.record, self.events)
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "revoked_at", revoked_at)
        object.__setattr__(self, "expired", expired)

    def then(self, event: ConsentEvent) -> Consent:
        """This consent after one more event.

        Raises:
            ConsentError: It cannot happen now.
        """
        return Consent(record=self.record, events=(*self.events, event))

    def state(self, at: datetime) -> State:
        """Where it stands at a moment.

        Every event counts, however its time lies to that moment: the clocks of two machines may differ, and a
        revocation must not wait for the slower one.
        """
        if self.revoked_at is not None:
            return State.REVOKED
        if self.expired or at >= self.scope.valid_until:
            return State.EXPIRED
        return State.PENDING if at < self.scope.valid_from else State.ACTIVE

    def refusal(self, ask: Ask, at: datetime) -> Code | None:
        """Why a request is not covered at a moment; None if it is.

        Args:
            ask: The request.
            at: When, aware.
        """
        state = self.state(at)
        if state is not State.ACTIVE:
            return _NOT_ACTIVE[state]
        covered = self.scope.admits(ask, self.record.person) and self.scope.allows(ask)
        return None if covered else Code.CONSENT_SCOPE


def normal_name(name: str) -> str:
    """A name in the one spelling in which names are compared; nothing is guessed."""
    return " ".join(plain_words(name))


def _fold(record: ConsentRecord, events: Iterable[ConsentEvent]) -> tuple[Scope, datetime | None, bool]:
    scope: Scope | None = None
    last: ConsentEvent | None = None
    revoked_at: datetime | None = None
    expired = False
    for event in events:
        _check_order(record, event, last)
        if event.kind in _CHANGES:
            scope, expired = _changed(record, event, scope, expired=expired), False
        elif event.scope is not None:
            raise _impossible(record, event, "it must bring no scope")
        elif event.kind is EventKind.REVOKED:
            revoked_at = event.at
        else:
            _check_end(record, event, scope, expired=expired)
            expired = True
        last = event
    if scope is None:
        raise ConsentError(f"consent {record.id!r} has no events, must begin with 'granted'")
    return scope, revoked_at, expired


def _check_order(record: ConsentRecord, event: ConsentEvent, last: ConsentEvent | None) -> None:
    if event.at.tzinfo is None:
        raise ConsentError(f"event {event.kind.value!r} is at {event.at!r}, must be an aware time")
    check_words("by", (event.by,))
    if (last is None) != (event.kind is EventKind.GRANTED):
        raise _impossible(record, event, "'granted' must be its first event and no other")
    if last is not None and last.kind is EventKind.REVOKED:
        raise _impossible(record, event, f"it was revoked at {last.at.isoformat()!r}, and nothing follows that")
    if last is not None and event.at < last.at:
        raise _impossible(record, event, f"it must not be before {last.at.isoformat()!r}")


def _check_end(record: ConsentRecord, event: ConsentEvent, scope: Scope | None, *, expired: bool) -> None:
    if scope is not None and event.at < scope.valid_until:
        raise _impossible(record, event, f"it is valid until {scope.valid_until.isoformat()!r}")
    if expired:
        raise _impossible(record, event, "its end is noted already")


def _changed(record: ConsentRecord, event: ConsentEvent, before: Scope | None, *, expired: bool) -> Scope:
    """The scope that an event brings, if it may follow the scope before it."""
    after = event.scope
    if after is None:
        raise _impossible(record, event, "it must bring a scope")
    if after.audience is Audience.ONLY_ME and record.relation is Relation.ESTATE:
        raise _impossible(record, event, "with audience 'only_me' and relation 'estate' nobody could ask")
    if event.kind is EventKind.GRANTED and after.valid_until <= event.at:
        raise _impossible(record, event, f"it must be valid for some time after {event.at.isoformat()!r}")
    if event.kind is EventKind.NARROWED and before is not None:
        if expired or event.at >= before.valid_until:
            raise _impossible(record, event, f"it ended at {before.valid_until.isoformat()!r}")
        if not after.within(before):
            raise _impossible(record, event, "its scope must allow nothing that it did not allow before")
    if event.kind is EventKind.RENEWED and before is not None:
        if after != _renewed_scope(before, event.at, after.valid_until):
            raise _impossible(record, event, "only the validity may change, from now on")
        if after.valid_until <= max(event.at, before.valid_until):
            raise _impossible(record, event, f"it must end after {max(event.at, before.valid_until).isoformat()!r}")
    return after


def renewed_scope(consent: Consent, at: datetime, until: datetime) -> Scope:
    """What a consent allows after its renewal: the same, from now on for a further time.

    Args:
        consent: The consent.
        at: When it is renewed, aware.
        until: Its new end, at most 10 years later.

    Raises:
        ConsentError: The end is out of range.
    """
    return _renewed_scope(consent.scope, at, until)


def _renewed_scope(before: Scope, at: datetime, until: datetime) -> Scope:
    return Scope(
        valid_from=max(before.valid_from, at),
        valid_until=until,
        uses=before.uses,
        topics=before.topics,
        barred_topics=before.barred_topics,
        audience=before.audience,
        requesters=before.requesters,
        groups=before.groups,
        territories=before.territories,
    )


def _impossible(record: ConsentRecord, event: ConsentEvent, why: str) -> ConsentError:
    return ConsentError(f"consent {record.id!r} cannot be {event.kind.value}: {why}")
