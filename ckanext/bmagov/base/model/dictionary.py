"""Data dictionaries of resources: every version whole, and the columns of the present one to search in."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


def _text() -> Mapped[str]:
    return mapped_column(sa.UnicodeText, nullable=False, server_default="")


class ResourceDictionary(tk.BaseModel):
    """That a resource has a dictionary, and which version is the present one. It stays when the resource
    goes.
    """

    __tablename__ = "bmagov_dictionary"

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    deleted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())


class DictionaryVersion(tk.BaseModel):
    """One save: the whole dictionary as it was then. Never changed, never deleted."""

    __tablename__ = "bmagov_dictionary_version"

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    version: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    user_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    note: Mapped[str] = _text()
    origin: Mapped[str] = _text()
    """`datastore` when it came from there; else empty: a person or a program of ours saved it."""

    deleted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    """This version is the deletion; it has no content."""

    content: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    """`domain.dictionary.spec.to_dict`."""


class DictionaryColumn(tk.BaseModel):
    """A column of the present version, for queries; what it says beyond is in the version's content."""

    __tablename__ = "bmagov_dictionary_column"
    __table_args__ = (
        sa.Index(
            "ix_bmagov_dictionary_column_level",
            "resource_id",
            "classification",
            postgresql_where=sa.text("classification <> ''"),
        ),
    )

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    """Through all tables of the dictionary, from 1."""

    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    table_name: Mapped[str] = _text()
    table_label: Mapped[str] = _text()
    name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    label_th: Mapped[str] = _text()
    label_en: Mapped[str] = _text()
    type: Mapped[str] = _text()
    unit: Mapped[str] = _text()
    description: Mapped[str] = _text()
    description_en: Mapped[str] = _text()
    required: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    primary_key: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    personal: Mapped[str] = _text()
    personal_kind: Mapped[str] = _text()
    classification: Mapped[str] = _text()
    """The column's own level; the resource's may be higher."""

    title_key: Mapped[str] = _text()
    """Name and labels as they are compared (`domain.dictionary.search`)."""

    search_key: Mapped[str] = _text()
    """Everything that is searched, as it is compared."""
