"""Keep when something last changed that the score of an agency is made from.

The notes of changes are taken away when a score holds them; auditors ask later whether anything was touched since
they verified.

Revision ID: 027
Revises: 026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "bmagov_score_touch",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("bmagov_score_touch")
