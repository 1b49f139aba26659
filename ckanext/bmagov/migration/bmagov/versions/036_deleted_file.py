"""Keep what a deleted file was, when and by whom it was deleted, so that its editors can bring it back.

Files that were deleted before are not known.

Revision ID: 036
Revises: 035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bmagov_deleted_file",
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("user_id", sa.UnicodeText, nullable=False),
        sa.Column("level", sa.UnicodeText, nullable=False),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("views", JSONB, nullable=False, server_default="[]"),
    )
    op.create_index("ix_bmagov_deleted_file_dataset_id", "bmagov_deleted_file", ["dataset_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("bmagov_deleted_file")
