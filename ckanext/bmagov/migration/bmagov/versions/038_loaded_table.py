"""Tables of files in the DataStore: which are to be loaded, and what came of it.

Revision ID: 038
Revises: 037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "038"
down_revision = "037"
branch_labels = None
depends_on = None

TABLE = "bmagov_loaded_table"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True))
            for name in ("wanted_at", "queued_at", "started_at", "loaded_at", "failed_at")
        ),
        sa.Column("forced", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("rows_read", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("rows_total", sa.BigInteger),
        sa.Column("rows", sa.BigInteger),
        sa.Column("seconds", sa.Float),
        *(
            sa.Column(name, sa.UnicodeText, nullable=False, server_default="")
            for name in ("loaded_hash", "failed_hash")
        ),
        *(
            sa.Column(name, JSONB, nullable=False, server_default="[]")
            for name in ("columns", "profile", "notes")
        ),
        sa.Column("failure", JSONB),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(TABLE)
