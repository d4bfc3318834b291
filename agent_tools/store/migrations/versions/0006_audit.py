"""The audit chain.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table and the triggers that let it only grow, one row after the other."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in (*guard.only_added("audit", ("seq",), dialect), *guard.in_order("audit", dialect)):
        op.execute(statement)
