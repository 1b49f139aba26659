"""Columns that several tables have."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Identified:
    """A random id: it tells nothing, and is never used again."""

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))


class Yearly:
    """Belongs to one agency (id of the organization), KPI and fiscal year (พ.ศ.)."""

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    kpi: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)


class YearlyOnce:
    """The same, where there is only one."""

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, sort_order=-1)
    kpi: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, sort_order=-1)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, primary_key=True, sort_order=-1)


class Made:
    """Who made it (id of the user), and when by the clock of PostgreSQL."""

    created_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    created_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )


class Withdrawn:
    """Taken back, never deleted: an audit keeps what once was said."""

    withdrawn_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    withdrawn_reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
