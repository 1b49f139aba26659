"""Why data count as current or not, as sentences in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.files.domain import Freshness

# Functions, because a message must be looked up when somebody reads it.
FRESHNESS_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    "FREQUENCY-NOT-DECLARED": lambda: tk._("The dataset declares no update frequency."),
    "DATA-FRESH": lambda: tk._("Current. Last new data on {last}, next due {due} ({frequency})."),
    "DATA-DUE": lambda: tk._("Current, and due by {due}. Last new data on {last} ({frequency})."),
    "DATA-OVERDUE": lambda: tk._("Overdue since {due}. Last new data on {last} ({frequency})."),
    "DATA-DELINQUENT": lambda: tk._("Long overdue, since {due}. Last new data on {last} ({frequency})."),
    "DATA-EXEMPT": lambda: tk._("Not updated after collection; the data came on {last}."),
    "DATA-NEVER": lambda: tk._("No data have come yet ({frequency})."),
    "DATA-UNKNOWN": lambda: tk._("The history of changes could not be read. This costs no points."),
}


def unit_label(unit: str) -> str:
    """Return the name of a unit of frequency."""
    code = codelist("update_frequency").get(unit)
    return code.label(lang()) if code else tk._("not declared")


def freshness_text(found: Freshness) -> str:
    """Return why, for a reader to whom points mean nothing."""
    if found.reason == "DATA-UNKNOWN":
        return tk._("The catalog does not see every change of these data, nor whether they are current.")
    params = found.params
    return FRESHNESS_SENTENCES[found.reason]().format(
        last=iso_day(params["last"]) if params["last"] else "",
        due=iso_day(params["due"]) if params["due"] else "",
        frequency=unit_label(params["unit"]),
    )
