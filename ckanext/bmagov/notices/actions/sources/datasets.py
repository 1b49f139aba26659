"""Data that are due for update, by the list of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.notices.actions.sources.asker import day
from ckanext.bmagov.notices.domain.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.notices.actions.sources.asker import Asker


def lines(asker: Asker) -> Iterator[Line]:
    """Yield a line for each dataset whose data are due or overdue.

    Of the agencies whose work is the person's. Data that never came have no day; drafts and gaps have none
    either, and stay in the list of work.
    """
    work = asker.read("bmagov_worklist_show") or {"overdue": [], "due": []}
    for row in (*work["overdue"], *work["due"]):
        agency = row["organization"] or {}
        if row["due"] and asker.edits(agency.get("id", "")):
            yield Line(
                "data",
                f"{row['id']} {row['due']}",
                tk._("{title}: bring new data").format(title=tk.h.bmagov_title(row)),
                f"/dataset/resources/{row['id']}",
                tk._("Bring new data"),
                due=day(row["due"]),
                agency=tk.h.bmagov_agency_title(agency),
            )
