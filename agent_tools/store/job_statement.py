"""The statements of jobs. All times are bound, so that one clock decides."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from agent_tools.job.view import JobState
from agent_tools.store.acknowledgement_table import AcknowledgementRow
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.job_table import JobClipRow, JobRow
from agent_tools.store.job_view import COLUMNS, Stage
from agent_tools.store.prepared import Prepared, among, changing
from agent_tools.store.table import (
    BriefRow,
    ClipRow,
    ConversationRow,
    RenderRow,
    ShotRow,
    StoryboardRow,
    TurnRow,
)
from agent_tools.store.view import RenderStatus

_ALL = tuple(getattr(JobRow, name) for name in COLUMNS)
_QUEUED = JobRow.state == JobState.QUEUED.value
_RUNNING = JobRow.state == JobState.RUNNING.value
_WAITS = or_(_QUEUED, JobRow.state == JobState.NEEDS_ANSWER.value)
_COUNTS = or_(_WAITS, _RUNNING, JobRow.state == JobState.COMPLETED.value, JobRow.attempts > 0)
_other = aliased(JobRow)


def _jobs(*wanted: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    return select(*_ALL).where(*wanted)


JOB = Prepared(_jobs(JobRow.id == bindparam("id")))
"""The job `id`."""

JOB_OF_KEY = Prepared(
    select(JobRow.id, JobRow.request_digest).where(JobRow.tenant == bindparam("tenant"), JobRow.key == bindparam("key"))
)
"""The job of a `tenant` that came with this `key`."""

CONVERSATION = Prepared(select(ConversationRow.tenant).where(ConversationRow.id == bindparam("id")))
"""Whose the conversation `id` is."""

TENANT_OF_CLIP = Prepared(
    select(ConversationRow.tenant)
    .join(TurnRow, TurnRow.conversation_id == ConversationRow.id)
    .join(BriefRow, BriefRow.turn_id == TurnRow.id)
    .join(StoryboardRow, StoryboardRow.brief_id == BriefRow.id)
    .join(RenderRow, RenderRow.storyboard_id == StoryboardRow.id)
    .join(ClipRow, ClipRow.render_id == RenderRow.id)
    .where(ClipRow.id == bindparam("id"))
)
"""Whose the clip `id` is."""

ACKNOWLEDGED = Prepared(
    select(AcknowledgementRow.at).where(
        AcknowledgementRow.clip_id == bindparam("clip"), AcknowledgementRow.principal == bindparam("principal")
    )
)
"""When a `principal` acknowledged the disclosure of a `clip`."""

N_QUEUED = Prepared(select(func.count().label("n")).where(_QUEUED))
"""How many jobs wait for a worker."""

N_QUEUED_OF = Prepared(
    select(func.count().label("n")).where(
        _QUEUED, JobRow.tenant == bindparam("tenant"), JobRow.principal == bindparam("principal")
    )
)
"""How many of a `tenant`'s `principal`."""

WORK_OF = Prepared(
    select(func.coalesce(func.sum(JobRow.work), 0).label("n")).where(
        JobRow.tenant == bindparam("tenant"),
        JobRow.principal == bindparam("principal"),
        JobRow.created_at > bindparam("since"),
        _COUNTS,
        JobRow.seq != bindparam("but"),
    )
)
"""Work of a `tenant`'s `principal` in jobs accepted after `since`, without the job `but`."""

AHEAD = Prepared(
    select(
        func.count().label("n"),
        func.sum(JobRow.estimated_s).label("seconds"),
        func.count(JobRow.estimated_s).label("known"),
    ).where(_QUEUED, JobRow.seq < bindparam("seq"))
)
"""What waits before the job of this `seq`."""

RUNNING_SINCE = Prepared(select(JobRow.estimated_s, JobRow.claimed_at).where(_RUNNING))
"""What is expected of every job that runs."""

RATIOS = Prepared(
    select((JobRow.render_s / JobRow.work).label("ratio"))
    .where(JobRow.model == bindparam("model"), JobRow.render_s.is_not(None), JobRow.work > 0)
    .order_by(JobRow.seq.desc())
    .limit(bindparam("limit"))
)
"""Seconds per unit of work of the latest renders of a `model`."""

_FREE = or_(JobRow.lease.is_(None), JobRow.lease_expires_at < bindparam("now"))

