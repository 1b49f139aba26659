"""Rules between dates: order, the future, one era per column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar.era import Era
from ckanext.bmagov.base.domain.calendar.errors import DateError, DateProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ckanext.bmagov.base.domain.calendar.reading import Reading


def check_order(start: date, end: date) -> None:
    """Refuse an end before its start; the same day is fine.

    :raises DateError: DATE-ORDER
    """
    if end < start:
        raise DateError(DateProblem.ORDER, {"start": start.isoformat(), "end": end.isoformat()})


def check_not_future(day: date, today: date) -> None:
    """Refuse a day after ``today`` (Bangkok's), for what has already happened.

    :raises DateError: DATE-FUTURE
    """
    if day > today:
        raise DateError(DateProblem.FUTURE, {"day": day.isoformat(), "today": today.isoformat()})


def check_same_era(readings: Iterable[tuple[int, Reading]]) -> None:
    """Refuse a column of typed dates in two eras: one of them is likely to be 543 years wrong.

    :param readings: row number as the person sees it, and what was read there; date cells (not text) left out
    :raises DateError: DATE-ERA-MIXED with the rows of each era
    """
    rows: dict[Era, list[int]] = {Era.BUDDHIST: [], Era.GREGORIAN: []}
    for row, reading in readings:
        rows[reading.era].append(row)
    if all(rows.values()):
        raise DateError(
            DateProblem.ERA_MIXED,
            {"buddhist_rows": tuple(rows[Era.BUDDHIST]), "gregorian_rows": tuple(rows[Era.GREGORIAN])},
        )
