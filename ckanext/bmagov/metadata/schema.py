"""What the actions on datasets take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def dataset_change_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`, of a dataset, and `since`, the moment of the version that was read."""
    return {"id": [not_empty, unicode_safe], "since": [not_empty, unicode_safe]}
