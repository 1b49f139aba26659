"""What an agency must keep, and how it governs its data."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.model import Identified, Made, Withdrawn


class Obligation(tk.BaseModel, Identified, Made):
    """A duty of the register (`domain.kpi.obligations.Obligation`). It outlives its dataset."""

    __tablename__ = "bmagov_obligation"

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    added_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="", index=True)
    level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    owner: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    agreements: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    removal: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False, server_default="1")
    """Rises with every change; a change names the version it was made from."""


class GovernanceItem(tk.BaseModel, Identified, Made, Withdrawn):
    """One entry of an agency's governance record: a person, a plan, a measure, an assessment.

    ``part`` is one of the six of the definitions of fiscal year 2564.
    """

    __tablename__ = "bmagov_governance_item"

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    part: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    text: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    day: Mapped[dt.date | None] = mapped_column(sa.Date)
    result: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    url: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    deliverable_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")


class SystemLink(tk.BaseModel, Identified, Made, Withdrawn):
    """A dataset is in, or linked to, a system that a rule set names. ``confirmed_by`` is an auditor."""

    __tablename__ = "bmagov_system_link"

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    system: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    url: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    confirmed_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
