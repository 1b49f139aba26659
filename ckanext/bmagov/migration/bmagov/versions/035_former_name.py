"""Keep the web addresses that datasets had, so that old ones lead to the present one.

Addresses that were given up before are not known.

Revision ID: 035
Revises: 034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "035"
down_revision = "034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "bmagov_former_name",
        sa.Column("name", sa.UnicodeText, primary_key=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("bmagov_former_name")
