"""Working days of government offices: neither Saturday nor Sunday nor a public holiday."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import to_buddhist_year

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY: Final = 5
DAY: Final = dt.timedelta(days=1)
RENEW_FROM: Final = (10, 1)
"""Month and day from which on the holidays of the next year are asked for."""


@dataclass(frozen=True)
class WorkingDays:
    """The holidays that are known, and the years (พ.ศ.) of which they are known."""

    holidays: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def from_plain(cls, plain: Mapping[str, list[str]]) -> WorkingDays:
        """Read a file of holidays: years with their days (ISO).

        :raises ValueError: a year or a day that is none, or a day that is not in its year
        """
        holidays: set[dt.date] = set()
        for year, days in plain.items():
            for text in days:
                day = dt.date.fromisoformat(text)
                if to_buddhist_year(day) != int(year):
                    raise ValueError(f"{text} is not in {year}")
                holidays.add(day)
        return cls(frozenset(holidays), frozenset(map(int, plain)))

    def is_working(self, day: dt.date) -> bool:
        """Tell whether offices work on a day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def last_until(self, day: dt.date) -> dt.date:
        """Return a day, or the last working day before it."""
        while not self.is_working(day):
            day -= DAY
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """Return how many working days come after the first, until the last inclusive; none is negative."""
        days = (first + DAY * (place + 1) for place in range((last - first).days))
        return sum(map(self.is_working, days))

    def missing_year(self, today: dt.date) -> int | None:
        """Return the year (พ.ศ.) whose holidays are not known and should be; None for none."""
        year = to_buddhist_year(today)
        wanted = [year, *([year + 1] if (today.month, today.day) >= RENEW_FROM else [])]
        return next((missing for missing in wanted if missing not in self.years), None)
