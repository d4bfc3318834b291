"""The tables. The chain is clip -> render -> decision -> storyboard -> brief -> turn -> conversation.

What the rest of the program promises is held here by constraints, not by care: a render names a decision that allowed
exactly its storyboard, and a clip names its render. Words that have a closed vocabulary are checked by the database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from agent_tools.store.file import as_utc

JsonObject = dict[str, Any]
JsonList = list[Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. SQLite keeps no zone, so it is put back on reading, and a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        return None if value is None else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can drop what it made."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        float: Double,
        datetime: UtcDateTime,
        JsonObject: JSON,
        JsonList: JSON,
    }


class ConversationRow(Base):
    """One conversation of a person with an agent."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class TurnRow(Base):
    """One thing the person said."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    position: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]


class BriefRow(Base):
    """One request with all its options, as it was given."""

    __tablename__ = "brief"

    id: Mapped[str] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id"), index=True)
    request: Mapped[str]
    options: Mapped[JsonObject]
    created_at: Mapped[datetime]


class StoryboardRow(Base):
    """What a planner made of a brief."""

    __tablename__ = "storyboard"

    id: Mapped[str] = mapped_column(primary_key=True)
    brief_id: Mapped[str] = mapped_column(ForeignKey("brief.id"), index=True)
    aspect_ratio: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    fps: Mapped[int]
    duration_s: Mapped[float]
    planner: Mapped[str]
    notes: Mapped[JsonList]
    references: Mapped[JsonList] = mapped_column(server_default="[]")
    created_at: Mapped[datetime]


class ShotRow(Base):
    """One shot: the five prompt slots, each in its own column, and the machine values beside them."""

    __tablename__ = "shot"

    storyboard_id: Mapped[str] = mapped_column(ForeignKey("storyboard.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scene: Mapped[str]
    camera: Mapped[str]
    lighting: Mapped[str]
    temporal: Mapped[str]
    style: Mapped[str]
    camera_kind: Mapped[str]
    camera_strength: Mapped[float]
    duration_s: Mapped[float]
    subjects: Mapped[JsonList]
    setting: Mapped[str]
    onscreen_text: Mapped[JsonList]
    transition: Mapped[str]
    seed: Mapped[int]
    given: Mapped[JsonList] = mapped_column(server_default="[]")
    camera_path: Mapped[JsonList] = mapped_column(server_default="[]")


class DecisionRow(Base):
    """What the gate said, and of what. The unique triple is what a render points to."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('allow', 'ask', 'block')", name="verdict"),
        UniqueConstraint("id", "storyboard_id", "verdict"),
        # Asked before each request: when somebody's latest ones were blocked.
        Index("ix_decision_principal", "principal", "verdict", "decided_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    brief_id: Mapped[str | None] = mapped_column(ForeignKey("brief.id"), index=True)
    storyboard_id: Mapped[str | None] = mapped_column(ForeignKey("storyboard.id"), index=True)
    verdict: Mapped[str]
    policy_version: Mapped[str]
    input_digest: Mapped[str]
    intent: Mapped[JsonObject]
    decided_at: Mapped[datetime] = mapped_column(index=True)
    principal: Mapped[str] = mapped_column(server_default="")


class FindingRow(Base):
    """One reason of a decision."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("verdict IN ('allow', 'ask', 'block')", name="verdict"),)

    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
    detector: Mapped[str]
    verdict: Mapped[str]
    field: Mapped[str]
    span_start: Mapped[int]
    span_end: Mapped[int]
    matched: Mapped[str]
    why: Mapped[str]
    remedy: Mapped[str]


class RenderRow(Base):
    """One run of a model. The three-column key lets it name only a decision that allowed its storyboard."""

    __tablename__ = "render"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "storyboard_id", "verdict"],
            ["decision.id", "decision.storyboard_id", "decision.verdict"],
        ),
        CheckConstraint("verdict = 'allow'", name="allowed"),
        CheckConstraint("status IN ('running', 'done', 'failed', 'cancelled')", name="status"),
        CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished"),
        CheckConstraint("status IN ('running', 'done') OR error_code IS NOT NULL", name="explained"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(index=True)
    storyboard_id: Mapped[str]
    verdict: Mapped[str]
    status: Mapped[str]
    model_id: Mapped[str]
    seeds: Mapped[JsonList]
    started_at: Mapped[datetime]
    weights_digest: Mapped[str | None]
    scheduler: Mapped[str | None]
    steps: Mapped[int | None]
    device: Mapped[str | None]
    library_versions: Mapped[JsonObject]
    timings_s: Mapped[JsonObject]
    notes: Mapped[JsonList]
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    layers_sha256: Mapped[str | None] = mapped_column(index=True)


class ClipRow(Base):
    """A finished file. One render makes one clip."""

    __tablename__ = "clip"
    __table_args__ = (
        CheckConstraint("sha256 LIKE 'sha256:%'", name="sha256"),
        CheckConstraint("size_bytes > 0 AND width_px > 0 AND height_px > 0 AND fps > 0 AND n_frames > 0", name="sizes"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    render_id: Mapped[str] = mapped_column(ForeignKey("render.id"), unique=True)
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    fps: Mapped[int]
    n_frames: Mapped[int]
    duration_s: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(index=True)


class DisclosureRow(Base):
    """What must be said with a clip. It is written in the transaction that writes the clip."""

    __tablename__ = "disclosure"
    __table_args__ = (CheckConstraint("ai_generated", name="ai_generated"),)

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    ai_generated: Mapped[bool]
    label_text: Mapped[str]
    sentence: Mapped[str]
    declared_fictional: Mapped[JsonList]
