"""What was read of documents. A row is written once; a later reader writes another beside it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class KeptAlike(TypedDict):
    """A document that it is like: `share` as text, 0 to 1."""

    document: str
    relation: str
    share: str


class DocumentReading(tk.BaseModel):
    """What was read of one document (`domain.document_text.Reading`), by one version of the reader."""

    __tablename__ = "bmagov_document_reading"

    deliverable_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    reader: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    read_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    pages: Mapped[int | None] = mapped_column(sa.Integer)
    """Null, like `characters`: it could not be read."""

    characters: Mapped[int | None] = mapped_column(sa.Integer)
    language: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    scanned: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    signatures: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    datasets: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """Of the agency's datasets of that moment, those that a list names; null when its rows are not known."""

    sketch: Mapped[list[int]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """The smallest hashes of its passages: no text can be made of them."""

    alike: Mapped[list[KeptAlike]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Documents of other agencies in the year, and its own of the year before, that were read before it."""
