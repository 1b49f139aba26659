"""Remember what the files of resources hold and when it changed.

Revision ID: 003
Revises: 002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def _list(name: str) -> sa.Column:
    return sa.Column(name, JSONB, nullable=False, server_default="[]")


def upgrade() -> None:
    op.create_table(
        "bmagov_resource_content",
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger),
        sa.Column("layout", JSONB),
        _list("guessed"),
        _list("columns"),
        _list("sheets"),
        _list("preview"),
        _list("problems"),
        sa.Column("corrected", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("uploaded", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_table(
        "bmagov_data_event",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("resource_id", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("user_id", sa.UnicodeText),
        sa.Column("change", sa.UnicodeText, nullable=False),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger),
        sa.Column("filename", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_index("ix_bmagov_data_event_package_id", "bmagov_data_event", ["package_id"])
    op.create_index("ix_bmagov_data_event_resource_id", "bmagov_data_event", ["resource_id"])


def downgrade() -> None:
    op.drop_table("bmagov_data_event")
    op.drop_table("bmagov_resource_content")
