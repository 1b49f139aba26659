"""Keep what the rows of files were, and how many of them an event made new.

Events that are there keep null: nobody measured them. Those of files that are there are measured at night.

Revision ID: 023
Revises: 022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None

TABLE, EVENT = "bmagov_content_fingerprint", "bmagov_data_event"
MEASURED = ("new_rows", "gone_rows", "rows_margin")
TRIGGER = f"{EVENT}_only_grows"


def upgrade() -> None:
    """Make the table, and let an event take what was measured once, as it takes its rows."""
    op.create_table(
        TABLE,
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("sha256", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("columns_hash", sa.UnicodeText, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("rows_hash", sa.UnicodeText, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("least", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index(f"ix_{TABLE}_package_id", TABLE, ["package_id"])
    op.create_index(f"ix_{TABLE}_least", TABLE, ["least"], postgresql_using="gin")
    for name in MEASURED:
        op.add_column(EVENT, sa.Column(name, sa.BigInteger))
    once = ("rows", *MEASURED)
    changed = " OR ".join(f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in once)
    rest = " - ".join(f"'{name}'" for name in once)
    _replace(f"{changed} OR to_jsonb(OLD) - {rest} IS DISTINCT FROM to_jsonb(NEW) - {rest}")


def downgrade() -> None:
    """Take them away."""
    _replace("OLD.rows IS NOT NULL OR to_jsonb(OLD) - 'rows' IS DISTINCT FROM to_jsonb(NEW) - 'rows'")
    for name in MEASURED:
        op.drop_column(EVENT, name)
    op.drop_table(TABLE)


def _replace(refused: str) -> None:
    op.execute(f"DROP TRIGGER {TRIGGER} ON {EVENT}")
    op.execute(
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {EVENT} FOR EACH ROW"
        f" WHEN ({refused}) EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )
