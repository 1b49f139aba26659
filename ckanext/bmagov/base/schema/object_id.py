"""What an action takes that is about one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def id_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take the `id` of the object, and nothing else."""
    return {"id": [not_empty, unicode_safe]}
