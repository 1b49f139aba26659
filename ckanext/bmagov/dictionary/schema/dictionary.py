"""What the actions on data dictionaries take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.access import policy
from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.schema.bounds import choice, line, whole_number
from ckanext.bmagov.dictionary.domain.spec import PERSONAL, PERSONAL_KINDS
from ckanext.bmagov.dictionary.domain.types import TYPES

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

MOST_VERSIONS = 2_147_483_647
"""What PostgreSQL's integer holds."""

LONGEST_NOTE = 500
LONGEST_QUERY = 500
MOST = 100
"""Versions, or columns found, at once."""


@validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """`id`, and `version` for an older one."""
    return {
        "id": [not_empty, unicode_safe],
        "version": [ignore_empty, whole_number(1, MOST_VERSIONS)],
    }


@validator_args
def id_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id` of a resource or a dataset."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def update_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    ignore_empty: Validator,
    default: ValidatorFactory,
) -> Schema:
    """`id`, `version` and `note`; the dictionary itself is read by the domain."""
    return {
        "id": [not_empty, unicode_safe],
        "version": [ignore_empty, whole_number(1, MOST_VERSIONS)],
        "note": [default(""), line(LONGEST_NOTE, "NOTE")],
    }


@validator_args
def page_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`id` of a resource, `limit` and `offset`."""
    return {
        "id": [not_empty, unicode_safe],
        "limit": [default(20), whole_number(1, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }


@validator_args
def search_schema(ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`q`, the facets, `limit` and `offset`."""
    text = [default(""), line(LONGEST_QUERY)]
    return {
        "q": text,
        "organization": text,
        "dataset": text,
        "type": [default(""), choice(("", *TYPES))],
        "personal": [default(""), choice(("", *PERSONAL))],
        "personal_kind": [default(""), choice(("", *PERSONAL_KINDS))],
        "classification": [default(""), choice(("", *policy().levels))],
        "limit": [default(20), whole_number(0, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }


@validator_args
def diff_schema(not_empty: Validator, unicode_safe: Validator, ignore_empty: Validator) -> Schema:
    """`id`, `old` and `new`."""
    return {
        "id": [not_empty, unicode_safe],
        "old": [ignore_empty, whole_number(1, MOST_VERSIONS)],
        "new": [ignore_empty, whole_number(1, MOST_VERSIONS)],
    }
