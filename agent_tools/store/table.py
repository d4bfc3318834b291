"""The tables. The chain is clip -> render -> decision -> storyboard -> brief -> turn -> conversation.

What the rest of the program promises is held here by constraints, not by care: a render names a decision that allowed
exactly its storyboard, and a clip names its render. Words that have a closed vocabulary are checked by the database.
What a person said, and every text that repeats it, stands sealed in `sealed_text`; `store.text` says what belongs
there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
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
        bytes: LargeBinary,
    }


class ConversationRow(Base):
    """One conversation of a person with an agent, and whose it is with everything that came of it."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    tenant: Mapped[str] = mapped_column(server_default="local")


class TurnRow(Base):
    """One thing the person said."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    position: Mapped[int]
    created_at: Mapped[datetime]


class BriefRow(Base):
    """One request; its words and options are sealed."""

    __tablename__ = "brief"

    id: Mapped[str] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id"), index=True)
    created_at: Mapped[datetime]


class StoryboardRow(Base):
    """What a planner made of a brief; its words are sealed."""

    __tablename__ = "storyboard"

    id: Mapped[str] = mapped_column(primary_key=True)
    brief_id: Mapped[str] = mapped_column(ForeignKey("brief.id"), index=True)
    aspect_ratio: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    fps: Mapped[int]
    duration_s: Mapped[float]
    planner: Mapped[str]
    created_at: Mapped[datetime]


class ShotRow(Base):
    """The machine values of one shot; its five prompt slots and its other words are sealed with the storyboard."""

    __tablename__ = "shot"

    storyboard_id: Mapped[str] = mapped_column(ForeignKey("storyboard.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    camera_kind: Mapped[str]
    camera_strength: Mapped[float]
    duration_s: Mapped[float]
    transition: Mapped[str]
    seed: Mapped[int]
    camera_path: Mapped[JsonList] = mapped_column(server_default="[]")


class DecisionRow(Base):
    """What the gate said; of what is sealed. The unique triple is what a render points to."""

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
    decided_at: Mapped[datetime] = mapped_column(index=True)
    principal: Mapped[str] = mapped_column(server_default="")


class FindingRow(Base):
    """One reason of a decision; which words it found and why is sealed with the decision."""

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
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    layers_sha256: Mapped[str | None] = mapped_column(index=True)
    clip_id: Mapped[str | None] = mapped_column(index=True, unique=True)
    watermark_id: Mapped[int | None] = mapped_column(BigInteger, index=True, unique=True)
    worker: Mapped[str] = mapped_column(server_default="")
    machine: Mapped[str] = mapped_column(server_default="")
    drafts: Mapped[JsonList] = mapped_column(server_default="[]")
    job_id: Mapped[str | None] = mapped_column(index=True)
    lease: Mapped[str | None]


class RenderInputRow(Base):
    """A file that a render was given, and whether its pictures show a face."""

    __tablename__ = "render_input"

    render_id: Mapped[str] = mapped_column(ForeignKey("render.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    faces: Mapped[str]


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
    watermark_id: Mapped[int | None] = mapped_column(BigInteger, index=True, unique=True)
    fingerprint: Mapped[str | None] = mapped_column(index=True)
    frames_sha256: Mapped[str | None] = mapped_column(index=True)


class ClipFramesRow(Base):
    """The SHA-256 of each frame of a clip before it was encoded, 32 bytes each, in order."""

    __tablename__ = "clip_frames"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    digests: Mapped[bytes]


class ClipManifestRow(Base):
    """The signed manifest of a clip, so that it can be shown when a copy has lost its own."""

    __tablename__ = "clip_manifest"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    body: Mapped[bytes]


class DisclosureRow(Base):
    """What must be said with a clip. It is written with the clip; the rest of it is sealed."""

    __tablename__ = "disclosure"
    __table_args__ = (CheckConstraint("ai_generated", name="ai_generated"),)

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    ai_generated: Mapped[bool]
    label_text: Mapped[str]
    sentence: Mapped[str]


class SealedTextRow(Base):
    """Text that a person said or that repeats it, sealed under a key that can be destroyed (`store.seal`).

    `owner` is the id of the row whose text it is, and `key_owner` says whose key seals it: a conversation, a decision
    or a report. Rows stay as they are, so that the audit chain can vouch for them.
    """

    __tablename__ = "sealed_text"

    owner: Mapped[str] = mapped_column(primary_key=True)
    key_owner: Mapped[str] = mapped_column(index=True)
    body: Mapped[bytes]


class AuditRow(Base):
    """One link of the audit chain (`store.audit`)."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    facts: Mapped[str]
    hash: Mapped[str]


class ProvNodeRow(Base):
    """An entity, activity or agent in the sense of W3C PROV."""

    __tablename__ = "prov_node"
    __table_args__ = (CheckConstraint("kind IN ('entity', 'activity', 'agent')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    type: Mapped[str]
    digest: Mapped[str | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProvEdgeRow(Base):
    """A relation between two of them; what comes later is the subject, what it came from the object."""

    __tablename__ = "prov_edge"
    __table_args__ = (
        CheckConstraint(
            "relation IN ('used', 'wasGeneratedBy', 'wasDerivedFrom', 'wasAssociatedWith', 'wasAttributedTo')",
            name="relation",
        ),
    )

    subject: Mapped[str] = mapped_column(ForeignKey("prov_node.id"), primary_key=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    object: Mapped[str] = mapped_column(ForeignKey("prov_node.id"), primary_key=True, index=True)
    role: Mapped[str]
