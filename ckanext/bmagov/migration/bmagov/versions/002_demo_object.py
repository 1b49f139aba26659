"""Remember what the demo content put into the catalog.

Revision ID: 002
Revises: 001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bmagov_demo_object",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("name", sa.UnicodeText, nullable=False),
        sa.Column("parent_id", sa.UnicodeText),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("bmagov_demo_object_name_idx", "bmagov_demo_object", ["kind", "name"])


def downgrade() -> None:
    op.drop_table("bmagov_demo_object")
