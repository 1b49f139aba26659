"""Work on many datasets at once: what was asked for, and what became of each dataset.

Revision ID: 034
Revises: 033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None

JOB, ITEM = "bmagov_bulk_job", "bmagov_bulk_item"


def _text(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def _time(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        JOB,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        _text("user_id", index=True),
        _text("kind"),
        _text("lang", server_default=""),
        _time("created_at", nullable=False, server_default=sa.func.now()),
        _time("queued_at"),
        _time("finished_at"),
        sa.Column("undoes", sa.UnicodeText, unique=True),
    )
    op.create_table(
        ITEM,
        sa.Column(
            "job_id", sa.UnicodeText, sa.ForeignKey(f"{JOB}.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        _text("kind"),
        _text("status"),
        *(_text(name, server_default="") for name in ("dataset_id", "name", "title", "sheet")),
        *(
            sa.Column(name, sa.Integer, nullable=False, server_default="0")
            for name in ("row", "tries")
        ),
        *(
            sa.Column(name, JSONB, nullable=False, server_default="{}")
            for name in ("record", "undo", "shown")
        ),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table(ITEM)
    op.drop_table(JOB)
