"""Who asked stands beside each decision, so that repeated blocks can be counted.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column and the index by which the blocks of one principal are found."""
    op.add_column("decision", sa.Column("principal", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_decision_principal", "decision", ["principal", "verdict", "decided_at"], unique=False)
