"""Keep the facts of datasets as they were last read, so that a run reads only those that changed since.

The table holds nothing that is not read again when it is empty, so it need not survive a crash of PostgreSQL.

Revision ID: 039
Revises: 038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "039"
down_revision = "038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "bmagov_seen_facts",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("mark", sa.UnicodeText, nullable=False),
        sa.Column("reads", sa.UnicodeText, nullable=False),
        sa.Column("facts", sa.UnicodeText, nullable=False),
        prefixes=["UNLOGGED"],
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("bmagov_seen_facts")
