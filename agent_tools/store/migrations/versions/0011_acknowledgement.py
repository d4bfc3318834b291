"""That somebody acknowledged the disclosure of a clip.

Frozen: a later change of the table is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, and guard it."""
    op.create_table(
        "acknowledgement",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_acknowledgement_clip_id")),
        sa.PrimaryKeyConstraint("clip_id", "principal", name=op.f("pk_acknowledgement")),
    )
    for statement in guard.only_added("acknowledgement", ("clip_id", "principal"), op.get_bind().dialect.name):
        op.execute(statement)
