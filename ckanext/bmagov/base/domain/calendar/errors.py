"""Why a typed date was not taken: a stable code, what it is about, and what may have been meant.

No sentences here: `base/words/dates.py` words them in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class DateProblem(StrEnum):
    """Stable codes; API clients and tests may rely on them."""

    FORMAT = "DATE-FORMAT"
    """Not a date in any form we read. ``typed``."""
    INCOMPLETE = "DATE-INCOMPLETE"
    """A year, a month and year, or a day and month. ``missing``: day, year or day-month."""
    TWO_DIGIT_YEAR = "DATE-2DIGIT-YEAR"
    """``year``."""
    NOT_EXIST = "DATE-NOT-EXIST"
    """``day month year era``, ``gregorian_year`` and ``last_day`` (0 when there is no such month)."""
    MONTH_FIRST = "DATE-MONTH-FIRST"
    """Month before day where that is not taken. ``day month``."""
    AMBIGUOUS = "DATE-AMBIGUOUS"
    """Day first and month first are both possible; both are in ``candidates``."""
    ISO_BUDDHIST = "DATE-ISO-BE"
    """Year first with a Buddhist year. ``year``."""
    BUDDHIST_GAP = "DATE-BE-GAP"
    """January to March 2483. ``day month``."""
    OUT_OF_RANGE = "DATE-OUT-OF-RANGE"
    """``year``, and ``era`` when one was written."""
    WEEKDAY = "DATE-WEEKDAY"
    """The weekday written is not that day's. ``weekday`` (written), ``actual``; 0 is Monday."""
    TIME = "DATE-TIME"
    """No such time of day. ``time``."""
    ERA_MIXED = "DATE-ERA-MIXED"
    """One column in two eras. ``buddhist_rows``, ``gregorian_rows``."""
    ORDER = "DATE-ORDER"
    """End before start. ``start``, ``end``: ISO dates."""
    FUTURE = "DATE-FUTURE"
    """``day``, ``today``: ISO dates."""
    YEAR_FORMAT = "YEAR-FORMAT"
    """Not a year. ``typed``."""


@dataclass(eq=False)
class DateError(ValueError):
    """A date that cannot be taken. ``candidates`` are the days that may have been meant, likeliest first."""

    problem: DateProblem
    params: Mapping[str, int | str | tuple[int, ...]] = field(default_factory=dict)
    candidates: tuple[date, ...] = ()

    @property
    def code(self) -> str:
        """The stable code, e.g. ``DATE-NOT-EXIST``."""
        return self.problem.value

    def __str__(self) -> str:
        """Return code and parameters, for logs and test failures."""
        return f"{self.code} {dict(self.params)}"
