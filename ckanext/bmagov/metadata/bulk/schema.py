"""What the actions on many datasets take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, line
from ckanext.bmagov.metadata.bulk.domain.acts import ACTS
from ckanext.bmagov.metadata.bulk.domain.reading import MAX_DATASETS
from ckanext.bmagov.metadata.bulk.words import bulk_problem

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

LONGEST: Final = 2000
"""Characters of a value; each field has its own bound besides."""


def dataset_ids(value: Any) -> list[str]:
    """Accept ids or names: a list, or one text; each once, in order, no more than can be done at once."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise tk.Invalid(f"TEXT-TYPE: {tk._('Text is expected here')}")
    ids = list(dict.fromkeys(word for word in given if word))
    if len(ids) > MAX_DATASETS:
        raise tk.Invalid(bulk_problem("BULK-TOO-MANY", count=len(ids), limit=MAX_DATASETS))
    return ids


@validator_args
def export_schema(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, boolean_validator: Validator
) -> Schema:
    """`organization`, `ids`, `template`, `language`."""
    return {
        "organization": [not_empty, unicode_safe],
        "ids": [default([]), dataset_ids],
        "template": [default(False), boolean_validator],
        "language": [default(""), choice(["", "th", "en"])],
    }


@validator_args
def list_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """`organization`, `q`, `state`."""
    return {
        "organization": [not_empty, unicode_safe],
        "q": [default(""), line(200)],
        "state": [default(""), choice(["", "draft", "active"])],
    }


@validator_args
def import_schema(
    ignore_missing: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    boolean_validator: Validator,
) -> Schema:
    """`upload` or `content`, `dry_run`, `hash`."""
    return {
        "upload": [ignore_missing],
        "content": [ignore_missing, unicode_safe],
        "dry_run": [default(True), boolean_validator],
        "hash": [default(""), unicode_safe],
    }


@validator_args
def act_schema(default: ValidatorFactory, boolean_validator: Validator) -> Schema:
    """`ids`, `act`, the fields that acts set, `dry_run`."""
    names = dict.fromkeys(name for act in ACTS.values() for name in act.fields)
    return {
        "ids": [default([]), dataset_ids],
        "act": [default(""), choice(list(ACTS))],
        **{name: [default(""), line(LONGEST)] for name in names},
        "dry_run": [default(True), boolean_validator],
    }
