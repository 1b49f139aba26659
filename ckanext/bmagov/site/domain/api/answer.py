"""The fields of an answer, one below the other, from the type that an action declares."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    is_typeddict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Hints = Callable[[type], Mapping[str, Any]]
    """From a TypedDict to its fields with their types."""

_NAMES: Final[Mapping[Any, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    None: "null",
    object: "any",
    Any: "any",
    dict: "object",
    list: "array",
}


_LISTS: Final = (list, tuple, Sequence)
_DICTIONARIES: Final = (dict, Mapping)


@dataclass(frozen=True)
class Field:
    """A field of an answer."""

    path: str
    """Where it is: `results[].dataset.title`; `*` stands for any name."""

    type: str
    """Its type in JSON: `array of object`, `string or null`."""

    always: bool
    """It is in every answer, if only as null."""

    again: str = ""
    """The path of what it repeats; empty when its own fields follow."""


def name_of(hint: Any) -> str:
    """Return what JSON calls a type.

    :raises TypeError: for what cannot be sent as JSON
    """
    if hint in _NAMES:
        return _NAMES[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (NotRequired, Required):
        return name_of(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(map(name_of, arguments)))
    if origin is Literal:
        return "string"
    if origin in _LISTS:
        return f"array of {name_of(arguments[0])}"
    if origin in _DICTIONARIES or is_typeddict(hint):
        return "object"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "string"
    raise TypeError(f"{hint!r} has no name in JSON")


def fields(hint: Any, hints: Hints, path: str = "", seen: Mapping[Any, str] | None = None) -> Iterator[Field]:
    """Yield all fields of a type, each followed by its own."""
    seen = seen or {}
    for record, place in _records(hint, path):
        if not is_typeddict(record):
            continue
        for name, inner in hints(record).items():
            inside = f"{place}.{name}" if place else name
            inner_seen = {**seen, record: place}
            again = next((inner_seen[part] for part, _ in _records(inner, "") if part in inner_seen), None)
            always = name in record.__required_keys__ and get_origin(inner) is not NotRequired
            yield Field(inside, name_of(inner), always, "" if again is None else again or ".")
            if again is None:
                yield from fields(inner, hints, inside, inner_seen)


def is_declared(hint: Any) -> bool:
    """Tell whether a type says what is answered: any object and lists of those do not."""
    return all(is_typeddict(part) or part in (str, int, bool, type(None)) for part, _ in _records(hint, ""))


def _records(hint: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield what is inside of lists, unions and dictionaries, with its path."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (NotRequired, Required):
        yield from _records(arguments[0], path)
    elif origin in (Union, types.UnionType):
        for argument in arguments:
            yield from _records(argument, path)
    elif origin in _LISTS:
        yield from _records(arguments[0], f"{path}[]")
    elif origin in _DICTIONARIES:
        yield from _records(arguments[1], f"{path}.*" if path else "*")
    else:
        yield hint, path
