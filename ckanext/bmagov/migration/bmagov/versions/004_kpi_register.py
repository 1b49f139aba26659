"""Keep rule sets in force, the register of obligations and the governance record.

Revision ID: 004
Revises: 003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("bmagov_ruleset",
        sa.Column("kpi", sa.UnicodeText, primary_key=True),
        sa.Column("fiscal_year", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("status", sa.UnicodeText, nullable=False),
        sa.Column("digest", sa.UnicodeText, nullable=False),
        sa.Column("source", sa.UnicodeText, nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("published_by", sa.UnicodeText),
        sa.Column("published_at", sa.DateTime(timezone=True)),
    )
    op.create_table("bmagov_obligation",
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("added_year", sa.Integer, nullable=False),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("level", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("owner", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("agreements", JSONB, nullable=False, server_default="[]"),
        sa.Column("removal", JSONB(none_as_null=True)),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_bmagov_obligation_agency_id", "bmagov_obligation", ["agency_id"])
    op.create_index("ix_bmagov_obligation_dataset_id", "bmagov_obligation", ["dataset_id"])
    op.create_table("bmagov_governance_item",
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("text", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("day", sa.Date),
        sa.Column("result", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("url", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("deliverable_id", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("withdrawn_by", sa.UnicodeText),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_index("ix_bmagov_governance_item_agency_id", "bmagov_governance_item", ["agency_id"])
    op.create_table("bmagov_system_link",
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("system", sa.UnicodeText, nullable=False),
        sa.Column("url", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("confirmed_by", sa.UnicodeText),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("created_by", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("withdrawn_by", sa.UnicodeText),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.UnicodeText, nullable=False, server_default=""),
    )
    op.create_index("ix_bmagov_system_link_agency_id", "bmagov_system_link", ["agency_id"])
    op.create_index("ix_bmagov_system_link_dataset_id", "bmagov_system_link", ["dataset_id"])


def downgrade() -> None:
    op.drop_table("bmagov_system_link")
    op.drop_table("bmagov_governance_item")
    op.drop_table("bmagov_obligation")
    op.drop_table("bmagov_ruleset")
