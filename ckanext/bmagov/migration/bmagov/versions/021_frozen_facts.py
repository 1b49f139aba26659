"""Keep when the facts of a sign-off were frozen: they are those of the hand-in, not of the day.

What is signed off already was made of the facts of its own moment: null says so.

Revision ID: 021
Revises: 020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("bmagov_snapshot", sa.Column("frozen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take it away: the deadlines of a sign-off are then those of its day."""
    op.drop_column("bmagov_snapshot", "frozen_at")
