"""Work on many datasets: what was asked for, and what became of each dataset."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


def _text() -> Mapped[str]:
    return mapped_column(sa.UnicodeText, nullable=False, server_default="")


class BulkJob(tk.BaseModel):
    """What somebody confirmed, to be done in the background. The table is also the queue."""

    __tablename__ = "bmagov_bulk_job"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`import`, `undo`, or the name of an act."""

    lang: Mapped[str] = _text()
    """Language in which reasons are written down."""

    created_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    queued_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When a worker was last woken; none when the queue could not be reached."""

    finished_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    undoes: Mapped[str | None] = mapped_column(sa.UnicodeText, unique=True)
    """The job that this one puts back."""


class BulkItem(tk.BaseModel):
    """What is done to one dataset. Its end is written in the transaction that changes the dataset."""

    __tablename__ = "bmagov_bulk_item"

    job_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("bmagov_bulk_job.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    """From 1, in the order of the workbook or of the selection."""

    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`new`, `change`, `trash` or `restore`."""

    status: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`waiting`, `done`, `unchanged` or `refused`."""

    dataset_id: Mapped[str] = _text()
    """Empty for a new dataset until it is saved; then it is known by its name."""

    name: Mapped[str] = _text()
    title: Mapped[str] = _text()
    sheet: Mapped[str] = _text()
    row: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    tries: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    record: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """What is sent to be saved; emptied at the end."""

    undo: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """`before` and `after`: stored values by field."""

    shown: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """`changes` and `reasons`, as lists of dictionaries."""
