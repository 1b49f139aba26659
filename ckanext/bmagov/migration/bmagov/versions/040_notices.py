"""Notices: what people want and have seen, the mails with what they said, the runs, the reminders.

Revision ID: 040
Revises: 039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

ACCOUNT, MAIL, RUN, REMINDER = (f"bmagov_notice_{name}" for name in ("account", "mail", "run", "reminder"))


def _text(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def _empty(name: str) -> sa.Column:
    return _text(name, server_default="")


def _time(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


def _now(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _day(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.Date, **options)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _list(name: str) -> sa.Column:
    return sa.Column(name, JSONB, nullable=False, server_default="[]")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        ACCOUNT,
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        sa.Column("mail", sa.Boolean, nullable=False, server_default=sa.true()),
        _list("muted"),
        _empty("language"),
        _day("paused_until"),
        _empty("pause_reason"),
        _empty("substitute"),
        _list("seen"),
        _number("unseen"),
        _time("counted_at"),
        sa.Column("feed_digest", sa.UnicodeText, unique=True),
        *map(_time, ("feed_made_at", "contact_at", "contact_ended_at")),
        _number("refused"),
    )
    op.create_table(
        MAIL,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        _text("user_id"),
        _day("day", nullable=False),
        _text("address"),
        *map(_empty, ("language", "subject", "text", "html")),
        _list("lines"),
        _text("state", server_default="waiting"),
        _number("tries"),
        _empty("fault"),
        _now("created_at"),
        *map(_time, ("tried_at", "sent_at")),
        sa.UniqueConstraint("user_id", "day", name="uq_bmagov_notice_mail_day"),
    )
    op.create_index(
        "ix_bmagov_notice_mail_waiting", MAIL, ["day"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_table(
        RUN,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        _day("day", nullable=False, index=True),
        _now("at"),
        _text("state"),
        _list("problems"),
        *map(_number, ("datasets", "mails")),
    )
    op.create_table(
        REMINDER,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        _text("agency_id", index=True),
        _text("kpi"),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        _day("month", nullable=False),
        _text("by"),
        _now("at"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in (REMINDER, RUN, MAIL, ACCOUNT):
        op.drop_table(name)
