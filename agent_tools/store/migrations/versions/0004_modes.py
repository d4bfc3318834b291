"""What was given for a clip, what each shot takes from it, its camera path, and the layers that a render stored.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; clips that were made before took nothing from files."""
    op.add_column("storyboard", sa.Column("references", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("shot", sa.Column("given", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("shot", sa.Column("camera_path", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("render", sa.Column("layers_sha256", sa.Text(), nullable=True))
    op.create_index("ix_render_layers_sha256", "render", ["layers_sha256"], unique=False)
