"""Have it noted which rows that a published number rests on a transaction writes; refuse to change what only grows.

The rows that are there are taken into the log as they are found when all migrations are done (`env.py`).

Revision ID: 022
Revises: 021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None

NOTES, LOG = "bmagov_touched_row", "bmagov_audit_log"

YEAR = "agency_id, kpi, fiscal_year"
KEYS = {
    "bmagov_access_grant": "id",
    "bmagov_access_request": "id",
    "bmagov_audit_note": "id",
    "bmagov_data_event": "id",
    "bmagov_deadline": "id",
    "bmagov_deliverable": "id",
    "bmagov_dictionary": "resource_id",
    "bmagov_dictionary_version": "resource_id, version",
    "bmagov_governance_item": "id",
    "bmagov_level_change": "id",
    "bmagov_obligation": "id",
    "bmagov_override": "id",
    "bmagov_progress": "id",
    "bmagov_proposal": "id",
    "bmagov_round": YEAR,
    "bmagov_ruleset": "kpi, fiscal_year, version",
    "bmagov_snapshot": "id",
    "bmagov_statement": YEAR,
    "bmagov_system_link": "id",
    "bmagov_use": "id",
}
"""What is covered, with its primary key."""

ONLY_GROWS = ("bmagov_audit_note", "bmagov_deadline", "bmagov_dictionary_version", "bmagov_snapshot")

NOTE = """
CREATE OR REPLACE FUNCTION bmagov_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO bmagov_touched_row (transaction, table_name, key)'
    ' SELECT pg_current_xact_id()::text::bigint, %L, jsonb_build_array(%s) FROM touched',
    TG_TABLE_NAME, TG_ARGV[0]
  );
  RETURN NULL;
END $$
"""

REFUSE = """
CREATE OR REPLACE FUNCTION bmagov_refuse_change_of_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('bmagov.clearing', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    """Make the table of notes and the triggers."""
    op.create_table(
        NOTES,
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("transaction", sa.BigInteger, nullable=False),
        sa.Column("table_name", sa.UnicodeText, nullable=False),
        sa.Column("key", JSONB, nullable=False),
        prefixes=["UNLOGGED"],
    )
    op.create_index(f"ix_{NOTES}_transaction", NOTES, ["transaction"])
    op.create_index(f"ix_{LOG}_at", LOG, ["at"])
    for function in (NOTE, REFUSE):
        op.execute(function)
    for table, key in KEYS.items():
        for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_note_{event} AFTER {event.upper()} ON {table}"
                f" REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
                f" EXECUTE FUNCTION bmagov_note_rows('{key}')"
            )
    for table in ONLY_GROWS:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
        )
    # The rows of a file are counted after it was saved: that is set once.
    op.execute(
        "CREATE TRIGGER bmagov_data_event_only_grows BEFORE UPDATE ON bmagov_data_event FOR EACH ROW"
        " WHEN (OLD.rows IS NOT NULL OR to_jsonb(OLD) - 'rows' IS DISTINCT FROM to_jsonb(NEW) - 'rows')"
        " EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )
    op.execute(
        "CREATE TRIGGER bmagov_data_event_deleted BEFORE DELETE OR TRUNCATE ON bmagov_data_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )


def downgrade() -> None:
    """Take them away; what the log says of rows stays in it."""
    op.execute("DROP TRIGGER bmagov_data_event_only_grows ON bmagov_data_event")
    op.execute("DROP TRIGGER bmagov_data_event_deleted ON bmagov_data_event")
    for table in ONLY_GROWS:
        op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
    for table in KEYS:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_note_{event} ON {table}")
    for function in ("note_rows", "refuse_change_of_kept"):
        op.execute(f"DROP FUNCTION bmagov_{function}()")
    op.drop_index(f"ix_{LOG}_at", LOG)
    op.drop_table(NOTES)
