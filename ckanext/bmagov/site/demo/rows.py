"""Rows of a demo table: each is a set of facts (place, time, running number) from which its cells are made.

`rows:` in the YAML names the axes; the rows are their product, in the order written:

- `years: 5`, `months: 24`, `days: 30`: the last so many, oldest first, up to the day the data were updated;
- `district: all` or a list of names;
- `count: 120`: so many rows, each in a random district; with `place: all` in every district in turn;
- any other name with a list of values.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.calendar import month_name, to_buddhist_year
from ckanext.bmagov.site.demo.districts import District, districts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Facts = dict[str, Any]

KM_PER_DEGREE = 111.0


@dataclass(frozen=True)
class Span:
    """The days that matter to a dataset: when it is loaded, when its data end, the last year they cover."""

    as_of: date
    updated: date
    last_year: int


def random_of(*seed: object) -> Random:
    """Return a source of numbers that says the same for the same seed, on every machine."""
    return Random("/".join(map(str, seed)))  # noqa: S311 - made-up numbers, not secrets


def expand(axes: Mapping[str, Any], span: Span, seed: str) -> Iterator[Facts]:
    """Yield the facts of each row."""
    axes = dict(axes)
    everywhere = axes.pop("place", "") == "all"
    exact = list(axes) == ["district"]
    lists = [_axis(name, value, span) for name, value in axes.items()]
    for number, parts in enumerate(itertools.product(*lists), start=1):
        facts: Facts = {"n": number, "year": to_buddhist_year(span.updated), "as_of": span.as_of}
        for part in parts:
            facts |= part
        draw = random_of(seed, number)
        if "place" not in facts:
            all_ = districts()
            facts["place"] = all_[(number - 1) % len(all_)] if everywhere else draw.choice(all_)
        yield facts | _place(facts["place"], None if exact else draw)


def _axis(name: str, value: Any, span: Span) -> Sequence[Facts]:
    if name == "count":
        return [{}] * value
    if name == "district":
        return [{"place": d} for d in districts() if value == "all" or d.name in value]
    if name == "years":
        return [{"year": span.last_year + 543 - ago} for ago in reversed(range(value))]
    if name == "months":
        return [_month(span.updated, ago) for ago in range(value, 0, -1)]
    if name == "days":
        return [_day(span.updated - timedelta(days=ago)) for ago in range(value, 0, -1)]
    return [{name: each} for each in value]


def _month(day: date, ago: int) -> Facts:
    year, month = divmod(day.year * 12 + day.month - 1 - ago, 12)
    return {"year": year + 543, "month": month_name(month + 1, long=True), "month_no": month + 1}


def _day(day: date) -> Facts:
    year = to_buddhist_year(day)
    return {"year": year, "date_iso": day.isoformat(), "date_slash": f"{day.day}/{day.month}/{year}"}


def _place(district: District, draw: Random | None) -> Facts:
    """Facts of a place: the district's centre, or with `draw` a point somewhere around it."""
    reach = math.sqrt(district.area_km2) / 3 / KM_PER_DEGREE if draw else 0.0
    spread = draw.uniform if draw else lambda _low, _high: 0.0
    return {
        "district": district.name,
        "district_code": district.code,
        "zone": district.zone,
        "population": district.population,
        "area_km2": district.area_km2,
        "latitude": round(district.latitude + spread(-reach, reach), 5),
        "longitude": round(district.longitude + spread(-reach, reach), 5),
    }
