"""How a typed date is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.base.domain.calendar import ECHOED, STRICT, DateError, FiscalYear, parse_date, parse_year
from ckanext.bmagov.base.schema.date import date_parse_schema
from ckanext.bmagov.base.words.dates import date_error_text, reading_text, year_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.answers import DateDict


@reads(date_parse_schema, allowed=everybody)
def bmagov_date_parse(context: Context, data_dict: DataDict) -> DateDict:
    """Tell how a typed date or year is understood, before it is saved anywhere. Anyone may ask.

    :param value: as typed, in either era, with Thai or Arabic digits: `28/10/2563`, `30 ก.ย. 2564`
    :param kind: `date` (default) or `year`
    :param strict: refuse `1/2/2564`, which can be read in two ways (default: false, day first)
    :param fiscal_year: the fiscal year that is spoken of, พ.ศ. (optional): of two readings the only one in it
        is taken, and with a Buddhist year the day comes first
    :returns: `value` as it would be stored (ISO day, or Gregorian year), `moment` (ISO, when a time was
        typed), `era` typed (`be` or `ce`), `notes` (`DATE-MONTH-FIRST`, `DATE-DAY-FIRST`) and `text`, how it
        is read, in the reader's language. What cannot be read is a validation error of `value`.
    :rtype: dict
    """
    try:
        if data_dict["kind"] == "year":
            year = parse_year(data_dict["value"])
            return {
                "value": str(year.year),
                "moment": None,
                "era": year.era.value,
                "notes": [],
                "text": year_text(year),
            }
        year = data_dict.get("fiscal_year")
        reading = parse_date(
            data_dict["value"],
            STRICT if data_dict["strict"] else ECHOED,
            FiscalYear(year) if year else None,
        )
    except DateError as error:
        raise tk.ValidationError({"value": [date_error_text(error)]}) from error
    return {
        "value": reading.day.isoformat(),
        "moment": reading.moment.isoformat() if reading.moment else None,
        "era": reading.era.value,
        "notes": [note.value for note in reading.notes],
        "text": reading_text(reading),
    }
