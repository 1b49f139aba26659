"""When data of the demo content came before they were loaded: as regularly as their dataset says."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.files import Frequency

if TYPE_CHECKING:
    from ckanext.bmagov.site.demo.content import DemoDataset

MORNING: Final = time(9)


def moments(dataset: DemoDataset, since: date) -> list[datetime]:
    """Return when new data came from a day on, each time on the last day, before those that are loaded.

    A dataset without a regular frequency has no such past.
    """
    frequency, day, days = Frequency(*dataset.every), since, []
    while day < dataset.updated:
        days.append(day)
        due = frequency.due_after(day)
        if due is None:
            return []
        day = due
    return [datetime.combine(day, MORNING, BANGKOK) for day in days]
