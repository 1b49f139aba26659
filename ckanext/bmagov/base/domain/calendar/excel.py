"""Days as Excel counts them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ckanext.bmagov.base.domain.calendar.era import BANGKOK, GREGORIAN_YEARS, OFFSET, Era
from ckanext.bmagov.base.domain.calendar.errors import DateError, DateProblem
from ckanext.bmagov.base.domain.calendar.reading import Reading

_EPOCH_1900 = datetime(1899, 12, 30, tzinfo=BANGKOK)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=BANGKOK)
_PHANTOM_DAY = 60
"""Excel's 1900 calendar has a 29 February 1900 that never was; days before it are counted one higher."""


def from_excel_serial(serial: float, *, date1904: bool = False) -> Reading:
    """Read the number behind a date cell; which era the cell shows makes no difference.

    :param date1904: the workbook counts from 1904 (old Macs); ignoring that is wrong by 1,462 days
    :raises DateError: out of range, with a candidate where a Buddhist year was typed into a Gregorian cell
    """
    days = serial + (1 if not date1904 and serial < _PHANTOM_DAY else 0)
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    if serial < 0 or (not date1904 and int(serial) == _PHANTOM_DAY):
        raise DateError(DateProblem.FORMAT, {"typed": str(serial)})
    try:
        moment = epoch + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        raise DateError(DateProblem.FORMAT, {"typed": str(serial)}) from None
    return read_cell_date(moment)


def read_cell_date(cell: date | datetime) -> Reading:
    """Read a date cell that a spreadsheet library already turned into a date; a naive time is Bangkok's.

    :raises DateError: out of range, as for :func:`from_excel_serial`
    """
    moment = None
    day = cell
    if isinstance(cell, datetime):
        moment = (cell if cell.tzinfo else cell.replace(tzinfo=BANGKOK)).astimezone(BANGKOK)
        day = moment.date()
        if moment.time() == datetime.min.time():
            moment = None
    if day.year in GREGORIAN_YEARS:
        return Reading(day, Era.GREGORIAN, moment)
    candidates: tuple[date, ...] = ()
    if day.year - OFFSET in GREGORIAN_YEARS and (day.month, day.day) != (2, 29):
        candidates = (date(day.year - OFFSET, day.month, day.day),)
    raise DateError(DateProblem.OUT_OF_RANGE, {"year": day.year}, candidates)
