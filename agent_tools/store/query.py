"""The questions that the store answers, each as SQL on an open session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from agent_tools.errors import BriefError, NotFound, TextErased
from agent_tools.schema import ClipView
from agent_tools.store import consent_query, mapping
from agent_tools.store.consent_table import DecisionConsentRow, WithdrawalRow
from agent_tools.store.fingerprint import distance
from agent_tools.store.joined import Joined, Whole
from agent_tools.store.prepared import Prepared
from agent_tools.store.seal import Texts
from agent_tools.store.table import (
    Base,
    BriefRow,
    ClipManifestRow,
    ClipRow,
    DecisionRow,
    DisclosureRow,
    FindingRow,
    RenderInputRow,
    RenderRow,
    SealedTextRow,
    ShotRow,
    StoryboardRow,
    TurnRow,
)
from agent_tools.store.transaction import Transaction
from agent_tools.store.view import DecisionView, History, Judged, Manifest, RenderStatus, RenderView
from policy.types import Code, FaceState, Verdict

MAX_ROWS = 1000
_SAID = (BriefRow, StoryboardRow, DecisionRow, RenderRow, ClipRow)
_N_SAID = len(_SAID)

Row = TypeVar("Row", bound=Base)


def drew_without_faces(session: Session, sha256: str) -> bool:
    """Whether a finished render stored this clip or these layers, and nothing that it was given shows a face."""
    made_it = select(ClipRow.render_id).where(ClipRow.sha256 == sha256)
    stored_it = (
        or_(RenderRow.layers_sha256 == sha256, RenderRow.id.in_(made_it)),
        RenderRow.status == RenderStatus.DONE.value,
    )
    # What a render was given is known of those that name their worker.
    workers = session.scalars(select(RenderRow.worker).where(*stored_it)).all()
    faces = session.scalars(
        select(RenderInputRow.faces).join(RenderRow, RenderRow.id == RenderInputRow.render_id).where(*stored_it)
    ).all()
    return bool(workers) and all(workers) and set(faces) <= {"", FaceState.NONE.value}


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
    return _clips(session, limit=_checked(limit))


def clips_of_bytes(session: Session, sha256: str) -> tuple[ClipView, ...]:
    """The clips whose file has this digest, newest first."""
    return _clips(session, ClipRow.sha256 == sha256)


def clip_of_watermark(session: Session, watermark_id: int) -> ClipView | None:
    """The clip whose watermark carries this number."""
    return next(iter(_clips(session, ClipRow.watermark_id == watermark_id)), None)


def clips_near(session: Session, fingerprint: str, within: int) -> tuple[tuple[ClipView, int], ...]:
    """The clips that look alike, the nearest first, each with its distance in bits."""
    prints = session.execute(select(ClipRow.id, ClipRow.fingerprint).where(ClipRow.fingerprint.is_not(None)))
    far = {clip_id: distance(fingerprint, str(other)) for clip_id, other in prints}
    near = {clip_id: bits for clip_id, bits in far.items() if bits is not None and bits <= within}
    found = {clip.id: clip for clip in _clips(session, ClipRow.id.in_(near))} if near else {}
    return tuple((found[clip_id], near[clip_id]) for clip_id in sorted(near, key=lambda each: (near[each], each)))


def manifest(session: Session, clip_id: str) -> Manifest | None:
    """The stored manifest of a clip."""
    row = session.get(ClipManifestRow, clip_id)
    if row is None:
        return None
    return Manifest(clip_id=row.clip_id, media_type=row.media_type, sha256=row.sha256, body=row.body)


def _clips(session: Session, *wanted: ColumnElement[bool], limit: int | None = None) -> tuple[ClipView, ...]:
    statement = (
        select(ClipRow, WithdrawalRow)
        .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
        .where(*wanted)
        .order_by(ClipRow.created_at.desc(), ClipRow.id.desc())
        .limit(limit)
    )
    return tuple(mapping.clip_view(row, withdrawal) for row, withdrawal in session.execute(statement))


def decisions(session: Session, texts: Texts, limit: int) -> tuple[DecisionView, ...]:
    """The latest decisions with their findings, newest first."""
    latest = select(DecisionRow).order_by(DecisionRow.decided_at.desc(), DecisionRow.id.desc()).limit(_checked(limit))
    rows = session.scalars(latest).all()
    found: dict[str, list[FindingRow]] = {row.id: [] for row in rows}
    for finding in session.scalars(select(FindingRow).where(FindingRow.decision_id.in_(found))):
        found[finding.decision_id].append(finding)
    resting = consent_query.consent_ids(session, found)
    words = texts.open(session.scalars(select(SealedTextRow).where(SealedTextRow.owner.in_(found))))
    return tuple(mapping.decision_view(row, found[row.id], words.get(row.id), resting.get(row.id, ())) for row in rows)


def judged(session: Session, texts: Texts, decision_id: str) -> Judged:
    """A decision with exactly what was judged.

    Raises:
        NotFound: There is no such decision.
        TextErased: What was judged was erased.
    """
    row = require(session, DecisionRow, decision_id)
    findings = session.scalars(select(FindingRow).where(FindingRow.decision_id == decision_id)).all()
    words = texts.open([session.get(SealedTextRow, decision_id)]).get(decision_id)
    if words is None:
        raise TextErased(f"what decision {decision_id!r} judged was erased, or its key is gone")
    view = mapping.decision_view(row, findings, words)
    return Judged(decision=view, intent=words["intent"], principal=row.principal)


_WAITS = select(FindingRow.decision_id).where(
    FindingRow.decision_id == DecisionRow.id, FindingRow.code == Code.COOL_DOWN.value
)
_RECENT_BLOCKS = Prepared(
    select(DecisionRow.decided_at)
    .where(DecisionRow.principal == bindparam("principal"), DecisionRow.verdict == Verdict.BLOCK.value)
    .where(DecisionRow.decided_at < bindparam("before"), ~_WAITS.exists())
    .order_by(DecisionRow.decided_at.desc())
    .limit(bindparam("n"))
)


def recent_blocks(transaction: Transaction, principal: str, before: datetime, limit: int) -> Sequence[datetime]:
    """When somebody's latest requests were blocked, newest first; waits do not count."""
    rows = transaction.all(_RECENT_BLOCKS, principal=principal, before=before, n=_checked(limit))
    return [row.decided_at for row in rows]


