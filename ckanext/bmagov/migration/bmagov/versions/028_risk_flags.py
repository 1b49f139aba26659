"""Keep with a score card what auditors should look at, and what it comes to.

Cards that are there were not looked at yet: null says so, until they are made anew.

Revision ID: 028
Revises: 027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("bmagov_scorecard", sa.Column("flags", JSONB))
    op.add_column("bmagov_scorecard", sa.Column("risk", sa.Integer))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("bmagov_scorecard", "risk")
    op.drop_column("bmagov_scorecard", "flags")
