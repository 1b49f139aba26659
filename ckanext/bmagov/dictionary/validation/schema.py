"""Parameters of the actions that check data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def validate_schema(not_empty: Validator, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """`id` of a resource, and whether to check again what did not change."""
    return {"id": [not_empty, unicode_safe], "force": [boolean_validator]}


@validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """`id` of a resource, and of an older run."""
    return {"id": [not_empty, unicode_safe], "run": [ignore_empty, unicode_safe]}
