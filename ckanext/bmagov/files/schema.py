"""What the actions on files and their changes take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.domain.table import BELOW, CODECS, MOST_NAME_ROWS, ROWS_BELOW
from ckanext.bmagov.base.schema.bounds import choice, whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""Names for the choices of a form: a tab can't be typed into one."""

LAYOUT_PARTS = (
    "encoding",
    "sheet",
    "header_row",
    "header_rows",
    "below_header",
    "first_column",
    "rows_below",
    "delimiter",
)
"""The parts of a layout that a person may give, in the order in which a layout keeps them as said."""

MOST_COLUMNS = 16_384
"""Columns that a sheet of Excel may have."""

MOST = 1000
"""Events at once."""


@validator_args
def table_update_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    ignore_empty: Validator,
    natural_number_validator: Validator,
) -> Schema:
    """`id` and the parts of the layout."""
    return {
        "id": [not_empty, unicode_safe],
        "encoding": [ignore_empty, unicode_safe, choice(list(CODECS))],
        "delimiter": [ignore_empty, unicode_safe, choice(list(DELIMITERS))],
        "sheet": [ignore_empty, unicode_safe],
        "header_row": [ignore_empty, natural_number_validator],
        "header_rows": [ignore_empty, whole_number(1, MOST_NAME_ROWS)],
        "below_header": [ignore_empty, unicode_safe, choice(list(BELOW))],
        "first_column": [ignore_empty, whole_number(1, MOST_COLUMNS)],
        "rows_below": [ignore_empty, unicode_safe, choice(list(ROWS_BELOW))],
    }


@validator_args
def data_event_list_schema(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
) -> Schema:
    """`id` or `resource_id`, `limit` and `offset`."""
    return {
        "id": [ignore_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "limit": [default(20), whole_number(1, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }
