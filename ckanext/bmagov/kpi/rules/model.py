"""Rule sets that have been used or published: they can no longer change unseen."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class StoredRuleSet(tk.BaseModel):
    """A version of a rule set, with the file it came from."""

    __tablename__ = "bmagov_ruleset"

    kpi: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    status: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`draft`, `published` or `locked`. It goes that way only."""

    digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    source: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The YAML, as it was given."""

    effective_from: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    created_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    created_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    published_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    published_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
