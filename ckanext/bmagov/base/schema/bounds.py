"""Parameters of bounded kinds, with the codes that every refusal of the API carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain import values
from ckanext.bmagov.base.words.language import limit_text, shorten, value_invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def whole_number(least: int, most: int) -> Callable[[Any], int]:
    """Return a validator that accepts a whole number within the bounds, as number or text."""

    def check(value: Any) -> int:
        try:
            number = least - 1 if isinstance(value, bool) else int(str(value))
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise tk.Invalid(limit_text(least, most))
        return number

    return check


def choice(values: Sequence[str]) -> Callable[[Any], str]:
    """Return a validator that accepts one of a few words."""

    def check(value: Any) -> str:
        if value not in values:
            sentence = tk._('"{value}" is not a choice. Give one of: {choices}').format(
                value=shorten(value), choices=", ".join(values)
            )
            raise tk.Invalid(f"VALUE-UNKNOWN: {sentence}")
        return value

    return check


def read_only(value: Any) -> Any:
    """Refuse what the catalog alone sets; who sends it would take it for done otherwise."""
    raise tk.Invalid(f"FIELD-READ-ONLY: {tk._('The catalog sets this itself. Leave it out')}")


def line(limit: int, prefix: str = "TEXT") -> Callable[[Any], str]:
    """Return a validator that accepts one line of text within the limit, and returns it normalised."""

    def check(value: Any) -> str:
        try:
            return values.text(value, limit, prefix)
        except values.BadValueError as problem:
            raise value_invalid(problem) from problem

    return check
