"""The registry of column types: what a type is, and how its names are read.

Adding a type is adding one decorated class in `types.py`. Names met in the wild (Thai words, the types of
four databases, of Frictionless and of the DataStore) are aliases; :func:`resolve_type` reads them with their
size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.likeness import nearest
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.values import ANY_FORM, DateForm

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZED: Final = re.compile(
    r"(.*?)\(\s*([0-9]+|max|\*)\s*(?:,\s*(-?[0-9]+))?[^)]*\)(.*)", re.IGNORECASE | re.DOTALL
)


_NESTED: Final = re.compile(r"(?:array|map|struct)\s*[<(]", re.IGNORECASE)
"""How types that hold others begin: `array<string>`, `STRUCT(lat DOUBLE, lon DOUBLE)`."""
_SHAPE: Final = re.compile(r"(geometry|geography)\s*\(\s*[a-z]", re.IGNORECASE)
"""A type of PostGIS with the kind of shape in its brackets: `geometry(Point,4326)`."""


class DataType:
    """One type. `parse` says what a cell means, or why it is none."""

    name: str
    label_th: str
    label_en: str
    aliases: tuple[str, ...]
    frictionless: str
    datastore: str
    sql: str
    ordered: bool
    sized: bool

    def parse(self, text: str, form: DateForm = ANY_FORM) -> Any:
        """Return what the stripped, non-empty text means.

        :raises ProblemError: `VALUE-TYPE` (`type`) or a code of its own
        """
        raise NotImplementedError

    def label(self, lang: str) -> str:
        """Return the label in Thai or, for any other language, in English."""
        return self.label_th if lang == "th" else self.label_en

    def refuse(self) -> ProblemError:
        """Return the common problem: this text is none of mine."""
        return ProblemError("VALUE-TYPE", type=self.name)


TYPES: Final[dict[str, DataType]] = {}
_BY_KEY: Final[dict[str, DataType]] = {}


def data_type(
    name: str,
    *,
    th: str,
    en: str,
    aliases: str,
    frictionless: str,
    datastore: str = "text",
    sql: str = "text",
    ordered: bool = False,
    sized: bool = False,
) -> Callable[[type[DataType]], type[DataType]]:
    """Register a type. `aliases` are separated by commas; `ordered` types take a minimum and a maximum."""

    def register(cls: type[DataType]) -> type[DataType]:
        known = cls()
        known.name, known.label_th, known.label_en = name, th, en
        known.aliases = tuple(alias.strip() for alias in aliases.split(","))
        known.frictionless, known.datastore, known.sql = frictionless, datastore, sql
        known.ordered, known.sized = ordered, sized
        TYPES[name] = known
        for spelling in (name, th, en, *known.aliases):
            other = _BY_KEY.setdefault(match_key(spelling), known)
            if other is not known:
                raise ValueError(f"{spelling!r} means {name!r} and also {other.name!r}")
        return cls

    return register


@dataclass(frozen=True)
class TypeName:
    """A type as somebody wrote it: `varchar(10)` is text of size 10."""

    type: DataType
    size: int | None = None
    decimals: int | None = None


LONGEST_SIZE: Final = 9
"""Digits of a size."""

_FLOATS: Final = {
    "float",
    "real",
    "double",
    "doubleprecision",
    "float4",
    "float8",
    "binary_float",
    "binary_double",
    "decfloat",
}


def resolve_type(written: str) -> TypeName | None:
    """Read the name of a type, however it is written; none when nothing is meant by it."""
    if _NESTED.match(written.strip()):
        return TypeName(TYPES["json"])
    if shape := _SHAPE.match(written.strip()):
        return TypeName(_BY_KEY[match_key(shape[1])])
    match = _SIZED.fullmatch(written.strip())
    if match is None:
        known = _BY_KEY.get(match_key(written)) or (TYPES["json"] if written.strip().endswith("[]") else None)
        return TypeName(known) if known else None
    base = match_key(match[1])
    known = _BY_KEY.get(match_key(f"{match[1]} {match[4]}")) or _BY_KEY.get(base)
    if known is None:
        return (
            TypeName(TYPES["integer"], _count(match[2])) if base == "number" and match[2].isdigit() else None
        )
    return _with_size(known, base, _count(match[2]) or None, _count(match[3]))


def _count(digits: str | None) -> int | None:
    """Return a size; one of more digits than any database has is none."""
    return int(digits) if digits and digits.isdecimal() and len(digits) <= LONGEST_SIZE else None


def _with_size(known: DataType, base: str, size: int | None, decimals: int | None) -> TypeName:
    if base == "tinyint" and size == 1:
        return TypeName(TYPES["boolean"])
    if known.name == "integer" or not known.sized or (base in _FLOATS and decimals is None):
        return TypeName(known)
    if known.name == "number":
        if not decimals and size:
            return TypeName(TYPES["integer"], size)
        if decimals == 0:  # Oracle: NUMBER(*,0)
            return TypeName(TYPES["integer"])
        return TypeName(known, size, decimals)
    return TypeName(known, size)


def nearest_types(written: str, count: int = 3) -> tuple[str, ...]:
    """Return the names of the types whose spellings resemble most what was written, best first."""
    close = nearest(match_key(written), _BY_KEY, count * 3)
    return tuple(dict.fromkeys(_BY_KEY[match].name for match in close))[:count]
