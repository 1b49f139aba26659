"""Keep data dictionaries: versions, and the columns of the present one to search in.

Revision ID: 011
Revises: 010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

COLUMN = "bmagov_dictionary_column"
TEXTS = (
    *("label_th", "label_en", "type", "unit", "description", "description_en"),
    *("personal", "personal_kind", "classification", "title_key", "search_key"),
)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def upgrade() -> None:
    op.create_table(
        "bmagov_dictionary",
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _flag("deleted"),
    )
    op.create_index("ix_bmagov_dictionary_package_id", "bmagov_dictionary", ["package_id"])
    op.create_table(
        "bmagov_dictionary_version",
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("user_id", sa.UnicodeText),
        _text("note"),
        _text("origin"),
        _flag("deleted"),
        sa.Column("content", JSONB, nullable=False),
    )
    op.create_table(
        COLUMN,
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        _text("table_name"),
        _text("table_label"),
        sa.Column("name", sa.UnicodeText, nullable=False),
        *[_text(name) for name in TEXTS],
        _flag("required"),
        _flag("primary_key"),
    )
    op.create_index(f"ix_{COLUMN}_package_id", COLUMN, ["package_id"])


def downgrade() -> None:
    op.drop_table(COLUMN)
    op.drop_table("bmagov_dictionary_version")
    op.drop_table("bmagov_dictionary")
