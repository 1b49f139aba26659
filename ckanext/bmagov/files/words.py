"""Why data count as current or not, as sentences in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.files.domain import FRESHNESS_SENTENCES

if TYPE_CHECKING:
    from ckanext.bmagov.files.answers import DataEventDict
    from ckanext.bmagov.files.domain import Freshness


def unit_label(unit: str) -> str:
    """Return the name of a unit of frequency."""
    code = codelist("update_frequency").get(unit)
    return code.label(lang()) if code else tk._("not declared")


def freshness_text(freshness: Freshness) -> str:
    """Return why, for a reader to whom points mean nothing."""
    if freshness.reason == "DATA-UNKNOWN":
        return tk._("The catalog does not see every change of these data, nor whether they are current.")
    params = freshness.params
    return tk._(FRESHNESS_SENTENCES[freshness.reason]).format(
        last=iso_day(str(params["last"])) if params["last"] else "",
        due=iso_day(str(params["due"])) if params["due"] else "",
        frequency=unit_label(freshness.frequency.unit),
    )


def rows_text(event: DataEventDict) -> str:
    """Return how the rows of an event differ from those before; empty where nobody measured it."""
    new, gone, rows = event["new_rows"], event["gone_rows"], event["rows"]
    if new is None or gone is None or not rows:
        return ""
    if not new and not gone:
        return tk._("Same content as before")
    parts = []
    if new:
        said = (
            tk._("About {new} of {rows} rows are new")
            if event["rows_margin"]
            else tk._("{new} of {rows} rows are new")
        )
        parts.append(said.format(new=f"{new:,}", rows=f"{rows:,}"))
    if gone:
        said = tk._("About {gone} rows are gone") if event["rows_margin"] else tk._("{gone} rows are gone")
        parts.append(said.format(gone=f"{gone:,}"))
    return "; ".join(parts)
