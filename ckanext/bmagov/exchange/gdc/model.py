"""What GD Catalog was sent of us, and what it says of it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class GdcDataset(tk.BaseModel):
    """A dataset that was sent, or asked about."""

    __tablename__ = "bmagov_gdc_dataset"

    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    sent_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When a harvester of the list last got it; none: never."""

    sent_to: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """Id of that account."""

    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When its agency said that it has asked for its withdrawal there; it goes when it is sent again."""

    withdrawn_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="unknown")
    remote_name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    checked_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When it last answered."""

    next_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True), index=True)
    failures: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    failed_since: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Since when it does not answer; none while it does."""


class GdcChange(tk.BaseModel):
    """When records last became others without a save of their datasets: those of an agency, or one."""

    __tablename__ = "bmagov_gdc_change"

    object_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    """Id of an agency or of a dataset."""

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    changed_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, index=True)
