"""Keep what is released of closed years.

Revision ID: 041
Revises: 040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None

TABLE = "bmagov_kpi_release"


def upgrade() -> None:
    """Add the table, with the triggers of what is covered and only grows."""
    op.create_table(
        TABLE,
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agencies", sa.Integer, nullable=False),
        sa.Column("note", sa.UnicodeText, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("digest", sa.UnicodeText, nullable=False),
    )
    for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_note_{event} AFTER {event.upper()} ON {TABLE}"
            f" REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
            " EXECUTE FUNCTION bmagov_note_rows('kpi, fiscal_year, number')"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table(TABLE)
