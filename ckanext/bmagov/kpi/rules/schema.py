"""What the actions on rule sets take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


fiscal_year: Final = whole_number(2500, 2600)
"""Accepts a fiscal year (พ.ศ.)."""


@validator_args
def ruleset_list_schema(ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """`kpi`, `fiscal_year`."""
    return {
        "kpi": [ignore_missing, unicode_safe],
        "fiscal_year": [ignore_missing, fiscal_year],
    }


@validator_args
def ruleset_show_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator, ignore_missing: Validator
) -> Schema:
    """`kpi`, `fiscal_year`, `version`."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "version": [ignore_missing, whole_number(1, 9999)],
    }


@validator_args
def ruleset_compare_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator
) -> Schema:
    """`kpi`, `fiscal_year`, `version`, and the other's `with_fiscal_year`, `with_version`."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "version": [not_empty, whole_number(1, 9999)],
        "with_fiscal_year": [not_empty, fiscal_year],
        "with_version": [not_empty, whole_number(1, 9999)],
    }


@validator_args
def ruleset_source_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`source`: the YAML."""
    return {"source": [not_empty, unicode_safe]}


@validator_args
def ruleset_publish_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator
) -> Schema:
    """`kpi`, `fiscal_year`, `version`, and the `digest` that was read."""
    return {
        "kpi": [default(DEFAULT_KPI), unicode_safe],
        "fiscal_year": [not_empty, fiscal_year],
        "version": [not_empty, whole_number(1, 9999)],
        "digest": [not_empty, unicode_safe],
    }
