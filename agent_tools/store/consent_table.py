"""The tables of consent. Rows are only ever added; triggers in the migration refuse to change or remove one.

The chain is clip -> render -> decision -> decision_consent -> consent, so that every clip that uses a person's consent
is one query away. Other triggers refuse a render, and a clip, of a decision whose consent was revoked.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agent_tools.store.table import Base, JsonList, JsonObject


class ChallengeRow(Base):
    """A challenge. Its words are not kept, only their digest."""

    __tablename__ = "consent_challenge"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    phrase_digest: Mapped[str]
    notice_version: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ConsentRow(Base):
    """Who consented and how that is known."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("relation IN ('self', 'guardian', 'estate', 'agent')", name="relation"),
        CheckConstraint("(relation = 'self') = (granter = person)", name="granter"),
        CheckConstraint("evidence_kind IN ('statement', 'recording', 'document', 'message')", name="evidence_kind"),
        CheckConstraint("evidence_digest LIKE 'sha256:%'", name="evidence_digest"),
        CheckConstraint("tier IN ('attested', 'verified')", name="tier"),
        CheckConstraint("(tier = 'verified') = (verified_by <> '')", name="verified_by"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    aliases: Mapped[JsonList]
    granter: Mapped[str]
    relation: Mapped[str]
    evidence_kind: Mapped[str]
    evidence_digest: Mapped[str]
    challenge_id: Mapped[str] = mapped_column(ForeignKey("consent_challenge.id"))
    tier: Mapped[str]
    verified_by: Mapped[str]
    notice_version: Mapped[str]
    created_at: Mapped[datetime]


class ConsentNameRow(Base):
    """A name of the depicted person in its normalised spelling, by which a request finds the consent."""

    __tablename__ = "consent_name"

    name: Mapped[str] = mapped_column(primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), primary_key=True, index=True)


class ConsentEventRow(Base):
    """One thing that became of a consent."""

    __tablename__ = "consent_event"
    __table_args__ = (
        CheckConstraint("kind IN ('granted', 'narrowed', 'renewed', 'revoked', 'expired')", name="kind"),
        CheckConstraint("(kind IN ('granted', 'narrowed', 'renewed')) = (scope IS NOT NULL)", name="scope"),
        CheckConstraint("(position = 0) = (kind = 'granted')", name="first"),
    )

    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    scope: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str]


class ChallengeUseRow(Base):
    """That a challenge was answered. Its key makes the second answer impossible."""

    __tablename__ = "consent_challenge_use"

    challenge_id: Mapped[str] = mapped_column(ForeignKey("consent_challenge.id"), primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"))
    at: Mapped[datetime]


class DecisionConsentRow(Base):
    """That a decision rests on a consent. It is written in the transaction that writes the decision."""

    __tablename__ = "decision_consent"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), primary_key=True, index=True)


class WithdrawalRow(Base):
    """That a clip is no longer handed over, and why. A consent stands behind the first two reasons."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        CheckConstraint("reason IN ('consent.revoked', 'person.deleted', 'taken_down', 'erased')", name="reason"),
        CheckConstraint("(reason IN ('consent.revoked', 'person.deleted')) = (consent_id IS NOT NULL)", name="consent"),
    )

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    consent_id: Mapped[str | None] = mapped_column(ForeignKey("consent.id"), index=True)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
