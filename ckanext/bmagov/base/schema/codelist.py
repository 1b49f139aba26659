"""What the actions on code lists take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def codelist_show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`, the name of a list."""
    return {"id": [not_empty, unicode_safe]}
