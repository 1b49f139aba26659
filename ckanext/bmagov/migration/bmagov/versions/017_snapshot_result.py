"""Have the result of what was kept as a number of its own: a trend reads hundreds, and cards are large.

PostgreSQL makes it from the card, so that the two can never differ.

Revision ID: 017
Revises: 016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

TABLE, COLUMN = "bmagov_snapshot", "result"


def upgrade() -> None:
    """Add it."""
    made = sa.Computed("(card ->> 'result')::numeric", persisted=True)
    op.add_column(TABLE, sa.Column(COLUMN, sa.Numeric, made))


def downgrade() -> None:
    """Take it away; the card still tells it."""
    op.drop_column(TABLE, COLUMN)
