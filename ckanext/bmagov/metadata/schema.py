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


@validator_args
def category_proposal_schema(ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """What is known of a dataset so far: `title`, `tag_string` and `owner_org`."""
    return {name: [ignore_missing, unicode_safe] for name in ("title", "tag_string", "owner_org")}
