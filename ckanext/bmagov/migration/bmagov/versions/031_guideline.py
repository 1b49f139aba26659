"""Keep what the office that audits gives out for a year: circulars, handbooks, empty forms.

Revision ID: 031
Revises: 030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, with the triggers of what is covered."""
    now = sa.func.now()
    op.create_table(
        "bmagov_guideline",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("filename", sa.UnicodeText, nullable=False),
        sa.Column("media_type", sa.UnicodeText, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=now),
        sa.Column("withdrawn_by", sa.UnicodeText),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_index("ix_bmagov_guideline_year", "bmagov_guideline", ["kpi", "fiscal_year"])
    for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        op.execute(
            f"CREATE TRIGGER bmagov_guideline_note_{event} AFTER {event.upper()} ON bmagov_guideline"
            f" REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
            " EXECUTE FUNCTION bmagov_note_rows('id')"
        )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("bmagov_guideline")
