"""Dates in Thailand: Buddhist era, fiscal years, dates as people type them and as they read them.

No clock: ``today`` comes from the caller. Time zone: Asia/Bangkok.
"""

from __future__ import annotations

from ckanext.bmagov.base.domain.calendar.checks import check_not_future, check_order, check_same_era
from ckanext.bmagov.base.domain.calendar.era import (
    BANGKOK,
    BUDDHIST_YEARS,
    GREGORIAN_YEARS,
    OFFSET,
    Era,
    era_of,
    to_buddhist_year,
    to_gregorian_year,
)
from ckanext.bmagov.base.domain.calendar.errors import DateError, DateProblem
from ckanext.bmagov.base.domain.calendar.excel import from_excel_serial, read_cell_date
from ckanext.bmagov.base.domain.calendar.fiscal import FiscalYear, Quarter
from ckanext.bmagov.base.domain.calendar.formatting import (
    Language,
    format_date,
    format_datetime,
    format_month,
    format_range,
    format_time,
    in_bangkok,
    month_name,
    weekday_name,
    year_of,
)
from ckanext.bmagov.base.domain.calendar.parse import parse_date, parse_year
from ckanext.bmagov.base.domain.calendar.reading import (
    ECHOED,
    NSO_WORKBOOK,
    STRICT,
    Note,
    Policy,
    Reading,
    YearReading,
)

__all__ = [
    "BANGKOK",
    "BUDDHIST_YEARS",
    "ECHOED",
    "GREGORIAN_YEARS",
    "NSO_WORKBOOK",
    "OFFSET",
    "STRICT",
    "DateError",
    "DateProblem",
    "Era",
    "FiscalYear",
    "Language",
    "Note",
    "Policy",
    "Quarter",
    "Reading",
    "YearReading",
    "check_not_future",
    "check_order",
    "check_same_era",
    "era_of",
    "format_date",
    "format_datetime",
    "format_month",
    "format_range",
    "format_time",
    "from_excel_serial",
    "in_bangkok",
    "month_name",
    "parse_date",
    "parse_year",
    "read_cell_date",
    "to_buddhist_year",
    "to_gregorian_year",
    "weekday_name",
    "year_of",
]
