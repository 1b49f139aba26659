"""Results over the years on pages: a small line for each agency, a chart with its table, lines of a file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.oversight.domain import trend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, Any]


class ChartYear(NamedTuple):
    """A year of a chart; ``place`` is none where there is no result."""

    fiscal_year: int
    value: Decimal | None
    note: str
    place: tuple[float, float] | None
    x: float


class Chart(NamedTuple):
    """Results over the years: the line as an SVG path, and each year."""

    path: str
    years: list[ChartYear]


SMALL: Final = (60, 20)
CHART: Final = (300, 100)
"""Width and height, in units of the drawing."""

SPARK: Final = Markup('<td><svg viewBox="-2 -2 64 24" aria-hidden=true><path d="{}"/></svg><i>{}</i>')


def sparks(rows: Iterable[Row], shown: Sequence[int]) -> dict[str, Markup]:
    """Return the cell of each agency by its id: a line, and its numbers for who does not see it."""
    return {row["id"]: _spark(trend.of_agency(row, shown), shown) for row in rows}


def _spark(results: Sequence[Row | None], shown: Sequence[int]) -> Markup:
    drawing = trend.drawn([_number(row) for row in results], *SMALL)
    text = ", ".join(
        f"{year} {result['result'] if result else '–'}" for year, result in zip(shown, results, strict=True)
    )
    return SPARK.format(drawing.path, text)


def of_city(rows: Sequence[Row], shown: Sequence[int]) -> Chart:
    """Return chart and table of the means of agencies."""
    years = trend.city(rows, shown)
    return _chart([year.mean for year in years], [(year.fiscal_year, _about(year)) for year in years])


def of_agency(row: Row) -> Chart | None:
    """Return chart and table of one agency; None while there is no other year to compare with."""
    shown = trend.years([row])
    if len(shown) < 2:
        return None
    results = trend.of_agency(row, shown)
    notes = [(year, _state(result)) for year, result in zip(shown, results, strict=True)]
    return _chart([_number(row) for row in results], notes)


def table(rows: Sequence[Row], shown: Sequence[int]) -> tuple[list[str], list[list[Any]]]:
    """Return header and lines of the file: results of agencies by year, and the means of the city."""
    lines = [
        [
            row["name"],
            row["title"],
            *(result["result"] if result else "" for result in trend.of_agency(row, shown)),
        ]
        for row in rows
    ]
    means = ["" if year.mean is None else year.mean for year in trend.city(rows, shown)]
    return ["agency", tk._("Agency"), *map(str, shown)], [*lines, ["", tk._("The city"), *means]]


def _chart(values: Sequence[Decimal | None], notes: Sequence[tuple[int, str]]) -> Chart:
    drawing = trend.drawn(values, *CHART)
    step = CHART[0] / (len(values) - 1)
    years = [
        ChartYear(year, value, note, place, round(step * number, 1))
        for number, (value, (year, note), place) in enumerate(zip(values, notes, drawing.places, strict=True))
    ]
    return Chart(drawing.path, years)


def _number(row: Row | None) -> Decimal | None:
    return Decimal(row["result"]) if row else None


def _about(year: trend.Year) -> str:
    if not year.agencies:
        return tk._("No results")
    agencies = tk.ungettext("{n} agency", "{n} agencies", year.agencies).format(n=year.agencies)
    return f"{agencies} · {tk._('signed off: {n}').format(n=year.final)}"


def _state(row: Row | None) -> str:
    if row is None:
        return tk._("No results")
    return tk._("Signed off") if row["final"] else tk._("As it was last scored")
