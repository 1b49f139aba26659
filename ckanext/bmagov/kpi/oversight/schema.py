"""What the actions behind the auditors' and the public's pages take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, whole_number
from ckanext.bmagov.kpi.common.schema import year_schema
from ckanext.bmagov.kpi.round.domain.round import State
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI
from ckanext.bmagov.kpi.rules.schema import fiscal_year

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def result_list_schema(
    default: ValidatorFactory, unicode_safe: Validator, ignore_missing: Validator, ignore_empty: Validator
) -> Schema:
    """Take `kpi`, `fiscal_year`."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [ignore_missing, ignore_empty, fiscal_year],
    }


@validator_args
def round_list_schema(ignore_missing: Validator, ignore_empty: Validator) -> Schema:
    """Take `kpi`, `fiscal_year`, `state`."""
    states = [state.value for state in State]
    return {**result_list_schema(), "state": [ignore_missing, ignore_empty, choice(states)]}


@validator_args
def risk_list_schema(default: ValidatorFactory, unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """Take a year, `id` of an agency, `limit`, `offset`."""
    return {
        **year_schema(),
        "id": [ignore_empty, unicode_safe],
        "limit": [default(50), whole_number(1, 200)],
        "offset": [default(0), whole_number(0, 1_000_000)],
    }


def guideline_list_schema() -> Schema:
    """Take a year."""
    return year_schema()


@validator_args
def guideline_show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take `id`."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def guideline_create_schema(
    not_empty: Validator, unicode_safe: Validator, ignore_missing: Validator
) -> Schema:
    """Take a year, `title`, `upload`."""
    return {**year_schema(), "title": [not_empty, unicode_safe], "upload": [ignore_missing]}


@validator_args
def guideline_withdraw_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take `id`, `reason`."""
    return {"id": [not_empty, unicode_safe], "reason": [not_empty, unicode_safe]}


@validator_args
def ruleset_simulate_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """Take `kpi`, `fiscal_year` and `version` of the rules, `period`, `as_of`, `beyond`."""
    return {
        **year_schema(),
        "version": [not_empty, whole_number(1, 9999)],
        "period": [ignore_missing, ignore_empty, fiscal_year],
        "as_of": [ignore_missing, ignore_empty, bmagov_date_of_year],
        "beyond": [default(""), unicode_safe],
    }
