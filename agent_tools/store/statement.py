"""The statements with which the store writes what belongs to a clip; those of its lineage stand there."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from agent_tools.store.prepared import Prepared, changing
from agent_tools.store.table import BriefRow, DecisionRow, RenderRow, SealedTextRow, StoryboardRow, TurnRow

BOARD_COLUMNS = ("aspect_ratio", "width_px", "height_px", "fps", "duration_s", "planner")
"""The columns of a storyboard that are its own values."""

TURNS_SAID = Prepared(
    select(SealedTextRow.owner, SealedTextRow.key_owner, SealedTextRow.body)
    .join(TurnRow, TurnRow.id == SealedTextRow.owner)
    .where(TurnRow.conversation_id == bindparam("conversation_id"))
    .order_by(TurnRow.position)
)
"""Sealed texts of the turns of a `conversation_id`, in their order."""

CONVERSATION_OF_BRIEF = Prepared(
    select(TurnRow.conversation_id).join(BriefRow, BriefRow.turn_id == TurnRow.id).where(BriefRow.id == bindparam("id"))
)
"""The conversation of the brief `id`."""

BOARD = Prepared(select(StoryboardRow.brief_id).where(StoryboardRow.id == bindparam("id")))
"""The brief of the storyboard `id`."""

DECISION = Prepared(
    select(DecisionRow.brief_id, DecisionRow.storyboard_id, DecisionRow.verdict).where(
        DecisionRow.id == bindparam("id")
    )
)
"""What the decision `id` said and what it is linked to."""

SEALED = Prepared(
    select(SealedTextRow.owner, SealedTextRow.key_owner, SealedTextRow.body).where(
        SealedTextRow.owner == bindparam("owner")
    )
)
"""The sealed text of `owner`."""

RENDER = Prepared(
    select(
        *(RenderRow.decision_id, RenderRow.status, RenderRow.error_code, RenderRow.error_message),
        *(RenderRow.clip_id, RenderRow.watermark_id, RenderRow.job_id, RenderRow.lease),
    ).where(RenderRow.id == bindparam("id"))
)
"""How the render `id` stands, and what was drawn for its clip."""

RENDER_OF_WATERMARK = Prepared(select(RenderRow.id).where(RenderRow.watermark_id == bindparam("watermark_id")))
"""The render that drew this `watermark_id`."""

LINK = changing(DecisionRow, "decision", ("brief_id", "storyboard_id"))
"""Link a `decision`."""

FINISH = changing(
    RenderRow,
    "render",
    (
        *("status", "model_id", "weights_digest", "scheduler", "device", "library_versions", "steps", "seeds"),
        *("timings_s", "layers_sha256", "started_at", "finished_at", "machine"),
    ),
)
"""End a `render` with a clip or a repetition."""

FAIL = changing(RenderRow, "render", ("status", "error_code", "error_message", "finished_at"))
"""End a `render` without a clip."""
