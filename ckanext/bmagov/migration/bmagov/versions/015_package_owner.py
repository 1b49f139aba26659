"""Find the datasets of an agency without reading all: CKAN has no index of owners.

Revision ID: 015
Revises: 014
"""

from __future__ import annotations

from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

NAME = "ix_bmagov_package_owner"


def upgrade() -> None:
    """Index what is in the catalog by its agency."""
    op.execute(
        f"CREATE INDEX IF NOT EXISTS {NAME} ON package (owner_org, id)"
        " WHERE state = 'active' AND type = 'dataset'"
    )


def downgrade() -> None:
    """Take it away."""
    op.execute(f"DROP INDEX IF EXISTS {NAME}")
