"""Keep how each dataset stood, and since when: whether it was listed, whose it was, its level and frequency.

A dataset that is there gets a first row from what the catalog knows: it counts as it is now since it was made.

Revision ID: 026
Revises: 025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

TABLE, EVENTS = "bmagov_dataset_state", "bmagov_data_event"

FIRST = f"""
INSERT INTO {TABLE} (dataset_id, valid_from, listed, agency_id, level, frequency_unit, frequency_interval)
SELECT id, coalesce(metadata_created AT TIME ZONE 'UTC', now()), true, coalesce(owner_org, ''),
       coalesce(extras->>'data_classification', ''), coalesce(extras->>'update_frequency_unit', ''),
       CASE WHEN extras->>'update_frequency_interval' ~ '^[0-9]{{1,6}}$'
            THEN (extras->>'update_frequency_interval')::integer ELSE 1 END
FROM package WHERE state = 'active' AND type = 'dataset' ORDER BY id
"""


def upgrade() -> None:
    """Make the table with its triggers, and take in what is there."""
    op.create_table(
        TABLE,
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("level", sa.UnicodeText, nullable=False),
        sa.Column("frequency_unit", sa.UnicodeText, nullable=False),
        sa.Column("frequency_interval", sa.Integer, nullable=False),
        sa.Column("facts", JSONB),
    )
    op.create_index(f"ix_{TABLE}_dataset_id", TABLE, ["dataset_id", "valid_from"])
    op.create_index(f"ix_{TABLE}_agency_id", TABLE, ["agency_id"])
    op.create_index(f"ix_{TABLE}_recorded_at", TABLE, ["recorded_at"])
    op.create_index(f"ix_{EVENTS}_at", EVENTS, ["at"])
    # Before the triggers: `env.py` takes the rows of a newly covered table into the log.
    op.execute(FIRST)
    for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_note_{event} AFTER {event.upper()} ON {TABLE}"
            f" REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
            " EXECUTE FUNCTION bmagov_note_rows('number')"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION bmagov_refuse_change_of_kept()"
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index(f"ix_{EVENTS}_at", EVENTS)
    op.drop_table(TABLE)
