"""What datasets were: those that are deleted, so that they can come back, and addresses that they had."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

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


class FormerName(tk.BaseModel):
    """A web address that a published dataset had; of several datasets the last one."""

    __tablename__ = "bmagov_former_name"

    name: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
