"""What the actions of the exchange with GD Catalog take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.exchange.gdc.domain.fields import SORTS

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

MOST_ROWS: Final = 1000
MOST_NAMES: Final = 100_000
FARTHEST: Final = 10_000_000


def row_count(value: Any) -> int:
    """Accept how many are wanted; more than there are at once is what there is at once, as in CKAN."""
    return min(whole_number(0, FARTHEST)(value), MOST_ROWS)


def sort_order(value: Any) -> str:
    """Accept an order that is the same from page to page."""
    words = " ".join(str(value or "").lower().replace(",", ", ").split())
    if words and words not in SORTS:
        raise tk.Invalid(
            "SORT-UNKNOWN: "
            + tk._('"{value}" is not a choice. Give one of: {choices}').format(
                value=words[:60], choices="; ".join(SORTS)
            )
        )
    return words


def filter_text(value: Any) -> str:
    """Accept a filter; of several each must hold."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise tk.Invalid(f"TEXT-TYPE: {tk._('Text is expected here')}")
    parts = [text for text in given if text.strip()]
    return parts[0] if len(parts) == 1 else " AND ".join(f"({text})" for text in parts)


@validator_args
def search_schema(default: ValidatorFactory, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """`q`, `fq`, `rows`, `start`, `sort`, `include_private`."""
    return {
        "q": [default(""), unicode_safe],
        "fq": [default(""), filter_text],
        "rows": [default(10), row_count],
        "start": [default(0), whole_number(0, FARTHEST)],
        "sort": [default(""), sort_order],
        "include_private": [default(True), boolean_validator],
    }


@validator_args
def show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def names_schema(default: ValidatorFactory) -> Schema:
    """`limit`, `offset`."""
    return {
        "limit": [default(MOST_NAMES), whole_number(0, MOST_NAMES)],
        "offset": [default(0), whole_number(0, FARTHEST)],
    }


@validator_args
def sent_schema(not_empty: Validator) -> Schema:
    """`ids`."""
    return {"ids": [not_empty, dataset_ids]}


@validator_args
def check_schema(default: ValidatorFactory) -> Schema:
    """`limit`."""
    return {"limit": [default(500), whole_number(1, 10_000)]}


def dataset_ids(value: Any) -> list[str]:
    """Accept a list of ids, no more than are sent at once."""
    if (
        not isinstance(value, list)
        or len(value) > MOST_ROWS
        or not all(isinstance(text, str) for text in value)
    ):
        raise tk.Invalid(f"TEXT-TYPE: {tk._('Text is expected here')}")
    return value
