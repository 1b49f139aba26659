"""Parameters of the actions on loaded tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.schema.bounds import whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def load_schema(not_empty: Validator, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """`id` of a resource, and whether to load again what did not change."""
    return {"id": [not_empty, unicode_safe], "force": [boolean_validator]}


@validator_args
def search_schema(not_empty: Validator, unicode_safe: Validator, ignore_missing: Validator) -> Schema:
    """`id` of a resource, and what is asked of its rows."""
    return {
        "id": [not_empty, unicode_safe],
        "q": [ignore_missing, unicode_safe],
        "sort": [ignore_missing, unicode_safe],
        "page": [ignore_missing, whole_number(1, LARGEST)],
        "per": [ignore_missing, whole_number(1, LARGEST)],
    }
