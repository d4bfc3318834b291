"""What was given for a clip: pictures and layers that were judged, what each shot takes from them, and its camera path.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; clips that were made before took nothing from files."""
    op.add_column("storyboard", sa.Column("references", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("shot", sa.Column("given", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("shot", sa.Column("camera_path", sa.JSON(), server_default="[]", nullable=False))
