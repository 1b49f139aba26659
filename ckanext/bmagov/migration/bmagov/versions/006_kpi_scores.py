"""Keep score cards, their findings, and the runs that make them.

Revision ID: 006
Revises: 005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("bmagov_dataset_facts",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("milestones", JSONB, nullable=False, server_default="{}"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_bmagov_dataset_facts_agency_id", "bmagov_dataset_facts", ["agency_id"])
    op.create_table("bmagov_scorecard",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("rule_digest", sa.UnicodeText, nullable=False),
        sa.Column("result", sa.Numeric),
        sa.Column("highest", sa.Numeric),
        sa.Column("stated", sa.Numeric),
        sa.Column("parts", JSONB, nullable=False, server_default="[]"),
        sa.Column("counts", JSONB, nullable=False, server_default="{}"),
        sa.Column("facts_digest", sa.UnicodeText, nullable=False),
    )
    op.create_table("bmagov_criterion_score",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("criterion", sa.UnicodeText, primary_key=True),
        sa.Column("part", sa.UnicodeText, nullable=False),
        sa.Column("state", sa.UnicodeText, nullable=False),
        sa.Column("deadline", sa.Date),
        sa.Column("earned", sa.UnicodeText, nullable=False),
        sa.Column("lost", sa.UnicodeText, nullable=False),
        sa.Column("unknown", sa.UnicodeText, nullable=False),
        sa.Column("reachable", sa.UnicodeText, nullable=False),
    )
    op.create_table("bmagov_finding",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("criterion", sa.UnicodeText, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("subject", sa.UnicodeText, nullable=False),
        sa.Column("subject_id", sa.UnicodeText, nullable=False),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("state", sa.UnicodeText, nullable=False),
        sa.Column("earned", sa.UnicodeText, nullable=False),
        sa.Column("lost", sa.UnicodeText, nullable=False),
        sa.Column("unknown", sa.UnicodeText, nullable=False),
        sa.Column("reachable", sa.UnicodeText, nullable=False),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("params", JSONB, nullable=False, server_default="{}"),
        sa.Column("evidence", JSONB, nullable=False, server_default="[]"),
    )
    op.create_index("ix_bmagov_finding_dataset_id", "bmagov_finding", ["dataset_id"])
    op.create_index("ix_bmagov_finding_subject_id", "bmagov_finding", ["subject_id"])
    op.create_table("bmagov_dirty_agency",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table("bmagov_score_run",
        sa.Column("kpi", sa.UnicodeText, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("leased_by", sa.UnicodeText, nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", JSONB, nullable=False, server_default="[]"),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("failed", JSONB, nullable=False, server_default="{}"),
        sa.Column("id", sa.UnicodeText, primary_key=True),
    )
    op.create_index("ix_bmagov_score_run_open", "bmagov_score_run", ["kpi", "fiscal_year"], unique=True, postgresql_where=sa.text("finished_at IS NULL"))


def downgrade() -> None:
    op.drop_table("bmagov_score_run")
    op.drop_table("bmagov_dirty_agency")
    op.drop_table("bmagov_finding")
    op.drop_table("bmagov_criterion_score")
    op.drop_table("bmagov_scorecard")
    op.drop_table("bmagov_dataset_facts")
