"""Rows of an agency's year that were not taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

Row = TypeVar("Row")


def year_key(agency_id: str, rules: RuleSet) -> dict[str, str | int]:
    """Return what every row of an agency's year has."""
    return {"agency_id": agency_id, "kpi": rules.kpi, "fiscal_year": rules.fiscal_year}


def standing(table: type[Row], agency_id: str, rules: RuleSet) -> sa.Select[tuple[Row]]:
    """Return the statement for the rows of an agency's year that were not taken back."""
    columns: Any = table
    return sa.select(table).filter_by(**year_key(agency_id, rules)).where(columns.withdrawn_at.is_(None))
