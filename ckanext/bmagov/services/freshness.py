"""When the data of datasets last changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.collect.clock import day_of
from ckanext.bmagov.services import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession


@dataclass(frozen=True)
class Update:
    """The day of the last update; `source` is `event` (a file's bytes changed), `declared` or empty."""

    day: dt.date | None = None
    source: str = ""


def last_updates(session: AlchemySession, records: Sequence[Mapping[str, Any]]) -> dict[str, Update]:
    """Return the last update of each dataset by its id, the events of all of them read at once."""
    events = content.last_new_data(session, [record["id"] for record in records])
    return {record["id"]: _last_update(record, events.get(record["id"])) for record in records}


def _last_update(record: Mapping[str, Any], event: dt.datetime | None) -> Update:
    if event:
        return Update(day_of(event), "event")
    try:
        return Update(dt.date.fromisoformat(record.get("last_updated_date") or ""), "declared")
    except ValueError:
        return Update()
