"""Facts that were collected and what was found in them. All of it can be made anew from the catalog."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from decimal import Decimal  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.model import Identified, YearlyOnce


class DatasetFacts(tk.BaseModel):
    """What was seen of a dataset, and since when each measure is complete (`domain.kpi.facts`).

    The milestones cannot be made anew: nobody sees the past.
    """

    __tablename__ = "bmagov_dataset_facts"

    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    milestones: Mapped[dict[str, str]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """Measure -> when it was first seen complete."""

    seen_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)


class DatasetState(tk.BaseModel):
    """How a dataset stood from a moment on, until its next row. Rows are only added; they outlive it."""

    __tablename__ = "bmagov_dataset_state"
    __table_args__ = (sa.Index("ix_bmagov_dataset_state_dataset_id", "dataset_id", "valid_from"),)

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    valid_from: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    recorded_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True
    )
    """When the row was written: the first of all tells since when history is kept."""

    listed: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    """Active and published, whoever may read it."""

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """What the dataset itself says, without its files."""

    frequency_unit: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    frequency_interval: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What was seen of it (`domain.history.kept`); none in a row of a save, which looks at nothing else."""


class SeenFacts(tk.BaseModel):
    """The facts of a dataset as they were last read (`kpi/score/services/seen.py`); else read anew."""

    __tablename__ = "bmagov_seen_facts"

    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    mark: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Of the rows that were read: another as soon as one of them is written."""

    reads: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """By what they were read: code and schema."""

    facts: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """What was seen (`domain/compact.py`)."""


class Scorecard(tk.BaseModel, YearlyOnce):
    """The last score card of an agency."""

    __tablename__ = "bmagov_scorecard"

    as_of: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    rule_version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    rule_digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    result: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    highest: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    stated: Mapped[Decimal | None] = mapped_column(sa.Numeric)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """Equal facts under equal rules on the same day need no second look."""

    flags: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """What auditors should look at (`kpi/oversight/domain/flags.py`); none where nobody looked yet."""

    risk: Mapped[int | None] = mapped_column(sa.Integer)
    """What the flags come to: the order in which auditors look."""

    looked: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the measures of governance found (`criteria/governed_parts.py`), where rules have them."""


class CriterionScore(tk.BaseModel, YearlyOnce):
    """One criterion of a score card: what overviews add up."""

    __tablename__ = "bmagov_criterion_score"

    criterion: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    part: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    deadline: Mapped[dt.date | None] = mapped_column(sa.Date)
    earned: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Points are exact fractions, as text: ``25/3``."""

    lost: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    unknown: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    reachable: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)


class Finding(tk.BaseModel, YearlyOnce):
    """A finding of a score card (`domain.kpi.engine.Finding`). Ids and addresses only, never a title."""

    __tablename__ = "bmagov_finding"

    criterion: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    place: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    subject_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="", index=True)
    """The dataset it tells of: its level decides who may read the finding."""

    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    earned: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    lost: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    unknown: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    reachable: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, server_default="{}")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, server_default="[]")


class ScoreChange(tk.BaseModel):
    """Something changed that the score of an agency is made from (`kpi/score/services/score_changes.py`)."""

    __tablename__ = "bmagov_score_change"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """Empty when it was no dataset."""


class ScoreTouch(tk.BaseModel):
    """When a change was last taken into the score of an agency: the notes of changes do not stay."""

    __tablename__ = "bmagov_score_touch"

    agency_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)


class ScoreRun(tk.BaseModel, Identified):
    """A run over all agencies of a year, shared by the workers that come."""

    __tablename__ = "bmagov_score_run"
    __table_args__ = (
        sa.Index(
            "ix_bmagov_score_run_open",
            "kpi",
            "fiscal_year",
            unique=True,
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
    )

    kpi: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    fiscal_year: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    as_of: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    rule_version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    """The version it began with: one that is published meanwhile waits for the next run."""

    started_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    total: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    done: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Ids of the agencies that are scored."""

    finished_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    failed: Mapped[dict[str, str]] = mapped_column(JSONB, nullable=False, server_default="{}")
    """Agency -> kind of the fault."""
