"""Rows of covered tables that a transaction has written and still has to take into the log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class TouchedRow(tk.BaseModel):
    """A row that was inserted, changed or deleted. Triggers write it, and the transaction deletes it again
    when it commits (`base/services/row_log.py`): what stays was written by somebody else.
    """

    __tablename__ = "bmagov_touched_row"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 (SQLAlchemy's way)

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    transaction: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, index=True)
    """PostgreSQL's number of it."""

    table_name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    key: Mapped[list[Any]] = mapped_column(JSONB, nullable=False)
    """The values of its primary key, in the order of the table."""
