"""The tables of misuse reports and of what may never be handed over again. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agent_tools.store.table import Base


class MisuseReportRow(Base):
    """One report; what its sender wrote and how to reach them is sealed."""

    __tablename__ = "misuse_report"
    __table_args__ = (
        CheckConstraint("kind IN ('intimate', 'likeness', 'minor', 'deception', 'other')", name="kind"),
        CheckConstraint("sha256 LIKE 'sha256:%'", name="sha256"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    clip_id: Mapped[str | None] = mapped_column(ForeignKey("clip.id"), index=True)
    sha256: Mapped[str]
    fingerprint: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]


class MisuseOutcomeRow(Base):
    """How a report was settled. Its key makes a second outcome impossible."""

    __tablename__ = "misuse_outcome"
    __table_args__ = (CheckConstraint("outcome IN ('taken_down', 'refused')", name="outcome"),)

    report_id: Mapped[str] = mapped_column(ForeignKey("misuse_report.id"), primary_key=True)
    outcome: Mapped[str]
    at: Mapped[datetime]


class BlockedContentRow(Base):
    """A digest or fingerprint of what was taken down."""

    __tablename__ = "blocked_content"
    __table_args__ = (CheckConstraint("kind IN ('sha256', 'frames', 'fingerprint')", name="kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("misuse_report.id"), index=True)
    at: Mapped[datetime]