# What is overdue waits for `OVERDUE` to end it, however late that comes: nobody works on it any more.
_IN_TIME = or_(JobRow.expires_at.is_(None), JobRow.expires_at >= bindparam("now"))

TO_PLAN = Prepared(_jobs(_QUEUED, JobRow.stage != Stage.READY.value, _FREE, _IN_TIME).order_by(JobRow.seq).limit(1))
"""The first job that is to be planned or judged, and that nobody plans `now`."""

TO_RENDER = Prepared(
    _jobs(
        _QUEUED,
        JobRow.stage == Stage.READY.value,
        _IN_TIME,
        # The same clip is being rendered: it will be there in a moment.
        ~exists().where(
            and_(
                _other.state == JobState.RUNNING.value,
                _other.tenant == JobRow.tenant,
                _other.content_digest == JobRow.content_digest,
            )
        ),
    )
    .order_by(JobRow.seq)
    .limit(1)
)
"""The first job that may be rendered `now`."""

HELD = Prepared(_jobs(or_(_RUNNING, and_(_QUEUED, JobRow.lease.is_not(None)))).order_by(JobRow.seq))
"""Every job that somebody plans or renders."""

OVERDUE = Prepared(_jobs(_WAITS, JobRow.expires_at < bindparam("now"), JobRow.lease.is_(None)).order_by(JobRow.seq))
"""Every job whose time has run out `now`, unless it is just being planned."""

CACHED = Prepared(
    select(JobRow.clip_id, ClipRow.sha256)
    .join(ClipRow, ClipRow.id == JobRow.clip_id)
    .join(RenderRow, RenderRow.id == ClipRow.render_id)
    .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
    .where(
        JobRow.tenant == bindparam("tenant"),
        JobRow.content_digest == bindparam("content_digest"),
        JobRow.state == JobState.COMPLETED.value,
        RenderRow.weights_digest == bindparam("weights"),
        WithdrawalRow.clip_id.is_(None),
    )
    .order_by(JobRow.seq.desc())
    .limit(1)
)
"""A clip of a `tenant` that was made of the same content with the same `weights`, and is not withdrawn."""

VERSIONS = Prepared(select(JobRow.id, JobRow.version).where(JobRow.id.in_(among("ids"))))
"""The versions of these `ids`."""

WITHDRAWN = Prepared(select(WithdrawalRow.reason).where(WithdrawalRow.clip_id == bindparam("id")))
"""Why the clip `id` was withdrawn."""

BOARD = Prepared(
    select(
        *(StoryboardRow.id, StoryboardRow.aspect_ratio, StoryboardRow.width_px, StoryboardRow.height_px),
        *(StoryboardRow.fps, StoryboardRow.duration_s, StoryboardRow.planner),
    ).where(StoryboardRow.id == bindparam("id"))
)
"""The machine values of the storyboard `id`."""

SHOTS = Prepared(
    select(*ShotRow.__table__.c).where(ShotRow.storyboard_id == bindparam("storyboard_id")).order_by(ShotRow.position)
)
"""The machine values of its shots."""

TURN_OF_BRIEF = Prepared(
    select(BriefRow.turn_id, TurnRow.conversation_id)
    .join(TurnRow, TurnRow.id == BriefRow.turn_id)
    .where(BriefRow.id == bindparam("id"))
)
"""The turn of the brief `id`, and its conversation."""

RENDERS = Prepared(
    select(RenderRow.id).where(RenderRow.job_id == bindparam("job_id"), RenderRow.status == RenderStatus.RUNNING.value)
)
"""The renders of a `job_id` that have not ended."""

CLIP_OF_JOB = Prepared(select(JobClipRow.clip_id).where(JobClipRow.job_id == bindparam("job_id")))
"""The clip that was made for a `job_id`."""


@cache
def listing(*, newest_first: bool, from_seq: bool) -> Prepared:
    """The jobs of a `tenant`, at most `limit`, after or before the one with `seq`."""
    wanted = [JobRow.tenant == bindparam("tenant")]
    if from_seq:
        wanted.append(JobRow.seq < bindparam("seq") if newest_first else JobRow.seq > bindparam("seq"))
    order = JobRow.seq.desc() if newest_first else JobRow.seq
    return Prepared(_jobs(*wanted).order_by(order).limit(bindparam("limit")))


@cache
def updating(names: tuple[str, ...]) -> Prepared:
    """The statement that changes these columns of a `job`."""
    return changing(JobRow, "job", names)
