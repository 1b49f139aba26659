"""What the actions on dates take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

KINDS = ["date", "year"]
FISCAL_YEARS = (2400, 2599)
"""First and last that a date can be meant in, พ.ศ."""


@validator_args
def date_parse_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
    ignore_missing: Validator,
    ignore_empty: Validator,
) -> Schema:
    """`value`, `kind`, `strict` and `fiscal_year`."""
    return {
        "value": [not_empty, unicode_safe],
        "kind": [default(KINDS[0]), choice(KINDS)],
        "strict": [default(False), boolean_validator],
        "fiscal_year": [ignore_missing, ignore_empty, whole_number(*FISCAL_YEARS)],
    }
