"""What the actions on score cards take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.kpi.common.schema import agency_year_schema, year_schema

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def scorecard_show_schema(
    ignore_missing: Validator, ignore_empty: Validator, bmagov_date_of_year: Validator
) -> Schema:
    """Take an agency's year and `as_of`."""
    return {**agency_year_schema(), "as_of": [ignore_missing, ignore_empty, bmagov_date_of_year]}


@validator_args
def scorecard_list_schema(unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """Take a year and `id` of an agency."""
    return {**year_schema(), "id": [ignore_empty, unicode_safe]}


@validator_args
def scorecard_update_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    boolean_validator: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """Take a year, `id` of an agency, `changed`, `join`, `as_of`."""
    return {
        **year_schema(),
        "id": [ignore_missing, unicode_safe],
        "changed": [default(False), boolean_validator],
        "join": [default(False), boolean_validator],
        "as_of": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }


@validator_args
def link_check_schema(default: ValidatorFactory) -> Schema:
    """Take `limit`."""
    return {"limit": [default(500), whole_number(1, 10_000)]}
