"""Count people beside uses: what counts for the KPI is who uses a dataset, not how often one clicks.

Uses of earlier days stay what they are: nobody knows whose they were, so people are not measured for them.

Revision ID: 019
Revises: 018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

TABLE, COLUMN = "bmagov_usage", "people"


def upgrade() -> None:
    """Add the number, null for the days before."""
    op.add_column(TABLE, sa.Column(COLUMN, sa.Integer, nullable=True))


def downgrade() -> None:
    """Take it away; the uses stay."""
    op.drop_column(TABLE, COLUMN)
