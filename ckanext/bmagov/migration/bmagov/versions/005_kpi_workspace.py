"""Keep what agencies hand in and tell in their year.

Revision ID: 005
Revises: 004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("bmagov_deliverable",
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("replaces_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("url", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("filename", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("media_type", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("size", sa.BigInteger),
        sa.Column("sha256", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("level", sa.UnicodeText, nullable=False, server_default="internal"),
        sa.Column("listed_datasets", JSONB, nullable=False, server_default="[]"),
        sa.Column("readable", sa.Boolean, server_default=sa.true()),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
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
    op.create_index("ix_bmagov_deliverable_year", "bmagov_deliverable", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_progress",
        sa.Column("typed", sa.UnicodeText, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.UnicodeText, nullable=False),
        sa.Column("percent", sa.Numeric),
        sa.Column("place", sa.BigInteger, sa.Identity(), nullable=False),
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
    op.create_index("ix_bmagov_progress_year", "bmagov_progress", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_use",
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("description", sa.UnicodeText, nullable=False),
        sa.Column("start", sa.Date),
        sa.Column("end", sa.Date),
        sa.Column("evidence", JSONB, nullable=False, server_default="[]"),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("place", sa.BigInteger, sa.Identity(), nullable=False),
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
    op.create_index("ix_bmagov_use_year", "bmagov_use", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_proposal",
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("origin", sa.UnicodeText, nullable=False),
        sa.Column("importance", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("widened_by", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("planned_rows", sa.BigInteger),
        sa.Column("accepted", sa.Boolean),
        sa.Column("accepted_by", sa.UnicodeText),
        sa.Column("accepted_reason", sa.UnicodeText, nullable=False, server_default=""),
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
    op.create_index("ix_bmagov_proposal_dataset_id", "bmagov_proposal", ["dataset_id"])
    op.create_index("ix_bmagov_proposal_year", "bmagov_proposal", ["agency_id", "kpi", "fiscal_year"])
    op.create_table("bmagov_statement",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("summary", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("exchange", JSONB, nullable=False, server_default="[]"),
        sa.Column("factors", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("obstacles", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("references", JSONB, nullable=False, server_default="[]"),
        sa.Column("stated", sa.Numeric),
        sa.Column("signed_by", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("position", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("changed_by", sa.UnicodeText, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    op.drop_table("bmagov_statement")
    op.drop_table("bmagov_proposal")
    op.drop_table("bmagov_use")
    op.drop_table("bmagov_progress")
    op.drop_table("bmagov_deliverable")
