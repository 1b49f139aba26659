"""Parameters of the actions on loaded tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def load_schema(not_empty: Validator, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """`id` of a resource, and whether to load again what did not change."""
    return {"id": [not_empty, unicode_safe], "force": [boolean_validator]}
