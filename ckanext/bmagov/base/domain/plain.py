"""Frozen dataclasses to plain data and back, and the one JSON form whose digest can be compared.

Facts, score cards and rule sets are kept as JSON in snapshots (KPI design, "What is kept"). The same value
must give the same bytes on every machine: keys in order, no blanks, text as it is, numbers exact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from ckanext.bmagov.base.domain.problem import ProblemError

T = TypeVar("T")

DERIVED: Final = {"derived": True}
"""Metadata of a field that follows from others: it is no part of the plain data."""


class PlainError(ProblemError):
    """Stored data that does not have the shape of what it should become. ``PLAIN-SHAPE`` with ``path``."""


def to_plain(value: Any) -> Any:
    """Return a value as dicts, lists, strings, whole numbers, booleans and None.

    Decimals and fractions become text, so that no reader rounds them. A time without zone is refused.
    """
    convert = _converter(type(value))
    return convert(value) if convert else value


def own_fields(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass that do not follow from others."""
    return tuple(item.name for item in fields(kind) if not item.metadata.get("derived"))


@cache
def _converter(kind: type) -> Callable[[Any], Any] | None:
    """Return what makes a value of a type plain; None where it already is. Asked once for each type."""
    if is_dataclass(kind):
        names = own_fields(kind)
        return lambda value: {name: to_plain(getattr(value, name)) for name in names}
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_plain(item) for key, item in value.items()}
    if issubclass(kind, list | tuple):
        return lambda value: [to_plain(item) for item in value]
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, datetime):
        return _moment
    if issubclass(kind, date):
        return date.isoformat
    if issubclass(kind, Decimal):
        return lambda value: format(value, "f")
    return str if issubclass(kind, Fraction) else None


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time needs its zone")
    return value.isoformat()


def canonical_json(value: Any) -> str:
    """Return the only JSON form of a value."""
    return json.dumps(
        to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


@cache
def _readers(kind: type) -> dict[str, Callable[[Any, str], Any]]:
    """Return what reads each field of a dataclass. Asked once for each type."""
    hints = get_type_hints(kind)
    return {name: _reader(hints[name]) for name in own_fields(kind)}


def from_plain(kind: type[T], raw: Any, path: str = "") -> T:
    """Return the dataclass that plain data describes; unknown keys and wrong types are refused.

    :raises PlainError: with the path of the first thing that is wrong
    """
    if not isinstance(raw, Mapping):
        raise PlainError("PLAIN-SHAPE", path=path, expected=kind.__name__)
    readers = _readers(kind)
    unknown = sorted(str(key) for key in raw if key not in readers)
    if unknown:
        raise PlainError("PLAIN-SHAPE", path=f"{path}.{unknown[0]}".lstrip("."), expected="nothing")
    start = f"{path}." if path else ""
    values = {key: readers[key](item, f"{start}{key}") for key, item in raw.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise PlainError("PLAIN-SHAPE", path=path, expected=str(error)) from None


def _reader(kind: Any) -> Callable[[Any, str], Any]:
    """Return what reads a value of a type, from plain data and the path to it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        option = _reader(next(part for part in inner if part is not NoneType))
        return lambda raw, path: None if raw is None else option(raw, path)
    if origin is tuple:
        return _reader_of_tuples(_reader(inner[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _reader_of_mappings(_reader(inner[1]))
    if kind is Any:
        return lambda raw, _path: raw
    if isinstance(kind, type) and is_dataclass(kind):
        return lambda raw, path: from_plain(kind, raw, path)
    if kind in (str, int, bool):
        return lambda raw, path: raw if type(raw) is kind else _scalar(kind, raw, path)
    return lambda raw, path: _scalar(kind, raw, path)


def _reader_of_tuples(item: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def read(raw: Any, path: str) -> Any:
        if not isinstance(raw, list | tuple):
            raise PlainError("PLAIN-SHAPE", path=path, expected="list")
        return tuple(item(value, f"{path}[{place}]") for place, value in enumerate(raw))

    return read


def _reader_of_mappings(item: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def read(raw: Any, path: str) -> Any:
        if not isinstance(raw, Mapping):
            raise PlainError("PLAIN-SHAPE", path=path, expected="mapping")
        return {str(key): item(value, f"{path}.{key}") for key, value in raw.items()}

    return read


def _scalar(kind: Any, raw: Any, path: str) -> Any:
    try:
        if issubclass(kind, datetime):
            moment = datetime.fromisoformat(raw)
            if moment.tzinfo is None:
                raise ValueError
            return moment
        if issubclass(kind, date):
            return date.fromisoformat(raw)
        if kind in (Decimal, Fraction) or issubclass(kind, Enum):
            return kind(raw)
    except (TypeError, ValueError, ArithmeticError):
        pass
    raise PlainError("PLAIN-SHAPE", path=path, expected=kind.__name__)
