"""Keep the logs that nobody can change unseen: decisions, and reads of closed data.

Revision ID: 008
Revises: 007
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

DESTROY = "BMAGOV_DESTROY_LOGS"
"""Set to `yes` in the environment by who means to lose the logs: `ckan db downgrade` asks nothing."""

LOGS = ("bmagov_audit_log", "bmagov_read_log")

REFUSE = """
CREATE OR REPLACE FUNCTION bmagov_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.execute(REFUSE)
    for log in LOGS:
        op.create_table(
            log,
            sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("actor", sa.UnicodeText, nullable=False),
            sa.Column("kind", sa.UnicodeText, nullable=False),
            sa.Column("payload", JSONB, nullable=False),
            sa.Column("previous", sa.UnicodeText, nullable=False),
            sa.Column("digest", sa.UnicodeText, nullable=False),
            sa.Column("agency_id", sa.UnicodeText),
            sa.Column("dataset_id", sa.UnicodeText),
            sa.Column("resource_id", sa.UnicodeText),
        )
        op.create_index(f"ix_{log}_agency_id", log, ["agency_id"])
        op.create_index(f"ix_{log}_dataset_id", log, ["dataset_id"])
        op.execute(
            f"CREATE TRIGGER {log}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {log}"
            " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change()"
        )


def downgrade() -> None:
    _refuse_while_kept()
    for log in LOGS:
        op.drop_table(log)
    op.execute("DROP FUNCTION bmagov_refuse_change()")


def _refuse_while_kept() -> None:
    """Stop while there are entries: the whole downgrade is one transaction, so nothing of it is done then."""
    if os.environ.get(DESTROY) == "yes" or op.get_context().as_sql:
        return
    connection = op.get_bind()
    kept = {log: connection.execute(sa.text(f"SELECT count(*) FROM {log}")).scalar() for log in LOGS}
    if any(kept.values()):
        told = ", ".join(f"{log}: {count} entries" for log, count in kept.items())
        raise RuntimeError(
            f"This would destroy logs that are kept so that nobody can change them ({told}). Nothing was"
            f" changed. Keep the tables: they do no harm without the plugin. To destroy them, set {DESTROY}=yes"
            " in the environment."
        )
