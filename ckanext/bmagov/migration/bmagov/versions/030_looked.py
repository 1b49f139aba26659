"""Keep with a score card what the measures of governance found of each dataset.

Cards that are there have none: they are made anew once, where something changes.

Revision ID: 030
Revises: 029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("bmagov_scorecard", sa.Column("looked", JSONB))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("bmagov_scorecard", "looked")
