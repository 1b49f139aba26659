"""The table of what the office that audits gives out for a year."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.model import Identified, Made, Withdrawn


class Guideline(tk.BaseModel, Identified, Made, Withdrawn):
    """A circular, a handbook or an empty form of a fiscal year, for everybody."""

    __tablename__ = "bmagov_guideline"
    __table_args__ = (sa.Index("ix_bmagov_guideline_year", "kpi", "fiscal_year"),)

    kpi: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    filename: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    media_type: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The bytes are stored under this name, as documents are that agencies hand in."""
