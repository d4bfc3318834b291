"""The questions about consent, each as SQL on an open session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from agent_tools.store import consent_mapping
from agent_tools.store.consent_table import ConsentEventRow, ConsentRow, DecisionConsentRow, WithdrawalRow
from agent_tools.store.consent_view import ClipUse, WithdrawalReason
from agent_tools.store.prepared import Prepared
from agent_tools.store.seal import ERASED, Texts
from agent_tools.store.table import Base, BriefRow, ClipRow, DecisionRow, RenderRow, SealedTextRow, StoryboardRow
from agent_tools.store.transaction import Transaction
from agent_tools.store.view import RenderStatus
from policy.consent.record import Consent

_REVOKED = Prepared(
    select(ConsentEventRow.consent_id)
    .join(DecisionConsentRow, DecisionConsentRow.consent_id == ConsentEventRow.consent_id)
    .where(DecisionConsentRow.decision_id == bindparam("decision_id"), ConsentEventRow.kind == "revoked")
    .order_by(ConsentEventRow.consent_id)
)


def consents(session: Session, *, consent_id: str = "", person: str = "") -> tuple[Consent, ...]:
    """The consent with an id, or all of a person, or without either all there are; oldest first."""
    wanted = select(ConsentRow).order_by(ConsentRow.created_at, ConsentRow.id)
    if consent_id:
        wanted = wanted.where(ConsentRow.id == consent_id)
    if person:
        wanted = wanted.where(ConsentRow.person == person)
    records = session.scalars(wanted).all()
    events: dict[str, list[Mapping[str, Any]]] = {row.id: [] for row in records}
    statement = select(ConsentEventRow).order_by(ConsentEventRow.position)
    if consent_id or person:
        statement = statement.where(ConsentEventRow.consent_id.in_(events))
    for event in session.scalars(statement):
        events[event.consent_id].append(columns(event))
    return tuple(consent_mapping.consent(columns(row), events[row.id]) for row in records)


def clip_uses(session: Session, texts: Texts, who: str, clip_id: str = "") -> tuple[ClipUse, ...]:
    """Every clip that was made with the consents of a person, or with one consent, in one statement, newest first.

    Args:
        session: An open session.
        texts: Opens what was asked.
        who: Key of a person, or id of a consent.
        clip_id: Only this clip; empty for all.
    """
    asked, judged = aliased(SealedTextRow), aliased(SealedTextRow)
    statement = (
        select(ClipRow, ConsentRow.id, ConsentRow.person, asked, judged, WithdrawalRow)
        .join(RenderRow, RenderRow.id == ClipRow.render_id)
        .join(DecisionRow, DecisionRow.id == RenderRow.decision_id)
        .join(DecisionConsentRow, DecisionConsentRow.decision_id == DecisionRow.id)
        .join(ConsentRow, ConsentRow.id == DecisionConsentRow.consent_id)
        .join(StoryboardRow, StoryboardRow.id == RenderRow.storyboard_id)
        .join(BriefRow, BriefRow.id == StoryboardRow.brief_id)
        .outerjoin(asked, asked.owner == BriefRow.id)
        .outerjoin(judged, judged.owner == DecisionRow.id)
        .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
        .where(or_(ConsentRow.id == who, ConsentRow.person == who))
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc(), ConsentRow.id)
    )
    if clip_id:
        statement = statement.where(ClipRow.id == clip_id)
    rows = session.execute(statement).all()
    words = texts.open(sealed for _, _, _, *both, _ in rows for sealed in both)
    return tuple(
        ClipUse(
            clip_id=clip.id,
            consent_id=consent_id,
            person=person,
            request=str(_of(words, brief).get("request", ERASED)),
            requester=str(_of(words, decision).get("intent", {}).get("requester", "")),
            path=clip.path,
            sha256=clip.sha256,
            made_at=clip.created_at,
            withdrawn_at=None if withdrawal is None else withdrawal.at,
            reason=None if withdrawal is None else WithdrawalReason(withdrawal.reason),
        )
        for clip, consent_id, person, brief, decision, withdrawal in rows
    )


def _of(words: Mapping[str, dict[str, Any]], row: SealedTextRow | None) -> dict[str, Any]:
    return {} if row is None else words.get(row.owner, {})


def running_renders(session: Session, consent_id: str) -> Sequence[RenderRow]:
    """The renders that are running on a consent."""
    statement = (
        select(RenderRow)
        .join(DecisionConsentRow, DecisionConsentRow.decision_id == RenderRow.decision_id)
        .where(DecisionConsentRow.consent_id == consent_id, RenderRow.status == RenderStatus.RUNNING.value)
        .order_by(RenderRow.id)
    )
    return session.scalars(statement).all()


def revoked(transaction: Transaction, decision_id: str) -> str | None:
    """A revoked consent on which a decision rests; None if there is none."""
    found = transaction.first(_REVOKED, decision_id=decision_id)
    return None if found is None else str(found.consent_id)


def consent_ids(session: Session, decision_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each decision that rests on consents, their ids, sorted."""
    statement = select(DecisionConsentRow).where(DecisionConsentRow.decision_id.in_(list(decision_ids)))
    found: dict[str, list[str]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.decision_id, []).append(row.consent_id)
    return {decision_id: tuple(sorted(ids)) for decision_id, ids in found.items()}


def columns(row: Base) -> dict[str, Any]:
    """A row's values by column."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
