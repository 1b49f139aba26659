"""What the actions on use take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, whole_number
from ckanext.bmagov.usage.domain import Use

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

LONGEST = 3660
"""Days: ten years."""


@validator_args
def usage_create_schema(not_empty: Validator, ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """`use`, `id` or `resource_id`, and `network`."""
    return {
        "use": [not_empty, unicode_safe, choice([use.value for use in Use])],
        "id": [ignore_missing, unicode_safe],
        "resource_id": [ignore_missing, unicode_safe],
        "network": [ignore_missing, unicode_safe],
    }


@validator_args
def usage_show_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`id` and `days`."""
    return {"id": [not_empty, unicode_safe], "days": [default(90), whole_number(1, LONGEST)]}


@validator_args
def usage_list_schema(default: ValidatorFactory) -> Schema:
    """`days` and `limit`."""
    return {
        "days": [default(90), whole_number(1, LONGEST)],
        "limit": [default(10), whole_number(1, 50)],
    }
