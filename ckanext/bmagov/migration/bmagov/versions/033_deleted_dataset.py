"""Keep when and by whom a dataset was deleted, so that its editors can bring it back.

Of what was deleted before it is not known; an administrator of the system finds it in CKAN's trash.

Revision ID: 033
Revises: 032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bmagov_deleted_dataset",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("name", sa.UnicodeText, nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("user_id", sa.UnicodeText, nullable=False),
        sa.Column("categories", JSONB, nullable=False, server_default="[]"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("bmagov_deleted_dataset")
