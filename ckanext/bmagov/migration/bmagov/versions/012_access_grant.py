"""Keep who was given access to what is closed.

Revision ID: 012
Revises: 011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bmagov_access_grant",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("resource_id", sa.UnicodeText),
        sa.Column("grantee_type", sa.UnicodeText, nullable=False),
        sa.Column("grantee_id", sa.UnicodeText, nullable=False),
        sa.Column("level", sa.UnicodeText, nullable=False),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("granted_by", sa.UnicodeText, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("revoked_by", sa.UnicodeText),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoke_reason", sa.UnicodeText),
        sa.CheckConstraint("grantee_type IN ('user', 'organization')", name="bmagov_access_grant_type"),
    )
    op.create_index("ix_bmagov_access_grant_grantee_id", "bmagov_access_grant", ["grantee_id"])
    op.create_index("ix_bmagov_access_grant_dataset_id", "bmagov_access_grant", ["dataset_id"])


def downgrade() -> None:
    op.drop_table("bmagov_access_grant")
