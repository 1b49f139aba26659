"""What was released of closed years: kept for good, each release beside those before it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class Release(tk.BaseModel):
    """The results of a closed year, as they were published. Never changed; a correction is the next one."""

    __tablename__ = "bmagov_kpi_release"

    kpi: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    """From 1, without gaps."""

    created_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    created_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    agencies: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    """How many are in it."""

    note: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """What was corrected and why; empty for the first."""

    files: Mapped[dict[str, str]] = mapped_column(JSONB, nullable=False)
    """Name -> text: the tables, the rules, the scripts, `datapackage.json`, `manifest.json`."""

    digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """SHA-256 of `manifest.json`, which holds that of every other file."""
