"""What datasets were: those and files that are deleted, so that they can come back; addresses they had."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class DeletedDataset(tk.BaseModel):
    """A dataset that is deleted now; the row goes when it comes back."""

    __tablename__ = "bmagov_deleted_dataset"

    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Its web address: CKAN takes it away when another dataset is to have it."""

    deleted_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Who deleted it; `system` for a command."""

    categories: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Ids of the categories in which it was: CKAN takes it out of them."""


class DeletedFile(tk.BaseModel):
    """A file or link that was deleted from its dataset; the row goes when it comes back, or can no more.

    CKAN keeps a deleted resource only until the next save of its dataset, so all of it is kept here.
    """

    __tablename__ = "bmagov_deleted_file"

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    deleted_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Who deleted it; `system` for a command."""

    level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The level that it had, its dataset's included: it never comes back below it."""

    record: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    """All fields of the resource, as CKAN stores them."""

    views: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Its views: CKAN deletes them with it."""


class FormerName(tk.BaseModel):
    """A web address that a published dataset had; of several datasets the last one."""

    __tablename__ = "bmagov_former_name"

    name: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
