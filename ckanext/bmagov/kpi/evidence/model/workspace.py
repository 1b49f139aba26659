"""What an agency hands in and tells in its year."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from decimal import Decimal  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.model import Identified, Made, Withdrawn, Yearly, YearlyOnce


class EvidencePiece(TypedDict, total=False):
    """A document of the year or a web address, with a title where one was given; a reference may be words."""

    deliverable_id: str
    url: str
    title: str


def document_address(deliverable_id: str) -> str:
    """Return where a document is read."""
    return f"/kpi/document/{deliverable_id}"


class Deliverable(tk.BaseModel, Identified, Yearly, Made, Withdrawn):
    """A document as it was handed in (`domain.kpi.facts.Document`): a file of ours, or an address."""

    __tablename__ = "bmagov_deliverable"
    __table_args__ = (sa.Index("ix_bmagov_deliverable_year", "agency_id", "kpi", "fiscal_year"),)

    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """One of `DOCUMENT_KINDS`, or `evidence`."""

    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="1")
    replaces_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    received_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    """When the office received it; another moment than `created_at` only for what is brought in later."""

    url: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    filename: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    media_type: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """The bytes are stored under this name, outside of what the web server gives out."""

    level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="internal")
    listed_datasets: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    readable: Mapped[bool | None] = mapped_column(sa.Boolean, server_default=sa.true())
    """Whether it was still there when last looked at; none is a fault of ours."""

    seen_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))


class Progress(tk.BaseModel, Identified, Yearly, Made, Withdrawn):
    """A dated entry (`domain.kpi.record.Progress`)."""

    __tablename__ = "bmagov_progress"
    __table_args__ = (sa.Index("ix_bmagov_progress_year", "agency_id", "kpi", "fiscal_year"),)

    typed: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    day: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    text: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    percent: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    place: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), nullable=False)
    """Order in which entries were made: those of one day keep it."""


class Use(tk.BaseModel, Identified, Yearly, Made, Withdrawn):
    """A declared use (`domain.kpi.facts.Use`)."""

    __tablename__ = "bmagov_use"
    __table_args__ = (sa.Index("ix_bmagov_use_year", "agency_id", "kpi", "fiscal_year"),)

    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    description: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    start: Mapped[dt.date | None] = mapped_column(sa.Date)
    end: Mapped[dt.date | None] = mapped_column(sa.Date)
    evidence: Mapped[list[EvidencePiece]] = mapped_column(JSONB, nullable=False, server_default="[]")
    declared_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    place: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), nullable=False)


class Proposal(tk.BaseModel, Identified, Yearly, Made, Withdrawn):
    """The database of Part 2 (`domain.kpi.facts.Proposal`); the last one not withdrawn counts."""

    __tablename__ = "bmagov_proposal"
    __table_args__ = (sa.Index("ix_bmagov_proposal_year", "agency_id", "kpi", "fiscal_year"),)

    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    proposed_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    origin: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    importance: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    widened_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="", index=True)
    planned_rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    accepted: Mapped[bool | None] = mapped_column(sa.Boolean)
    accepted_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    accepted_reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")


class Statement(tk.BaseModel, YearlyOnce):
    """The agency's own words on its year (`domain.kpi.record.Record`)."""

    __tablename__ = "bmagov_statement"

    summary: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    exchange: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    factors: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    obstacles: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    references: Mapped[list[EvidencePiece]] = mapped_column(JSONB, nullable=False, server_default="[]")
    stated: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    signed_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    position: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="1")
    changed_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    changed_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), onupdate=sa.func.now()
    )
