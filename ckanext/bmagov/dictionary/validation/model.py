"""Checks of data against their dictionaries: what is waiting, what runs, what was found."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

WAITING, RUNNING, DONE, FAILED, CANCELLED, UNCHANGED = (
    *("waiting", "running", "done", "failed", "cancelled", "unchanged"),
)


def _text() -> Mapped[str]:
    return mapped_column(sa.UnicodeText, nullable=False, server_default="")


class ValidationRun(tk.BaseModel):
    """One check. The table is also the queue: a run is waiting until a worker takes it, with or without
    Redis.
    """

    __tablename__ = "bmagov_validation_run"
    __table_args__ = (
        sa.Index(
            "ux_bmagov_validation_run_waiting",
            "resource_id",
            unique=True,
            postgresql_where=sa.text("status = 'waiting'"),
        ),
    )

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    status: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default=WAITING)
    """`waiting`, `running`, `done`, `failed`, `cancelled`; `unchanged` when `same_as` still holds."""

    source: Mapped[str] = _text()
    """`file` or `datastore`; empty until the run starts."""

    reason: Mapped[str] = _text()
    """`asked`, `data` or `dictionary`: why it runs."""

    forced: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    """Run even when nothing changed since the last one."""

    user_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    asked_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    queued_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """When the background queue was told; none when it could not be."""

    started_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    heartbeat_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """The lease of the worker: who is silent for long has lost the run."""

    finished_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    worker: Mapped[str] = _text()
    attempts: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    cancel_asked: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    rows_read: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, server_default="0")
    rows_total: Mapped[int | None] = mapped_column(sa.BigInteger)
    """None when it is not known beforehand."""

    data_hash: Mapped[str] = _text()
    dictionary_hash: Mapped[str] = _text()
    """Of what is checked: a new label of a column changes nothing."""

    dictionary_version: Mapped[int | None] = mapped_column(sa.Integer)
    valid: Mapped[bool | None] = mapped_column(sa.Boolean)
    violations: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, server_default="0")
    tables: Mapped[list[Any]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """What was found, table by table (`domain.result`)."""

    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`code` and `params` of why it failed."""

    same_as: Mapped[str | None] = mapped_column(sa.UnicodeText)
