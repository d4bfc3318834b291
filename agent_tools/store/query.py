"""The questions that the store answers, each as SQL on an open session."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from agent_tools.errors import BriefError, NotFound
from agent_tools.schema import ClipView
from agent_tools.store import mapping
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
from agent_tools.store.view import DecisionView, History, RenderStatus
from policy.types import FaceState

MAX_ROWS = 1000

Row = TypeVar("Row", bound=Base)


def drew_without_faces(session: Session, layers_sha256: str) -> bool:
    """Whether a finished render stored these layers, and nothing that it was given shows a face."""
    intents = session.scalars(
        select(DecisionRow.intent)
        .join(RenderRow, RenderRow.decision_id == DecisionRow.id)
        .where(RenderRow.layers_sha256 == layers_sha256, RenderRow.status == RenderStatus.DONE.value)
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
    statement = select(ClipRow).order_by(ClipRow.created_at.desc(), ClipRow.id.desc()).limit(_checked(limit))
    return tuple(mapping.clip_view(row) for row in session.scalars(statement))


def decisions(session: Session, limit: int) -> tuple[DecisionView, ...]:
    """The latest decisions with their findings, newest first."""
    latest = select(DecisionRow).order_by(DecisionRow.decided_at.desc(), DecisionRow.id.desc()).limit(_checked(limit))
    rows = session.scalars(latest).all()
    found: dict[str, list[FindingRow]] = {row.id: [] for row in rows}
    for finding in session.scalars(select(FindingRow).where(FindingRow.decision_id.in_(found))):
        found[finding.decision_id].append(finding)
    return tuple(mapping.decision_view(row, found[row.id]) for row in rows)


def history(session: Session, clip_id: str) -> History:
    """A clip and everything it came from, in one statement.

    Raises:
        NotFound: There is no such clip.
    """
    statement = (
        select(ClipRow, DisclosureRow, RenderRow, DecisionRow, StoryboardRow, BriefRow, TurnRow, ShotRow, FindingRow)
        .join(DisclosureRow, DisclosureRow.clip_id == ClipRow.id)
        .join(RenderRow, RenderRow.id == ClipRow.render_id)
        .join(DecisionRow, DecisionRow.id == RenderRow.decision_id)
        .join(StoryboardRow, StoryboardRow.id == RenderRow.storyboard_id)
        .join(BriefRow, BriefRow.id == StoryboardRow.brief_id)
        .join(TurnRow, TurnRow.id == BriefRow.turn_id)
        .join(ShotRow, ShotRow.storyboard_id == StoryboardRow.id)
        .outerjoin(FindingRow, FindingRow.decision_id == DecisionRow.id)
        .where(ClipRow.id == clip_id)
    )
    rows = session.execute(statement).all()
    if not rows:
        raise NotFound(f"there is no clip {clip_id!r} in this store")
    clip, disclosure, render, decision, board, brief, turn, _, _ = rows[0]
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
        decision=mapping.decision_view(decision, findings.values()),
        render=mapping.render_view(render),
        clip=mapping.clip_view(clip),
        disclosure=mapping.disclosure(disclosure),
    )


def _checked(limit: int) -> int:
    if not 1 <= limit <= MAX_ROWS:
        raise BriefError(f"limit {limit!r} is out of range; it must be 1..{MAX_ROWS}")
    return limit
