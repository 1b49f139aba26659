"""The day it is for readers: in the time zone that the site shows (`ckan.display_timezone`)."""

from __future__ import annotations

import datetime as dt

from ckan.lib.helpers import get_display_timezone


def today() -> dt.date:
    """Return the day it is now."""
    return day_of(now())


def now() -> dt.datetime:
    """Return the moment it is now, in UTC."""
    return dt.datetime.now(dt.UTC)


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day on which an aware moment falls."""
    return moment.astimezone(get_display_timezone()).date()
