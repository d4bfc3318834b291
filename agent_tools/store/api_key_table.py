"""The tables of the HTTP surface: API keys, and the videos that their owners deleted. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agent_tools.store.table import Base


class ApiKeyRow(Base):
    """One key: whose it is, and the digest by which it is known again. The key itself is nowhere."""

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint("digest LIKE 'sha256:%'", name="digest"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(index=True)
    principal: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class ApiKeyRevocationRow(Base):
    """That a key opens nothing any more. Its key makes a second revocation impossible."""

    __tablename__ = "api_key_revocation"

    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    at: Mapped[datetime]


class DeletedVideoRow(Base):
    """That a tenant deleted the video of a job."""

    __tablename__ = "deleted_video"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
