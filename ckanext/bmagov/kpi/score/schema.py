"""What the actions on score cards take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI
from ckanext.bmagov.kpi.rules.schema import fiscal_year

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def scorecard_show_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    bmagov_date_strict: Validator,
) -> Schema:
    """`id`, `kpi`, `fiscal_year`, `as_of`."""
    return {
        "id": [not_empty, unicode_safe],
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "as_of": [ignore_missing, ignore_empty, bmagov_date_strict],
    }


@validator_args
def scorecard_list_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator, ignore_empty: Validator
) -> Schema:
    """`kpi`, `fiscal_year`, `id`."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "id": [ignore_empty, unicode_safe],
    }


@validator_args
def scorecard_update_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    boolean_validator: Validator,
    bmagov_date_strict: Validator,
) -> Schema:
    """`kpi`, `fiscal_year`, `id`, `changed`, `as_of`."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "id": [ignore_missing, unicode_safe],
        "changed": [default(False), boolean_validator],
        "as_of": [ignore_missing, ignore_empty, bmagov_date_strict],
    }


@validator_args
def link_check_schema(default: ValidatorFactory) -> Schema:
    """`limit`."""
    return {"limit": [default(500), whole_number(1, 10_000)]}
