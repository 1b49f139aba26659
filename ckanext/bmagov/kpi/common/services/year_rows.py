"""Rows of an agency's year that were not taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import sqlalchemy as sa

from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Progress, Proposal, Statement, Use
from ckanext.bmagov.kpi.round.model import Round, Snapshot
from ckanext.bmagov.kpi.score.model import Scorecard

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

Row = TypeVar("Row")

HANDED_IN: Final[tuple[Any, ...]] = (Deliverable, Progress, Proposal, Round, Snapshot, Statement, Use)
"""What is entered of an agency's year, or kept of it for good."""


def agencies_with(session: AlchemySession, kpi: str, fiscal_year: int, *, scored: bool = False) -> set[str]:
    """Return the agencies of whose year something was handed in or kept.

    :param scored: also those that have a result
    """
    queries = [
        sa.select(table.agency_id).where(table.kpi == kpi, table.fiscal_year == fiscal_year)
        for table in (*HANDED_IN, *([Scorecard] if scored else []))
    ]
    if scored:
        queries[-1] = queries[-1].where(Scorecard.result.is_not(None))
    return set(session.scalars(sa.union(*queries)))


def year_key(agency_id: str, rules: RuleSet) -> dict[str, str | int]:
    """Return what every row of an agency's year has."""
    return {"agency_id": agency_id, "kpi": rules.kpi, "fiscal_year": rules.fiscal_year}


def standing(table: type[Row], agency_id: str, rules: RuleSet) -> sa.Select[tuple[Row]]:
    """Return the statement for the rows of an agency's year that were not taken back."""
    columns: Any = table
    return sa.select(table).filter_by(**year_key(agency_id, rules)).where(columns.withdrawn_at.is_(None))
