"""The yearly round: where it stands, what was decided, and what is kept for good."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from decimal import Decimal  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.model import Identified, Made, Withdrawn, Yearly, YearlyOnce


class Round(tk.BaseModel, YearlyOnce):
    """A round (`domain.audit.round.Round`). It is written only over the version that was read."""

    __tablename__ = "bmagov_round"

    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    revision: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="1")
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    """`Round.to_dict()`: the decisions with it."""

    changed_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), onupdate=sa.func.now()
    )


class Override(tk.BaseModel, Identified, Yearly, Made, Withdrawn):
    """An auditor's word on a criterion (`domain.audit.decisions.Override`); the last one counts.

    ``confirms`` is true when the auditor agrees with the machine: then there is no share.
    """

    __tablename__ = "bmagov_override"
    __table_args__ = (sa.Index("ix_bmagov_override_year", "agency_id", "kpi", "fiscal_year"),)

    revision: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    criterion: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    confirms: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    share: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    machine_state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """What the machine said when the word was spoken."""

    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)


class AuditNote(tk.BaseModel, Identified, Yearly, Made):
    """A remark of an auditor on an agency's year or on one criterion. Never changed."""

    __tablename__ = "bmagov_audit_note"
    __table_args__ = (sa.Index("ix_bmagov_audit_note_year", "agency_id", "kpi", "fiscal_year"),)

    criterion: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    text: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    shared: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.true())
    """Whether the agency reads it."""


class Deadline(tk.BaseModel, Identified, Made):
    """A deadline moved by a supervisor: for all agencies, or for one. The last one counts."""

    __tablename__ = "bmagov_deadline"
    __table_args__ = (sa.Index("ix_bmagov_deadline_year", "kpi", "fiscal_year"),)

    kpi: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """Empty: for all."""

    step: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    before: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    after: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)


class Snapshot(tk.BaseModel, Identified, Yearly):
    """What stood at the end of a quarter, at the sign-off or at the close. Never changed."""

    __tablename__ = "bmagov_snapshot"
    __table_args__ = (
        sa.UniqueConstraint(
            "agency_id", "kpi", "fiscal_year", "period", "revision", name="uq_bmagov_snapshot_period"
        ),
    )

    period: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`q1` to `q4`; `submitted-`, `objected-`, `retaken-` with the version of the round; `signed_off`."""

    revision: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    taken_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    frozen_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    """Of a sign-off: when its facts were kept. Null: then, too."""

    rule_version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    rule_digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    card: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    result: Mapped[Decimal | None] = mapped_column(
        sa.Numeric, sa.Computed("(card ->> 'result')::numeric", persisted=True)
    )
    """The card's, in per cent; PostgreSQL makes it."""

    record: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    overrides: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """SHA-256 of all that it holds."""
