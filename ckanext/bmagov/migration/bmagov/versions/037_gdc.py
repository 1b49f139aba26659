"""Remember what GD Catalog was sent and says of it, and when records became others without a save.

Revision ID: 037
Revises: 036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "037"
down_revision = "036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "bmagov_gdc_dataset",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("sent_to", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("state", sa.UnicodeText, nullable=False, server_default="unknown"),
        sa.Column("remote_name", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("next_at", sa.DateTime(timezone=True), index=True),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed_since", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "bmagov_gdc_change",
        sa.Column("object_id", sa.UnicodeText, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("bmagov_gdc_change")
    op.drop_table("bmagov_gdc_dataset")
