"""Notices that are kept: what a person wants and has seen, each mail with what it said, each run."""

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


def _time() -> Mapped[dt.datetime | None]:
    return mapped_column(sa.DateTime(timezone=True))


def _now() -> Mapped[dt.datetime]:
    return mapped_column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _id() -> Mapped[str]:
    return mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))


class NoticeAccount(tk.BaseModel):
    """What a person wants to be told and how, and what the bell in the header says to them."""

    __tablename__ = "bmagov_notice_account"

    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    mail: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.true())
    muted: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Kinds without mail."""

    language: Mapped[str] = _text()
    """Of mails; empty: the site's."""

    paused_until: Mapped[dt.date | None] = mapped_column(sa.Date)
    """The last day without mail."""

    pause_reason: Mapped[str] = _text()
    substitute: Mapped[str] = _text()
    """Id of the account that is told meanwhile."""

    seen: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Names of the lines that stood in the list when the person last looked."""

    unseen: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    counted_at: Mapped[dt.datetime | None] = _time()
    feed_digest: Mapped[str | None] = mapped_column(sa.UnicodeText, unique=True)
    """SHA-256 of the secret in the address of the person's calendar."""

    feed_made_at: Mapped[dt.datetime | None] = _time()
    contact_at: Mapped[dt.datetime | None] = _time()
    """When the person last said that they are still the contact of their agencies."""

    contact_ended_at: Mapped[dt.datetime | None] = _time()
    """When they said that they are not."""

    refused: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    """How many mails in a row the server of the address did not take."""


class NoticeMail(tk.BaseModel):
    """The digest of a day for a person, with what it says. One a day: the database keeps to it."""

    __tablename__ = "bmagov_notice_mail"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "day", name="uq_bmagov_notice_mail_day"),
        sa.Index("ix_bmagov_notice_mail_waiting", "day", postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[str] = _id()
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    day: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    address: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    language: Mapped[str] = _text()
    subject: Mapped[str] = _text()
    text: Mapped[str] = _text()
    html: Mapped[str] = _text()
    lines: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Names of the lines that it tells."""

    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="waiting")
    """`waiting`, `handing_over` (from the moment before the server is given the text), `sent`, `refused` (by
    the server, for good), or `replaced` by the digest of a later day.
    """

    tries: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    fault: Mapped[str] = _text()
    created_at: Mapped[dt.datetime] = _now()
    tried_at: Mapped[dt.datetime | None] = _time()
    sent_at: Mapped[dt.datetime | None] = _time()


class NoticeRun(tk.BaseModel):
    """A run over all people: what it came to, or why it stopped."""

    __tablename__ = "bmagov_notice_run"

    id: Mapped[str] = _id()
    day: Mapped[dt.date] = mapped_column(sa.Date, nullable=False, index=True)
    at: Mapped[dt.datetime] = _now()
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`planned`, or `stopped` by the guard."""

    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    datasets: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")
    mails: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="0")


class NoticeReminder(tk.BaseModel):
    """An auditor's word to an agency that its entry of a month is missing."""

    __tablename__ = "bmagov_notice_reminder"

    id: Mapped[str] = _id()
    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    kpi: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    month: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    """Its first day."""

    by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    at: Mapped[dt.datetime] = _now()
