"""Addresses that count as evidence, and whether they answered when last looked at."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class LinkCheck(tk.BaseModel):
    """One address. ``answered``: it is there, it is gone, or none: nobody could tell."""

    __tablename__ = "bmagov_link_check"

    url: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    answered: Mapped[bool | None] = mapped_column(sa.Boolean)
    status: Mapped[int | None] = mapped_column(sa.Integer)
    """HTTP status of the last answer; none when there was no answer."""

    seen_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    unknown_since: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Since when nobody could tell, while other addresses could be asked; null: no such time."""
