"""Keep when the sessions of an account ended, and who invited it.

Accounts that are there already have neither: nobody is logged out by the upgrade, nobody has to wait.

Revision ID: 020
Revises: 019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

SESSION, INVITATION = "bmagov_account_session", "bmagov_account_invitation"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(SESSION,
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        sa.Column("epoch", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column("last_login", sa.DateTime(timezone=True)),
    )  # fmt: skip
    op.create_table(INVITATION,
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        sa.Column("invited_by", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("trusted", sa.Boolean, nullable=False, server_default=sa.false()),
    )  # fmt: skip


def downgrade() -> None:
    """Take them away: sessions then end with their cookie only."""
    op.drop_table(INVITATION)
    op.drop_table(SESSION)
