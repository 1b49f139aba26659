"""Keep what each person has seen of their notices.

Revision ID: 040
Revises: 039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

TABLE = "bmagov_notice_account"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        TABLE,
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        sa.Column("seen", JSONB, nullable=False, server_default="[]"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table(TABLE)
