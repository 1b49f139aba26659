"""What the actions on dates take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

KINDS = ["date", "year"]


@validator_args
def date_parse_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
) -> Schema:
    """`value`, `kind` and `strict`."""
    return {
        "value": [not_empty, unicode_safe],
        "kind": [default(KINDS[0]), choice(KINDS)],
        "strict": [default(False), boolean_validator],
    }
