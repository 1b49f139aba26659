"""Buddhist era and Gregorian years.

Thailand counts years from 543 BC. Until 2483 the year began on 1 April, so January to March belonged to the
year before; 2483 (1940) lasted from 1 April to 31 December, and from 2484 years begin on 1 January as
everywhere (Calendar Year Act, B.E. 2483). So January to March 2483 never were.
"""

from __future__ import annotations

from datetime import date, timedelta, timezone
from enum import StrEnum

OFFSET = 543
FIRST_JANUARY_YEAR = 2484
"""First Buddhist year that began on 1 January (1941)."""

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
"""Thai time. A fixed offset: Thailand has had no daylight saving time since it took UTC+7 in 1920."""

BUDDHIST_YEARS = range(2400, 2601)
"""Four-digit years that can only be meant as พ.ศ."""

GREGORIAN_YEARS = range(BUDDHIST_YEARS[0] - OFFSET, 2101)
"""Four-digit years that can only be ค.ศ.; from 1857, so that what was taken as พ.ศ. can be read again."""


class Era(StrEnum):
    """Which year count a typed year is in."""

    BUDDHIST = "be"
    GREGORIAN = "ce"


def era_of(year: int) -> Era | None:
    """Return the only era in which a four-digit year is plausible, or None."""
    if year in BUDDHIST_YEARS:
        return Era.BUDDHIST
    return Era.GREGORIAN if year in GREGORIAN_YEARS else None


def to_buddhist_year(day: date) -> int:
    """Return the Buddhist year that was in force on a day."""
    year = day.year + OFFSET
    if year < FIRST_JANUARY_YEAR and day.month < 4:
        return year - 1
    return year


def to_gregorian_year(buddhist_year: int, month: int) -> int | None:
    """Return the Gregorian year of a month of a Buddhist year; None for January to March 2483."""
    year = buddhist_year - OFFSET
    if month >= 4 or buddhist_year >= FIRST_JANUARY_YEAR:
        return year
    return None if buddhist_year == FIRST_JANUARY_YEAR - 1 else year + 1
