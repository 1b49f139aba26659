"""Results over the years on pages: a small line for each agency, a chart with its table, lines of a file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.oversight.domain import trend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, Any]

SMALL: Final = (60, 20)
CHART: Final = (300, 100)
"""Width and height, in units of the drawing."""

SPARK: Final = Markup('<td><svg viewBox="-2 -2 64 24" aria-hidden=true><path d="{}"/></svg><i>{}</i>')


def sparks(rows: Iterable[Row], shown: Sequence[int]) -> dict[str, Markup]:
    """Return the cell of each agency by its id: a line, and its numbers for who does not see it."""
    return {row["id"]: _spark(trend.of_agency(row, shown), shown) for row in rows}


def _spark(found: Sequence[Row | None], shown: Sequence[int]) -> Markup:
    drawing = trend.drawn([_number(one) for one in found], *SMALL)
    told = ", ".join(
        f"{year} {one['result'] if one else '–'}" for year, one in zip(shown, found, strict=True)
    )
    return SPARK.format(drawing.path, told)


def of_city(rows: Sequence[Row], shown: Sequence[int]) -> dict[str, Any]:
    """Return chart and table of the means of agencies."""
    years = trend.city(rows, shown)
    return _chart([one.mean for one in years], [(one.fiscal_year, _about(one)) for one in years])


def of_agency(row: Row) -> dict[str, Any] | None:
    """Return chart and table of one agency; None while there is no other year to compare with."""
    shown = trend.years([row])
    if len(shown) < 2:
        return None
    found = trend.of_agency(row, shown)
    notes = [(year, _state(one)) for year, one in zip(shown, found, strict=True)]
    return _chart([_number(one) for one in found], notes)


def table(rows: Sequence[Row], shown: Sequence[int]) -> tuple[list[str], list[list[Any]]]:
    """Return header and lines of the file: results of agencies by year, and the means of the city."""
    lines = [
        [row["name"], row["title"], *(one["result"] if one else "" for one in trend.of_agency(row, shown))]
        for row in rows
    ]
    means = ["" if one.mean is None else one.mean for one in trend.city(rows, shown)]
    return ["agency", tk._("Agency"), *map(str, shown)], [*lines, ["", tk._("The city"), *means]]


def _chart(values: Sequence[Decimal | None], notes: Sequence[tuple[int, str]]) -> dict[str, Any]:
    drawing = trend.drawn(values, *CHART)
    step = CHART[0] / (len(values) - 1)
    years = [
        {"fiscal_year": year, "value": value, "note": note, "place": place, "x": round(step * number, 1)}
        for number, (value, (year, note), place) in enumerate(zip(values, notes, drawing.places, strict=True))
    ]
    return {"path": drawing.path, "years": years}


def _number(one: Row | None) -> Decimal | None:
    return Decimal(one["result"]) if one else None


def _about(year: trend.Year) -> str:
    if not year.agencies:
        return tk._("No results")
    told = tk.ungettext("{n} agency", "{n} agencies", year.agencies).format(n=year.agencies)
    return f"{told} · {tk._('signed off: {n}').format(n=year.final)}"


def _state(one: Row | None) -> str:
    if one is None:
        return tk._("No results")
    return tk._("Signed off") if one["final"] else tk._("As it was last scored")
