"""Remember checks of data against their dictionaries; the table is their queue too.

Revision ID: 013
Revises: 012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _time(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


def upgrade() -> None:
    op.create_table(
        "bmagov_validation_run",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("resource_id", sa.UnicodeText, nullable=False),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("status", sa.UnicodeText, nullable=False, server_default="waiting"),
        _text("source"),
        _text("reason"),
        sa.Column("forced", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("user_id", sa.UnicodeText),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        _time("queued_at"),
        _time("started_at"),
        _time("heartbeat_at"),
        _time("finished_at"),
        _text("worker"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cancel_asked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rows_read", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("rows_total", sa.BigInteger),
        _text("data_hash"),
        _text("dictionary_hash"),
        sa.Column("dictionary_version", sa.Integer),
        sa.Column("valid", sa.Boolean),
        sa.Column("violations", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("tables", JSONB, nullable=False, server_default="[]"),
        sa.Column("failure", JSONB),
        sa.Column("same_as", sa.UnicodeText),
    )
    op.create_index("ix_bmagov_validation_run_resource_id", "bmagov_validation_run", ["resource_id"])
    op.create_index(
        "ux_bmagov_validation_run_waiting",
        "bmagov_validation_run",
        ["resource_id"],
        unique=True,
        postgresql_where=sa.text("status = \x27waiting\x27"),
    )


def downgrade() -> None:
    op.drop_table("bmagov_validation_run")
