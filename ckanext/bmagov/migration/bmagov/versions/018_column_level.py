"""Find the columns that have a level of their own: every read of a resource asks whether there are any.

Revision ID: 018
Revises: 017
"""

from __future__ import annotations

from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

NAME = "ix_bmagov_dictionary_column_level"


def upgrade() -> None:
    """Index the levels of columns by their resource; the many columns without one are not in it."""
    op.execute(
        f"CREATE INDEX IF NOT EXISTS {NAME} ON bmagov_dictionary_column (resource_id, classification)"
        " WHERE classification <> ''"
    )


def downgrade() -> None:
    """Take it away."""
    op.execute(f"DROP INDEX IF EXISTS {NAME}")
