"""Tables of files in the DataStore: which wait to be loaded, and what came of it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


def _time() -> Mapped[dt.datetime | None]:
    return mapped_column(sa.DateTime(timezone=True))


def _text() -> Mapped[str]:
    return mapped_column(sa.UnicodeText, nullable=False, server_default="")


def _list() -> Mapped[list[Any]]:
    return mapped_column(JSONB, nullable=False, server_default="[]")


class LoadedTable(tk.BaseModel):
    """The table of one resource. These rows are also the queue: `wanted_at` says that one waits."""

    __tablename__ = "bmagov_loaded_table"

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    wanted_at: Mapped[dt.datetime | None] = _time()
    """Since when it waits to be looked at; none when nothing is to be done."""

    queued_at: Mapped[dt.datetime | None] = _time()
    """When a worker was last woken; none when the queue could not be reached."""

    started_at: Mapped[dt.datetime | None] = _time()
    """When a worker began with it; none when none did."""

    loaded_at: Mapped[dt.datetime | None] = _time()
    failed_at: Mapped[dt.datetime | None] = _time()
    forced: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    """Load it even when nothing changed."""

    attempts: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    """How often a worker began; a table that broke three workers is given up."""

    rows_read: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, server_default="0")
    rows_total: Mapped[int | None] = mapped_column(sa.BigInteger)
    rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Of the table that can be read now."""

    seconds: Mapped[float | None] = mapped_column(sa.Float)
    """How long its loading took."""

    loaded_hash: Mapped[str] = _text()
    """What stands for the rows and types of the table that can be read now."""

    failed_hash: Mapped[str] = _text()
    """The same, of what could not be loaded: it is not tried again."""

    columns: Mapped[list[Any]] = _list()
    """Of that table, in order: `name` in the file, `id` in the DataStore, `type`, `declared`."""

    profile: Mapped[list[Any]] = _list()
    """What its columns hold, in the same order (`domain/profile.py`)."""

    notes: Mapped[list[Any]] = _list()
    """What the loading did with cells that people should know: `code` and `params`."""

    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`code` and `params` of why the last try failed; none when it did not."""
