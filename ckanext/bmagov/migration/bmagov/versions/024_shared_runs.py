"""Share runs of scores: who scores an agency holds a lock, and nobody leases the whole run any more.

A run that was open goes on: its agencies that are scored stand in it.

Revision ID: 024
Revises: 023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the lease away."""
    op.drop_column("bmagov_score_run", "leased_by")
    op.drop_column("bmagov_score_run", "leased_until")


def downgrade() -> None:
    """Give each run a lease that is over."""
    op.add_column(
        "bmagov_score_run", sa.Column("leased_by", sa.UnicodeText, nullable=False, server_default="")
    )
    op.add_column(
        "bmagov_score_run",
        sa.Column(
            "leased_until", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")
        ),
    )
