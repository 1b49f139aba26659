"""What the actions on use take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ckanext.bmagov.domain.usage import Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Schema, Validator, ValidatorFactory

LONGEST = 3660
"""Days: ten years."""


@validator_args
def usage_create_schema(
    not_empty: Validator, ignore_missing: Validator, unicode_safe: Validator, one_of: ValidatorFactory
) -> Schema:
    """`use`, and `id` or `resource_id`."""
    return {
        "use": [not_empty, unicode_safe, one_of([use.value for use in Use])],
        "id": [ignore_missing, unicode_safe],
        "resource_id": [ignore_missing, unicode_safe],
    }


@validator_args
def usage_show_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`id` and `days`."""
    return {"id": [not_empty, unicode_safe], "days": [default(90), _whole_number(1, LONGEST)]}


@validator_args
def usage_list_schema(default: ValidatorFactory) -> Schema:
    """`days` and `limit`."""
    return {
        "days": [default(90), _whole_number(1, LONGEST)],
        "limit": [default(10), _whole_number(1, 50)],
    }


def _whole_number(least: int, most: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        try:
            number = int(str(value))
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise tk.Invalid(
                tk._("Give a whole number from {least} to {most}.").format(least=least, most=most)
            )
        return number

    return check
