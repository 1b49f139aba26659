"""Keep the yearly rounds, decisions, deadlines and snapshots.

Revision ID: 007
Revises: 006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("bmagov_round",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("state", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table("bmagov_override",
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("criterion", sa.UnicodeText, nullable=False),
        sa.Column("confirms", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("share", sa.Numeric),
        sa.Column("machine_state", sa.UnicodeText, nullable=False),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("withdrawn_by", sa.UnicodeText),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_index("ix_bmagov_override_year", "bmagov_override", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_audit_note",
        sa.Column("criterion", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("text", sa.UnicodeText, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_bmagov_audit_note_year", "bmagov_audit_note", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_deadline",
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("agency_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("step", sa.UnicodeText, nullable=False),
        sa.Column("before", sa.Date, nullable=False),
        sa.Column("after", sa.Date, nullable=False),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_bmagov_deadline_year", "bmagov_deadline", ["kpi", "fiscal_year"])
    op.create_table("bmagov_snapshot",
        sa.Column("period", sa.UnicodeText, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("rule_digest", sa.UnicodeText, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("card", JSONB, nullable=False),
        sa.Column("record", JSONB, nullable=False),
        sa.Column("overrides", JSONB, nullable=False, server_default="[]"),
        sa.Column("digest", sa.UnicodeText, nullable=False),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.UniqueConstraint("agency_id", "kpi", "fiscal_year", "period", "revision", name="uq_bmagov_snapshot_period"),
    )


def downgrade() -> None:
    op.drop_table("bmagov_snapshot")
    op.drop_table("bmagov_deadline")
    op.drop_table("bmagov_audit_note")
    op.drop_table("bmagov_override")
    op.drop_table("bmagov_round")
