"""Keep what was read of documents, and since when an address could not be asked.

Documents that are there are read in the first night. Until then, and for addresses, nothing is known, which
costs nobody.

Revision ID: 025
Revises: 024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None

TABLE = "bmagov_document_reading"


def upgrade() -> None:
    """Make the table with the triggers of what is covered and only grows; add the column."""
    op.create_table(TABLE,
        sa.Column("deliverable_id", sa.UnicodeText, primary_key=True),
        sa.Column("reader", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("pages", sa.Integer),
        sa.Column("characters", sa.Integer),
        sa.Column("language", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("scanned", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("signatures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("datasets", JSONB),
        sa.Column("sketch", JSONB, nullable=False, server_default="[]"),
        sa.Column("alike", JSONB, nullable=False, server_default="[]"),
    )  # fmt: skip
    for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_note_{event} AFTER {event.upper()} ON {TABLE}"
            f" REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
            " EXECUTE FUNCTION bmagov_note_rows('deliverable_id, reader')"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )
    op.add_column("bmagov_link_check", sa.Column("unknown_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take them away: documents can be read again; the triggers go with their table."""
    op.drop_column("bmagov_link_check", "unknown_since")
    op.drop_table(TABLE)
