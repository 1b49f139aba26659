"""What the actions on a year take alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI
from ckanext.bmagov.kpi.rules.schema import fiscal_year

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def year_schema(default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator) -> Schema:
    """Take `kpi` and `fiscal_year`."""
    return {"kpi": [default(DEFAULT_KPI), unicode_safe], "fiscal_year": [not_empty, fiscal_year]}


@validator_args
def agency_year_schema(unicode_safe: Validator, not_empty: Validator) -> Schema:
    """Take `id` of the agency, `kpi` and `fiscal_year`."""
    return {**year_schema(), "id": [not_empty, unicode_safe]}
