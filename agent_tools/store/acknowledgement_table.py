"""The table of acknowledgements: that somebody said they know what a clip is. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agent_tools.store.table import Base


class AcknowledgementRow(Base):
    """That a person acknowledged the disclosure of a clip. Once is enough: the key makes a second row impossible."""

    __tablename__ = "acknowledgement"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"), primary_key=True)
    principal: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
