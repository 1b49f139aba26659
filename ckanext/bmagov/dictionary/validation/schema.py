"""Parameters of the actions that check data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.dictionary.schema.dictionary import LARGEST, MOST, whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def validate_schema(not_empty: Validator, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """`id` of a resource, and whether to check again what did not change."""
    return {"id": [not_empty, unicode_safe], "force": [boolean_validator]}


@validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """`id` of a resource, and of an older run."""
    return {"id": [not_empty, unicode_safe], "run": [ignore_empty, unicode_safe]}


@validator_args
def cancel_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id` of a resource."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def list_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`id` of a resource, `limit` and `offset`."""
    return {
        "id": [not_empty, unicode_safe],
        "limit": [default(20), whole_number(1, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }
