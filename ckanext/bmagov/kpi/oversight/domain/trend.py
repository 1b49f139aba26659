"""How results moved over the years: a line for each agency and for the city, gaps where there is nothing.

A year without a result is a gap: nothing is drawn through it, and a table says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.kpi.oversight.domain.overview import mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, Any]

YEARS: Final = 5
"""At most so many years that have results."""

WHOLE: Final = 100
"""Results are per cent."""


@dataclass(frozen=True)
class Year:
    """One year of several agencies; ``mean`` is None where none has a result."""

    fiscal_year: int
    mean: Decimal | None
    agencies: int
    """How many have a result."""

    final: int
    """How many of these are signed off."""


@dataclass(frozen=True)
class Drawing:
    """A line in SVG's words, broken at gaps, and the place of each value; None where there is a gap."""

    path: str
    places: tuple[tuple[float, float] | None, ...]


def years(rows: Iterable[Row], *, most: int = YEARS) -> list[int]:
    """Return the years from the first to the last that has a result of anybody, gaps between them too."""
    known = sorted({year["fiscal_year"] for row in rows for year in row["trend"]})[-most:]
    return list(range(known[0], known[-1] + 1)) if known else []


def city(rows: Sequence[Row], shown: Sequence[int]) -> list[Year]:
    """Return the means of agencies by year."""
    by_year: dict[int, list[Row]] = {year: [] for year in shown}
    for row in rows:
        for year in row["trend"]:
            if year["fiscal_year"] in by_year:
                by_year[year["fiscal_year"]].append(year)
    return [
        Year(
            year,
            mean([Decimal(result["result"]) for result in own]),
            len(own),
            sum(result["final"] for result in own),
        )
        for year, own in by_year.items()
    ]


def of_agency(row: Row, shown: Sequence[int]) -> list[Row | None]:
    """Return what an agency has of each year; None is a gap."""
    known = {year["fiscal_year"]: year for year in row["trend"]}
    return [known.get(year) for year in shown]


def drawn(values: Sequence[Decimal | None], width: int, height: int) -> Drawing:
    """Return where to draw values of years that follow each other, 0 at the bottom and 100 at the top.

    A year alone between gaps is a line without length, which round ends make a dot.
    """
    step = width / (len(values) - 1) if len(values) > 1 else 0
    places = [
        None if value is None else (round(place * step, 1), round(height - height * float(value) / WHOLE, 1))
        for place, value in enumerate(values)
    ]
    lines: list[list[str]] = [[]]
    for place in places:
        if place is None:
            lines.append([])
        else:
            lines[-1].append(f"{place[0]:g},{place[1]:g}")
    path = "".join(f"M{' '.join(line)}{'' if len(line) > 1 else 'h0'}" for line in lines if line)
    return Drawing(path, tuple(places))
