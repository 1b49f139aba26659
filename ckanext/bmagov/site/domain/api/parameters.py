"""What the schema of an action knows of its parameters, read from the validators themselves.

A validator is known by its name, and what it was made with by what it closes over. One that is not known is
an error: the reference would be silent about what it asks for.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Parameter:
    """A parameter of an action."""

    name: str
    kind: str = "string"
    """Its type in JSON; `date`, `file` and `any` for what JSON has no type for."""

    required: bool = False
    default: str = ""
    """As JSON; empty where nothing takes its place."""

    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    """Characters."""

    read_only: bool = False
    """The catalog sets it; who sends it is refused."""

    text: str = ""
    """What it is."""


class UnknownValidatorError(ValueError):
    """A validator of which nothing is written here."""


_NOTHING: Final[dict[str, Any]] = {}
_PLAIN: Final[Mapping[str, Mapping[str, Any]]] = {
    "not_empty": {"required": True},
    "not_missing": {"required": True},
    "ignore_empty": _NOTHING,
    "ignore_missing": _NOTHING,
    "unicode_safe": {"kind": "string"},
    "boolean_validator": {"kind": "boolean"},
    "natural_number_validator": {"kind": "integer", "least": 0},
    "bmagov_date": {"kind": "date"},
    "bmagov_date_of_year": {"kind": "date"},
    "bmagov_date_strict": {"kind": "date"},
    "bmagov_json_list": {"kind": "array"},
    "dataset_ids": {"kind": "array"},
    "filter_text": {"kind": "string"},
    "row_count": {"kind": "integer", "least": 0},
    "sort_order": {"kind": "string"},
    "notice_names": {"kind": "array"},
    "read_only": {"read_only": True},
}
"""Name of a validator -> what it says of a parameter."""

_MADE: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "choice": lambda made: {"choices": tuple(value for value in made["values"] if value)},
    "one_of": lambda made: {"choices": tuple(made["list_of_value"])},
    "default": lambda made: {"default": json.dumps(made["default_value"])},
    "whole_number": lambda made: {"kind": "integer", "least": made["least"], "most": made["most"]},
    "line": lambda made: {"longest": made["limit"]},
    "_within": lambda made: {"longest": made["limit"]},
}
"""Name of what makes a validator -> what that says, by what it was made with."""


def parameters(
    schema: Mapping[str, Any],
    raw: Sequence[str],
    words: Mapping[str, str],
    types: Mapping[str, str],
) -> tuple[Parameter, ...]:
    """Return the parameters in the order of the docstring, those first that must be given.

    :param schema: what the action takes
    :param raw: keys that it reads by itself; their types are the docstring's
    :param words: what the docstring says of each
    :param types: the types that the docstring gives
    :raises UnknownValidatorError: for a validator of which nothing is known
    """
    known = {name: _parameter(name, validators) for name, validators in schema.items()}
    known |= {name: Parameter(name, kind="any") for name in raw}
    order = list(words)
    to_send = [
        replace(parameter, text=words.get(name, ""), kind=_kind(parameter, types.get(name, "")))
        for name, parameter in known.items()
        if not parameter.read_only
    ]
    return tuple(
        sorted(to_send, key=lambda parameter: (not parameter.required, _place(order, parameter.name)))
    )


def silent(schema: Mapping[str, Any], raw: Sequence[str], words: Mapping[str, str]) -> set[str]:
    """Return the names that only one of schema and docstring knows."""
    known = {name for name, validators in schema.items() if not _parameter(name, validators).read_only}
    return known.union(raw) ^ set(words)


def _parameter(name: str, validators: Sequence[Any]) -> Parameter:
    facts: dict[str, Any] = {}
    for validator in validators:
        facts |= _facts(validator)
    return Parameter(name, **facts)


def _facts(validator: Any) -> Mapping[str, Any]:
    maker, _, inside = validator.__qualname__.partition(".<locals>.")
    if inside and maker in _MADE:
        return _MADE[maker](inspect.getclosurevars(validator).nonlocals)
    if maker in _PLAIN:
        return _PLAIN[maker]
    raise UnknownValidatorError(f"site/domain/api/parameters.py does not know {validator.__qualname__}")


def _kind(parameter: Parameter, typed: str) -> str:
    """Return the type; an upload and what passes by the schema have theirs from the docstring."""
    if "multipart" in typed:
        return "file"
    return typed if parameter.kind == "any" and typed else parameter.kind


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
