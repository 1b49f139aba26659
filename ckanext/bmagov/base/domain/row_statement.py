"""What the log says of a row: each column as it is where that is short and a code, else its digest.

The same row gives the same statement on every machine: times in UTC, numbers exact, keys of JSON in order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.plain import canonical_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Scalar = str | int | bool | None
Statement = dict[str, Scalar]
"""What a row is, by column."""

LONGEST: Final = 64
"""Characters of a code that is told as it is: a SHA-256 has as many."""

NOT_THERE: Final = "nothing"


@dataclass(frozen=True)
class Json:
    """The text of a JSON column as PostgreSQL gives it: a number keeps its digits so."""

    text: str


@dataclass(frozen=True)
class Difference:
    """A column that is not what the log says. ``said`` is None where the log says nothing of it."""

    column: str
    now: str
    said: str | None


def statement(row: Mapping[str, Any], codes: Collection[str]) -> Statement:
    """Return what the log says of a row.

    :param row: text, whole numbers, `Decimal`, booleans, days, moments with a zone, `Json` and None by column
    :param codes: columns whose text is told as it is while it is short
    :raises ValueError: a moment without zone
    :raises TypeError: a value of another type
    """
    return {name: _scalar(value, is_code=name in codes) for name, value in row.items()}


def differences(said: Mapping[str, Scalar], now: Mapping[str, Scalar]) -> Iterator[Difference]:
    """Yield the columns of a row that are not what the log says, in the order of the row."""
    for name, value in now.items():
        if name not in said:
            yield Difference(name, shown(value), None)
        elif (said[name], type(said[name])) != (value, type(value)):
            yield Difference(name, shown(value), shown(said[name]))


def shown(value: Scalar) -> str:
    """Return how a person reads it."""
    return NOT_THERE if value is None else json.dumps(value, ensure_ascii=False)


def _scalar(value: Any, *, is_code: bool) -> Scalar:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Json):
        return _digest(canonical_json(json.loads(value.text, parse_float=_exact)))
    if isinstance(value, str):
        return value if (is_code and len(value) <= LONGEST) or not value else _digest(value)
    raise TypeError(type(value).__name__)


def _exact(number: str) -> dict[str, str]:
    """Return a number with its digits, as what no JSON of PostgreSQL can hold: a key with a NUL."""
    return {"\0": number}


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
