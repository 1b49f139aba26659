"""Remember whether addresses that count as evidence answered.

Revision ID: 014
Revises: 013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bmagov_link_check",
        sa.Column("url", sa.UnicodeText, primary_key=True),
        sa.Column("answered", sa.Boolean),
        sa.Column("status", sa.Integer),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("bmagov_link_check")
