"""What the actions on demo content take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def demo_object_purge_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
) -> Schema:
    """`id` and `force`."""
    return {"id": [not_empty, unicode_safe], "force": [default(False), boolean_validator]}
