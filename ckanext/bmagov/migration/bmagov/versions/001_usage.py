"""Count how often datasets are used.

Revision ID: 001
Revises: none
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    count = {"nullable": False, "server_default": "0"}
    op.create_table(
        "bmagov_usage",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("views", sa.Integer, **count),
        sa.Column("downloads", sa.Integer, **count),
        sa.Column("api_calls", sa.Integer, **count),
    )
    op.create_index("bmagov_usage_day_idx", "bmagov_usage", ["day"])


def downgrade() -> None:
    op.drop_table("bmagov_usage")