_RENDER = Prepared(select(RenderRow).where(RenderRow.id == bindparam("id")))
_CLIP = Prepared(
    select(ClipRow, WithdrawalRow.at, WithdrawalRow.reason)
    .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
    .where(ClipRow.id == bindparam("id"))
)


def render(transaction: Transaction, render_id: str) -> RenderView:
    """The render as it stands.

    Raises:
        NotFound: There is no such render.
    """
    row = transaction.require(_RENDER, RenderRow, render_id)
    return mapping.render_view(row, transaction.open(render_id).get(render_id))


def clip(transaction: Transaction, clip_id: str) -> ClipView:
    """The clip with this id, and since when and why it is withdrawn.

    Raises:
        NotFound: There is no such clip.
    """
    row = transaction.require(_CLIP, ClipRow, clip_id)
    return mapping.clip_view(row, None if row.at is None else row)


@cache
def _history() -> Joined:
    """The statement behind `history`; building it takes longer than running it."""
    said = {row: SealedTextRow.__table__.alias(f"said_{row.__tablename__}") for row in _SAID}

    def completed(statement: Whole) -> Whole:
        statement = (
            statement.select_from(ClipRow)
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
            .where(ClipRow.id == bindparam("clip_id"))
        )
        for row, sealed in said.items():
            statement = statement.outerjoin(sealed, sealed.c.owner == row.id)
        return statement

    plain = (ClipRow, DisclosureRow, RenderRow, DecisionRow, StoryboardRow, BriefRow, TurnRow)
    more = (WithdrawalRow, DecisionConsentRow, ShotRow, FindingRow)
    tables = [row.__table__ for row in plain], said.values(), [row.__table__ for row in more]
    return Joined([table for group in tables for table in group], completed)


def history(transaction: Transaction, texts: Texts, clip_id: str) -> History:
    """A clip and everything it came from, in one statement.

    Raises:
        NotFound: There is no such clip.
    """
    rows = _history().all(transaction, clip_id=clip_id)
    if not rows:
        raise NotFound(f"there is no clip {clip_id!r} in this store")
    clip, disclosure, render, decision, board, brief, turn, *others = rows[0]
    words = texts.open(others[:_N_SAID])
    consent_ids = tuple(sorted({allowed.consent_id for *_, allowed, _, _ in rows if allowed is not None}))
    shots = {shot.position: shot for *_, shot, _ in rows}
    findings = {found.position: found for *_, found in rows if found is not None}
    return History(
        conversation_id=turn.conversation_id,
        turn_id=turn.id,
        requested_at=turn.created_at,
        brief_id=brief.id,
        brief=mapping.brief(words.get(brief.id)),
        storyboard_id=board.id,
        storyboard=mapping.storyboard(board, shots.values(), words.get(board.id)),
        decision=mapping.decision_view(decision, findings.values(), words.get(decision.id), consent_ids),
        render=mapping.render_view(render, words.get(render.id)),
        clip=mapping.clip_view(clip, others[_N_SAID]),
        disclosure=mapping.disclosure(disclosure, words.get(clip.id), consent_ids),
    )


def _checked(limit: int) -> int:
    if not 1 <= limit <= MAX_ROWS:
        raise BriefError(f"limit {limit!r} is out of range; it must be 1..{MAX_ROWS}")
    return limit
