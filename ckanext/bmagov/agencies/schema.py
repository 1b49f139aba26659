"""What the actions on agencies take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Schema, Validator, ValidatorFactory

LONGEST_QUERY = 200


@validator_args
def agency_tree(
    default: ValidatorFactory,
    unicode_safe: Validator,
    boolean_validator: Validator,
) -> Schema:
    """Take `q` and `include_historic`."""
    return {
        "q": [default(""), unicode_safe, _within(LONGEST_QUERY)],
        "include_historic": [default(False), boolean_validator],
    }


@validator_args
def agency_show(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, boolean_validator: Validator
) -> Schema:
    """Take `id`, `include_dataset_count`."""
    return {"id": [not_empty, unicode_safe], "include_dataset_count": [default(True), boolean_validator]}


@validator_args
def agency_load(
    ignore_missing: Validator,
    default: ValidatorFactory,
    unicode_safe: Validator,
    boolean_validator: Validator,
) -> Schema:
    """Take `content`, `include_historic` and `dry_run`."""
    return {
        "content": [ignore_missing, unicode_safe],
        "include_historic": [default(False), boolean_validator],
        "dry_run": [default(False), boolean_validator],
    }


def _within(limit: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if len(value) > limit:
            raise tk.Invalid(
                tk._("{length} characters are too many; {limit} are allowed").format(
                    length=len(value), limit=limit
                )
            )
        return value

    return check
