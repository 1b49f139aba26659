"""What CKAN does not keep about accounts: when their sessions ended, and who invited them."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class AccountSession(tk.BaseModel):
    """A session counts while it carries the epoch of its account. No row: 0, nothing ever ended."""

    __tablename__ = "bmagov_account_session"

    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    epoch: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, server_default="0")
    ended_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    last_login: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))


class AccountInvitation(tk.BaseModel):
    """Who made an account that no system administrator made. Accounts of before this table have no row."""

    __tablename__ = "bmagov_account_invitation"

    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    invited_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Empty: the person registered."""

    at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    trusted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    """A system administrator invited."""
