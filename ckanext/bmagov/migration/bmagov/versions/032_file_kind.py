"""Keep what the bytes of a file are, which its format and its name do not tell.

Revision ID: 032
Revises: 031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None

CONTENT = "bmagov_resource_content"


def upgrade() -> None:
    """Add the kind; what was read before has none until it is read again."""
    op.add_column(CONTENT, sa.Column("kind", sa.UnicodeText, nullable=False, server_default=""))


def downgrade() -> None:
    """Take the kind away."""
    op.drop_column(CONTENT, "kind")
