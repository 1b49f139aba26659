"""What the action on freshness takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def freshness_show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`."""
    return {"id": [not_empty, unicode_safe]}
