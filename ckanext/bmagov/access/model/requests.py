"""Who asked for access and what was answered; who proposed a lower level and what a second person said."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.domain.requests import State


def _id() -> str:
    return str(uuid.uuid4())


class _Question:
    """What requests and proposals have in common: about what, why, and the answer."""

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=_id)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    resource_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    """None: the dataset as a whole."""

    asked_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    asked_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default=State.OPEN.value)
    answered_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    answered_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    answer: Mapped[str | None] = mapped_column(sa.UnicodeText)
    """The reason of the answer."""


class AccessRequest(tk.BaseModel, _Question):
    """A person asks to read something that is closed to them."""

    __tablename__ = "bmagov_access_request"

    until: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    """The last day for which access is wished, inclusive."""

    grant_id: Mapped[str | None] = mapped_column(sa.UnicodeText)

    __table_args__ = (
        sa.Index(
            "bmagov_access_request_open_idx",
            "asked_by",
            "dataset_id",
            sa.text("coalesce(resource_id, '')"),
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
    )


class LevelChange(tk.BaseModel, _Question):
    """A person proposes a lower level; a second one answers."""

    __tablename__ = "bmagov_level_change"

    from_level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The level that is in force when it is proposed: a proposal about another one is out of date."""

    to_level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """The fields that the approval sets: the level, and the category and licence that fit it."""

    __table_args__ = (
        sa.Index(
            "bmagov_level_change_open_idx",
            "dataset_id",
            sa.text("coalesce(resource_id, '')"),
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
    )
