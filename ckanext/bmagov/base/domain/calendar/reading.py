"""What was read from a typed date, and how strictly to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from ckanext.bmagov.base.domain.calendar.era import BANGKOK, Era


class Note(StrEnum):
    """Something the reader of the echo should look at twice."""

    MONTH_FIRST = "DATE-MONTH-FIRST"
    """Read month first, because no other reading exists (``1/31/2021``)."""
    ASSUMED_DAY_FIRST = "DATE-DAY-FIRST"
    """``1/2/2564``: month first is possible too, but who writes พ.ศ. writes the day first; or, in either era,
    only this reading is in the fiscal year that is spoken of."""


@dataclass(frozen=True)
class Policy:
    """How to take what is typed. The defaults are the strict ones."""

    assume_day_first: bool = False
    """Take ``1/2/2564`` as 1 February. Only where the person sees how it was read before it counts.

    With a Gregorian year (``3/4/2021``) it is asked back either way: in real yearly reports (fiscal year
    2564) Gregorian dates are month first and Buddhist ones day first, typed by the same hands.
    """
    take_month_first: bool = True
    """Take ``1/31/2021``; with a Buddhist year it is refused either way."""
    take_iso_buddhist: bool = False
    """Take ``2564-01-31``, as the National Statistical Office's workbook wants it."""


STRICT = Policy()
"""Nothing that can be read two ways is taken: files. What belongs to a fiscal year is read by it too."""

ECHOED = Policy(assume_day_first=True)
"""For forms that show the interpretation while typing and again after sending."""

NSO_WORKBOOK = Policy(take_iso_buddhist=True)
"""For cells of the metadata workbook."""


@dataclass(frozen=True)
class Reading:
    """A date as understood. ``moment`` is there only when a time of day was typed, aware of its zone."""

    day: date
    era: Era
    moment: datetime | None = None
    notes: tuple[Note, ...] = ()

    @property
    def utc(self) -> datetime | None:
        """The moment in UTC, for storing."""
        return self.moment and self.moment.astimezone(UTC)


@dataclass(frozen=True)
class YearReading:
    """A year as understood; ``year`` is Gregorian, ``era`` is what was typed."""

    year: int
    era: Era


def bangkok_reading(moment: datetime, era: Era = Era.GREGORIAN) -> Reading:
    """Return the reading of an aware moment: its day is the day it is in Bangkok."""
    local = moment.astimezone(BANGKOK)
    return Reading(local.date(), era, local)
