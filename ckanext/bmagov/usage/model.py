"""How often each dataset was used on each day: three numbers, no person."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class Usage(tk.BaseModel):
    """One row for a dataset and a day of the site's time zone; it stays when the dataset goes."""

    __tablename__ = "bmagov_usage"

    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    day: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    views: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    downloads: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    api_calls: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    people: Mapped[int | None] = mapped_column(sa.Integer)
    """Who downloaded or called the API, each network once; null for the days before it was counted."""

    __table_args__ = (sa.Index("bmagov_usage_day_idx", "day"),)
