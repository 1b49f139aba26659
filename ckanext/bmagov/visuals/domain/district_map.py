"""Values of a table by district: summed, or averaged where they are shares, of the last year that it has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import to_arabic_digits
from ckanext.bmagov.dictionary import TYPES, form_of
from ckanext.bmagov.visuals.domain.columns import coordinate_columns, district_column, subdistrict_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckanext.bmagov.dictionary import Column
    from ckanext.bmagov.visuals.domain.districts import Gazetteer

LISTED: Final = 10
"""Values that name no district, or several, which are listed."""

_SHARES: Final = ("%", "ร้อยละ", "percent", "เปอร์เซ็นต์", "อัตรา", "เฉลี่ย", "ความหนาแน่น", "density", "rate")
_YEAR: Final = re.compile(r"^(?:ปี|พ\.?ศ|ค\.?ศ|year)", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9]{4}")


class How(StrEnum):
    """How the values of a district become one."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"


@dataclass(frozen=True)
class Shape:
    """Where in a table stand district, measures and year; -1 for none."""

    district: int
    is_subdistrict: bool
    measures: tuple[int, ...]
    year: int


def shape_of(columns: Sequence[Column]) -> Shape | None:
    """Find the columns of a map by district; None for a table that names no district.

    Measures are what the dictionary calls numbers; keys, codes and coordinates are none.
    """
    header = [column.name for column in columns]
    place, is_subdistrict = district_column(header), False
    if place < 0:
        place, is_subdistrict = subdistrict_column(header), True
    if place < 0:
        return None
    coordinates = coordinate_columns(header, {})
    apart = {coordinates.east, coordinates.north, place} if coordinates else {place}
    measures = tuple(
        number
        for number, column in enumerate(columns)
        if column.type in ("integer", "number")
        and number not in apart
        and not (column.primary_key or column.unique)
    )
    years = [
        number
        for number, column in enumerate(columns)
        if column.type == "year" or (_YEAR.match(column.name) and number not in measures)
    ]
    return Shape(place, is_subdistrict, measures, years[0] if years else -1)


def how_of(column: Column | None) -> How:
    """Return how values become one: shares, rates and densities are averaged, all else is summed."""
    if column is None:
        return How.COUNT
    texts = [text.casefold() for text in (column.unit, column.label_th, column.label_en, column.name)]
    return How.MEAN if any(word in text for word in _SHARES for text in texts) else How.SUM


@dataclass
class ByDistrict:
    """Values by code of the district, and what is not among them."""

    how: How
    values: dict[str, float]
    year: str = ""
    """The year that they are of, as the table writes it; empty where it has none."""

    rows: int = 0
    """Rows of that year."""

    left_out: int = 0
    """Rows of it without a value."""

    unknown: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    unplaced: int = 0
    """Rows whose district is not known."""


def by_district(
    columns: Sequence[Column],
    shape: Shape,
    rows: Iterable[Sequence[str]],
    gazetteer: Gazetteer,
    measure: int = -1,
) -> ByDistrict:
    """Sum rows by district, of the last year alone.

    :param measure: position of the column; -1 counts rows
    """
    column = columns[measure] if measure >= 0 else None
    years: dict[str, _Year] = {}
    for row in rows:
        if any(row):
            written = _cell(row, shape.year)
            years.setdefault(_year(written), _Year(written)).take(row, shape, column, measure, gazetteer)
    if not years:
        return ByDistrict(how_of(column), {})
    last = years[max(years)]
    how = how_of(column)
    values = {
        code: total / last.counts[code] if how is How.MEAN else total for code, total in last.totals.items()
    }
    return ByDistrict(
        how,
        values,
        last.written if shape.year >= 0 else "",
        last.rows,
        last.left_out,
        list(last.unknown)[:LISTED],
        list(last.several)[:LISTED],
        last.unplaced,
    )


@dataclass
class _Year:
    written: str
    rows: int = 0
    left_out: int = 0
    unplaced: int = 0
    totals: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, None] = field(default_factory=dict)
    several: dict[str, None] = field(default_factory=dict)

    def take(
        self, row: Sequence[str], shape: Shape, column: Column | None, measure: int, gazetteer: Gazetteer
    ) -> None:
        self.rows += 1
        name = _cell(row, shape.district)
        match = gazetteer.match(name, subdistrict=shape.is_subdistrict)
        if match.district is None:
            self.unplaced += 1
            listed = self.several if match.several else self.unknown
            if name and len(listed) < LISTED:
                listed[name] = None
            return
        value = 1.0 if column is None else _number(_cell(row, measure), column)
        if value is None:
            self.left_out += 1
            return
        code = match.district.code
        self.totals[code] = self.totals.get(code, 0.0) + value
        self.counts[code] += 1


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if 0 <= place < len(row) else ""


def _year(text: str) -> str:
    digits = _DIGITS.search(to_arabic_digits(text))
    return digits[0] if digits else ""


def _number(text: str, column: Column) -> float | None:
    if not text or text in column.missing:
        return None
    try:
        read = TYPES[column.type].parse(text, form_of(column))
    except ProblemError:
        return None
    return float(read) if isinstance(read, int | Decimal) and abs(read) < 1e18 else None
