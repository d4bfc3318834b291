"""Where consent is written: challenges, grants, and everything that becomes of them.

Only the person's own session may reach this file; the tools of an agent have no way to it (see `docs/consent.md`). Each
method is one transaction that takes the write lock first, so two processes that revoke at once follow each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agent_tools.errors import NotFound
from agent_tools.schema import ToolReply
from agent_tools.store import consent_mapping, consent_query
from agent_tools.store.consent_table import (
    ChallengeRow,
    ChallengeUseRow,
    ConsentEventRow,
    ConsentNameRow,
    ConsentRow,
    DecisionConsentRow,
    WithdrawalRow,
)
from agent_tools.store.consent_view import ClipUse, Revocation, WithdrawalReason
from agent_tools.store.job_book import JobBook
from agent_tools.store.job_table import JobRow
from agent_tools.store.query import require
from agent_tools.store.view import RenderStatus
from policy.consent.challenge import Challenge, draw_phrase, new_challenge
from policy.consent.record import (
    Consent,
    ConsentEvent,
    ConsentRecord,
    EventKind,
    EvidenceKind,
    Relation,
    State,
    Tier,
    renewed_scope,
)
from policy.consent.scope import Scope
from policy.errors import ChallengeError
from policy.types import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody grants; `ConsentRecord` says what each value means.

    Attributes:
        name: The person's name.
        aliases: Further names.
        person: Key of the depicted person; empty for a new one.
        granter: Whoever grants it; empty for the person.
        relation: By what right.
        evidence_kind: What it can be shown with.
        evidence_digest: `sha256:...` of that.
        verified_by: The verifier that found evidence and words to agree; empty for none.
        scope: What is allowed.
    """

    name: str
    evidence_kind: EvidenceKind
    evidence_digest: str
    scope: Scope
    aliases: tuple[str, ...] = ()
    person: str = ""
    granter: str = ""
    relation: Relation = Relation.SELF
    verified_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A challenge given back."""

    challenge_id: str
    phrase: str


class ConsentBook(JobBook):
    """The store with the consents in it open for writing."""

    def challenge(
        self, name: str, *, lifetime: timedelta, phrase: Callable[[], str] = draw_phrase
    ) -> tuple[Challenge, str]:
        """A new challenge for somebody, and its words, which are not kept.

        Args:
            name: The name of the person who is to be shown.
            lifetime: How long it is open, 1 to 60 minutes.
            phrase: Draws its words.

        Raises:
            ChallengeError: The lifetime is out of range, or the name holds no letter and no digit.
            StoreError: The database failed.
        """
        words = phrase()
        with self._writing() as session:
            challenge_id = self._unused_id(session, "chal", ChallengeRow)
            made = new_challenge(challenge_id, name=name, phrase=words, at=self._clock(), lifetime=lifetime)
            session.add(ChallengeRow(**{key: getattr(made, key) for key in consent_mapping.CHALLENGE_COLUMNS}))
            self._note(session, "consent.challenged", challenge_id, {"expires_at": made.expires_at.isoformat()})
        return made, words

    def grant(self, grant: Grant, answer: Answer) -> Consent:
        """Write down a consent, all of it or nothing.

        Args:
            grant: What is granted.
            answer: The challenge, given back.

        Raises:
            NotFound: There is no such challenge.
            ChallengeError: It is wrong, used up or too old.
            ConsentError: What is granted is out of range.
            StoreError: The database failed.
        """
        with self._writing() as session:
            now = self._clock()
            challenge = _open_challenge(session, answer, name=grant.name, at=now)
            person = grant.person or self._new_id("pers")
            record = ConsentRecord(
                id=self._unused_id(session, "cons", ConsentRow),
                person=person,
                name=grant.name,
                aliases=grant.aliases,
                granter=grant.granter or person,
                relation=grant.relation,
                evidence_kind=grant.evidence_kind,
                evidence_digest=grant.evidence_digest,
                challenge_id=challenge.id,
                tier=Tier.VERIFIED if grant.verified_by else Tier.ATTESTED,
                verified_by=grant.verified_by,
                notice_version=challenge.notice_version,
                created_at=now,
            )
            event = ConsentEvent(kind=EventKind.GRANTED, at=now, by=record.granter, scope=grant.scope)
            consent = Consent(record=record, events=(event,))
            session.add(ConsentRow(**consent_mapping.record_values(record)))
            session.flush()
            session.add_all(ConsentNameRow(name=name, consent_id=record.id) for name in sorted(record.names()))
            session.add(ChallengeUseRow(challenge_id=challenge.id, consent_id=record.id, at=now))
            session.add(ConsentEventRow(**consent_mapping.event_values(record.id, 0, event)))
            self._note_event(session, consent, challenge.id)
            return consent

    def narrow(self, consent_id: str, scope: Scope, *, by: str, note: str = "") -> Consent:
        """Allow less from now on.

        Args:
            consent_id: The consent.
            scope: What is still allowed, all of which was allowed before.
            by: Who narrows it.
            note: Why.

        Raises:
            NotFound: There is no such consent.
            ConsentError: It is no longer in force, or the scope is wider somewhere.
            StoreError: The database failed.
        """
        with self._writing() as session:
            consent = _consent(session, consent_id)
            at = self._after(consent)
            event = ConsentEvent(kind=EventKind.NARROWED, at=at, by=by, scope=scope, note=note)
            return self._note_event(session, _add(session, consent, event))

    def renew(self, consent_id: str, until: datetime, answer: Answer, *, by: str) -> Consent:
        """Allow the same for longer; that is consenting again, and takes a challenge again.

        Args:
            consent_id: The consent.
            until: Its new end, later than the old one and at most 10 years from now.
            answer: The challenge, given back.
            by: Who renews it.

        Raises:
            NotFound: There is no such consent or challenge.
            ChallengeError: The challenge is wrong, used up or too old.
            ConsentError: The consent was revoked, or the end is out of range.
            StoreError: The database failed.
        """
        with self._writing() as session:
            consent = self._noted(session, _consent(session, consent_id))
            at = self._after(consent)
            challenge = _open_challenge(session, answer, name=consent.record.name, at=self._clock())
            event = ConsentEvent(kind=EventKind.RENEWED, at=at, by=by, scope=renewed_scope(consent, at, until))
            renewed = _add(session, consent, event)
            session.add(ChallengeUseRow(challenge_id=challenge.id, consent_id=consent_id, at=at))
            return self._note_event(session, renewed, challenge.id)

    def revoke(self, consent_id: str, *, by: str, note: str = "") -> Revocation:
        """Take a consent back: withdraw what was made with it and stop what is being made. Once more does no harm.

        Args:
            consent_id: The consent.
            by: Who revokes it.
            note: Why.

        Raises:
            NotFound: There is no such consent.
            StoreError: The database failed.
        """
        with self._writing() as session:
            consent = _consent(session, consent_id)
            at = self._after(consent)
            repeated = consent.state(at) is State.REVOKED
            if not repeated:
                event = ConsentEvent(kind=EventKind.REVOKED, at=at, by=by, note=note)
                consent = self._note_event(session, _add(session, consent, event))
            cancelled = []
            for render in consent_query.running_renders(session, consent_id):
                render.status, render.finished_at = RenderStatus.CANCELLED.value, self._clock()
                render.error_code = Code.CONSENT_REVOKED.value
                render.error_message = f"consent {consent_id} was revoked while the clip was being made"
                cancelled.append(render.id)
                self._note(session, "render.ended", render.id, {"status": render.status, "code": render.error_code})
            for use in consent_query.clip_uses(session, self._texts, consent_id):
                self._withdraw(session, use, WithdrawalReason.REVOKED, by)
            clips = consent_query.clip_uses(session, self._texts, consent_id)
        return Revocation(consent=consent, repeated=repeated, clips=clips, cancelled=tuple(cancelled))

    def note_expired(self) -> tuple[str, ...]:
        """Write down of every consent that has run out that it has. Its end holds without this; the log then says so.

        Returns:
            The ids of those that were written down now.

        Raises:
            StoreError: The database failed.
        """
        with self._writing() as session:
            before = consent_query.consents(session)
            return tuple(each.record.id for each in before if self._noted(session, each) is not each)

    def consent(self, consent_id: str) -> Consent:
        """The consent with this id.

        Raises:
            NotFound: There is none.
        """
        with self._reading() as session:
            return _consent(session, consent_id)

    def consents(self, person: str = "") -> tuple[Consent, ...]:
        """The consents of a person, or of everybody, oldest first."""
        with self._reading() as session:
            return consent_query.consents(session, person=person)

    def clips_of(self, who: str) -> tuple[ClipUse, ...]:
        """Every clip that was made with the consents of a person, or with one consent, newest first, in one SQL query.

        Args:
            who: Key of a person, or id of a consent.
        """
        with self._reading() as session:
            return consent_query.clip_uses(session, self._texts, who)

    def withdraw_clip(self, who: str, clip_id: str, *, by: str) -> ClipUse:
        """Withdraw one clip of somebody who is shown in it. Once more does no harm.

        Args:
            who: Key of the person, or id of the consent.
            clip_id: The clip.
            by: Who wants it.

        Raises:
            NotFound: No clip of this person has that id.
            StoreError: The database failed.
        """
        with self._writing() as session:
            uses = consent_query.clip_uses(session, self._texts, who, clip_id)
            if not uses:
                raise NotFound(f"no clip {clip_id!r} was made with a consent of {who!r}")
            self._withdraw(session, uses[0], WithdrawalReason.DELETED, by)
            return consent_query.clip_uses(session, self._texts, who, clip_id)[0]

    def end_jobs(self, consent_id: str, reply: ToolReply) -> tuple[str, ...]:
        """Cancel every job that waits and was allowed by a consent; one that is rendered is stopped by its own watch.

        Args:
            consent_id: The consent, revoked before: whatever is judged from then on rests on it no more.
            reply: Why they end.

        Returns:
            The jobs.

        Raises:
            StoreError: The database failed.
        """
        with self._reading() as session:
            found = session.execute(
                select(JobRow.id, JobRow.tenant)
                .join(DecisionConsentRow, DecisionConsentRow.decision_id == JobRow.decision_id)
                .where(DecisionConsentRow.consent_id == consent_id, JobRow.state.in_(("queued", "needs_answer")))
            ).all()
        return tuple(self.cancel(row.id, row.tenant, reply).id for row in found)

    def _withdraw(self, session: Session, use: ClipUse, reason: WithdrawalReason, by: str) -> None:
        if session.get(WithdrawalRow, use.clip_id) is None:
            session.add(
                WithdrawalRow(
                    clip_id=use.clip_id, consent_id=use.consent_id, reason=reason.value, by=by, at=self._clock()
                )
            )
            session.flush()
            self._note(session, "clip.withdrawn", use.clip_id, {"reason": reason.value, "consent": use.consent_id})

    def _note_event(self, session: Session, consent: Consent, challenge_id: str = "") -> Consent:
        """Let the audit chain vouch for the last event of a consent."""
        position = len(consent.events) - 1
        event = consent.events[position]
        values = consent_mapping.event_values(consent.record.id, position, event)
        facts = {"position": position, "challenge": challenge_id, "digest": consent_mapping.event_digest(values)}
        self._note(session, f"consent.{event.kind.value}", consent.record.id, facts)
        return consent

    def _noted(self, session: Session, consent: Consent) -> Consent:
        """The consent, with its end written down if that has come and is not."""
        at = self._after(consent)
        if consent.expired or consent.state(at) is not State.EXPIRED:
            return consent
        return self._note_event(
            session, _add(session, consent, ConsentEvent(kind=EventKind.EXPIRED, at=at, by="clock"))
        )

    def _after(self, consent: Consent) -> datetime:
        """Now, or the time of the last event where this machine's clock is behind the one that wrote it."""
        return max(self._clock(), consent.events[-1].at)


def _consent(session: Session, consent_id: str) -> Consent:
    found: Sequence[Consent] = consent_query.consents(session, consent_id=consent_id) if consent_id else ()
    if not found:
        raise NotFound(f"there is no consent {consent_id!r} in this store")
    return found[0]


def _add(session: Session, consent: Consent, event: ConsentEvent) -> Consent:
    after = consent.then(event)
    values = consent_mapping.event_values(consent.record.id, len(consent.events), event)
    session.add(ConsentEventRow(**values))
    session.flush()
    return after


def _open_challenge(session: Session, answer: Answer, *, name: str, at: datetime) -> Challenge:
    """The challenge that was answered.

    Raises:
        NotFound: There is none with that id.
        ChallengeError: It was answered before, or the answer is wrong or late.
    """
    challenge = consent_mapping.challenge(consent_query.columns(require(session, ChallengeRow, answer.challenge_id)))
    if session.get(ChallengeUseRow, answer.challenge_id) is not None:
        raise ChallengeError(f"challenge {answer.challenge_id!r} was used before; each opens once, ask for another")
    challenge.check(answer.phrase, name=name, at=at)
    return challenge
