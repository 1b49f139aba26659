"""What the actions on releases take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import line, whole_number
from ckanext.bmagov.kpi.common.schema import year_schema

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


LONGEST: Final = 1000
"""Characters of a note."""


def release_list_schema() -> Schema:
    """Take a year."""
    return year_schema()


@validator_args
def release_show_schema(not_empty: Validator) -> Schema:
    """Take a year and `number`."""
    return {**year_schema(), "number": [not_empty, whole_number(1, 9999)]}


@validator_args
def release_file_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take a year, `number` and `name` of a file."""
    return {**release_show_schema(), "name": [not_empty, unicode_safe]}


@validator_args
def release_create_schema(default: ValidatorFactory, unicode_safe: Validator) -> Schema:
    """Take a year and `note`."""
    return {**year_schema(), "note": [default(""), unicode_safe, line(LONGEST)]}
