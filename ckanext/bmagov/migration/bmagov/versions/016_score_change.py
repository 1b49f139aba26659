"""Note each change by itself, with its dataset, so that a score is mended and none is overlooked.

One row an agency could be taken away by who scored it while somebody else, finding it there, noted nothing.
The digest of facts was read by nobody. A finding's place is now counted within its criterion.

Revision ID: 016
Revises: 015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

TABLE = "bmagov_score_change"


def upgrade() -> None:
    """Make the table, and have every agency scored again."""
    op.create_table(TABLE,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("agency_id", sa.UnicodeText, nullable=False),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False, server_default=""),
    )  # fmt: skip
    op.create_index(f"ix_{TABLE}_agency_id", TABLE, ["agency_id"])
    op.execute(f"INSERT INTO {TABLE} (agency_id) SELECT DISTINCT agency_id FROM bmagov_scorecard")
    op.drop_table("bmagov_dirty_agency")
    op.drop_column("bmagov_scorecard", "facts_digest")


def downgrade() -> None:
    """Go back to one row an agency."""
    op.add_column(
        "bmagov_scorecard", sa.Column("facts_digest", sa.UnicodeText, nullable=False, server_default="")
    )
    op.create_table("bmagov_dirty_agency",
        sa.Column("agency_id", sa.UnicodeText, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )  # fmt: skip
    op.execute(f"INSERT INTO bmagov_dirty_agency (agency_id) SELECT DISTINCT agency_id FROM {TABLE}")
    op.drop_table(TABLE)
