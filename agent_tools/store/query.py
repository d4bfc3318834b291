"""The questions that the store answers, each as SQL on an open session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agent_tools.errors import BriefError, NotFound
from agent_tools.schema import ClipView
from agent_tools.store import consent_query, mapping
from agent_tools.store.consent_table import DecisionConsentRow, WithdrawalRow
from agent_tools.store.table import (
    Base,
    BriefRow,
    ClipRow,
    DecisionRow,
    DisclosureRow,
    FindingRow,
    RenderRow,
    ShotRow,
    StoryboardRow,
    TurnRow,
)
from agent_tools.store.view import DecisionView, History, Judged, RenderStatus
from policy.types import Code, FaceState, Verdict

MAX_ROWS = 1000

Row = TypeVar("Row", bound=Base)


def drew_without_faces(session: Session, sha256: str) -> bool:
    """Whether a finished render stored this clip or these layers, and nothing that it was given shows a face."""
    intents = session.scalars(
        select(DecisionRow.intent)
        .join(RenderRow, RenderRow.decision_id == DecisionRow.id)
        .outerjoin(ClipRow, ClipRow.render_id == RenderRow.id)
        .where(or_(RenderRow.layers_sha256 == sha256, ClipRow.sha256 == sha256))
        .where(RenderRow.status == RenderStatus.DONE.value)
    ).all()
    return bool(intents) and all(
        reference["faces"] == FaceState.NONE.value for intent in intents for reference in intent.get("references", ())
    )


def require(session: Session, table: type[Row], row_id: str) -> Row:
    """The row with this id.

    Raises:
        NotFound: There is none.
    """
    row = session.get(table, row_id)
    if row is None:
        raise NotFound(f"there is no {table.__tablename__} {row_id!r} in this store")
    return row


def clips(session: Session, limit: int) -> tuple[ClipView, ...]:
    """The latest clips, newest first."""
    statement = (
        select(ClipRow, WithdrawalRow)
        .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(_checked(limit))
    )
    return tuple(mapping.clip_view(row, withdrawal) for row, withdrawal in session.execute(statement))


def decisions(session: Session, limit: int) -> tuple[DecisionView, ...]:
    """The latest decisions with their findings, newest first."""
    latest = select(DecisionRow).order_by(DecisionRow.decided_at.desc(), DecisionRow.id.desc()).limit(_checked(limit))
    rows = session.scalars(latest).all()
    found: dict[str, list[FindingRow]] = {row.id: [] for row in rows}
    for finding in session.scalars(select(FindingRow).where(FindingRow.decision_id.in_(found))):
        found[finding.decision_id].append(finding)
    resting = consent_query.consent_ids(session, found)
    return tuple(mapping.decision_view(row, found[row.id], resting.get(row.id, ())) for row in rows)


def judged(session: Session, decision_id: str) -> Judged:
    """A decision with exactly what was judged.

    Raises:
        NotFound: There is no such decision.
    """
    row = require(session, DecisionRow, decision_id)
    findings = session.scalars(select(FindingRow).where(FindingRow.decision_id == decision_id)).all()
    return Judged(decision=mapping.decision_view(row, findings), intent=row.intent, principal=row.principal)


def recent_blocks(session: Session, principal: str, before: datetime, limit: int) -> Sequence[datetime]:
    """When somebody's latest requests were blocked, newest first; waits do not count."""
    waits = select(FindingRow.decision_id).where(
        FindingRow.decision_id == DecisionRow.id, FindingRow.code == Code.COOL_DOWN.value
    )
    statement = (
        select(DecisionRow.decided_at)
        .where(DecisionRow.principal == principal, DecisionRow.verdict == Verdict.BLOCK.value)
        .where(DecisionRow.decided_at < before, ~waits.exists())
        .order_by(DecisionRow.decided_at.desc())
        .limit(_checked(limit))
    )
    return session.scalars(statement).all()


def history(session: Session, clip_id: str) -> History:
    """A clip and everything it came from, in one statement.

    Raises:
        NotFound: There is no such clip.
    """
    statement = (
        select(
            *(ClipRow, DisclosureRow, RenderRow, DecisionRow, StoryboardRow, BriefRow, TurnRow),
            *(WithdrawalRow, DecisionConsentRow, ShotRow, FindingRow),
        )
        .join(DisclosureRow, DisclosureRow.clip_id == ClipRow.id)
        .join(RenderRow, RenderRow.id == ClipRow.render_id)
        .join(DecisionRow, DecisionRow.id == RenderRow.decision_id)
        .join(StoryboardRow, StoryboardRow.id == RenderRow.storyboard_id)
        .join(BriefRow, BriefRow.id == StoryboardRow.brief_id)
        .join(TurnRow, TurnRow.id == BriefRow.turn_id)
        .join(ShotRow, ShotRow.storyboard_id == StoryboardRow.id)
        .outerjoin(FindingRow, FindingRow.decision_id == DecisionRow.id)
        .outerjoin(DecisionConsentRow, DecisionConsentRow.decision_id == DecisionRow.id)
        .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
        .where(ClipRow.id == clip_id)
    )
    rows = session.execute(statement).all()
    if not rows:
        raise NotFound(f"there is no clip {clip_id!r} in this store")
    clip, disclosure, render, decision, board, brief, turn, withdrawal, *_ = rows[0]
    consent_ids = tuple(sorted({allowed.consent_id for *_, allowed, _, _ in rows if allowed is not None}))
    shots = {shot.position: shot for *_, shot, _ in rows}
    findings = {found.position: found for *_, found in rows if found is not None}
    return History(
        conversation_id=turn.conversation_id,
        turn_id=turn.id,
        requested_at=turn.created_at,
        brief_id=brief.id,
        brief=mapping.brief(brief),
        storyboard_id=board.id,
        storyboard=mapping.storyboard(board, shots.values()),
        decision=mapping.decision_view(decision, findings.values(), consent_ids),
        render=mapping.render_view(render),
        clip=mapping.clip_view(clip, withdrawal),
        disclosure=mapping.disclosure(disclosure, consent_ids),
    )


def _checked(limit: int) -> int:
    if not 1 <= limit <= MAX_ROWS:
        raise BriefError(f"limit {limit!r} is out of range; it must be 1..{MAX_ROWS}")
    return limit
