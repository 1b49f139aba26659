"""Let a lower level wait for a second person.

Revision ID: 010
Revises: 009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

TABLE = "bmagov_level_change"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("resource_id", sa.UnicodeText),
        sa.Column("asked_by", sa.UnicodeText, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("state", sa.UnicodeText, nullable=False, server_default="open"),
        sa.Column("answered_by", sa.UnicodeText),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.UnicodeText),
        sa.Column("from_level", sa.UnicodeText, nullable=False),
        sa.Column("to_level", sa.UnicodeText, nullable=False),
        sa.Column("changes", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index(f"ix_{TABLE}_dataset_id", TABLE, ["dataset_id"])
    op.create_index(f"ix_{TABLE}_asked_by", TABLE, ["asked_by"])
    op.create_index(
        f"{TABLE}_open_idx",
        TABLE,
        ["dataset_id", sa.text("coalesce(resource_id, '')")],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
