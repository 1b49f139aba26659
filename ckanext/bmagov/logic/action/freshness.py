"""How old the data of a dataset are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.helpers import get_display_timezone

from ckanext.bmagov.domain import freshness
from ckanext.bmagov.logic.schema.freshness import freshness_show_schema
from ckanext.bmagov.services import content

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["bmagov_freshness_show"]


@tk.side_effect_free
@tk.validate_action_data(freshness_show_schema)
def bmagov_freshness_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell when the data of a dataset last changed, and when the next update is due by its own frequency.

    :param id: id or name of the dataset
    :returns: `id`; `last_update` (ISO day or null) and its `source`: `event` when the bytes of a file
        changed, `declared` when only the publisher says so; `due` (last day in time, ISO, or null); `state`:
        `fresh`, `due`, `overdue`, `exempt` (not updated after collection) or `unknown`
    """
    tk.check_access("bmagov_freshness_show", context, data_dict)
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    zone = get_display_timezone()
    event = content.last_new_data(model.Session, [dataset["id"]]).get(dataset["id"])
    declared = dataset.get("last_updated_date")
    last = event.astimezone(zone).date() if event else dt.date.fromisoformat(declared) if declared else None
    unit = dataset.get("update_frequency_unit") or ""
    interval = int(dataset.get("update_frequency_interval") or 1)
    due = freshness.next_due(last, unit, interval) if last else None
    return {
        "id": dataset["id"],
        "last_update": last.isoformat() if last else None,
        "source": "event" if event else "declared" if last else None,
        "due": due.isoformat() if due else None,
        "state": freshness.freshness(last, unit, interval, dt.datetime.now(zone).date()).value,
    }
