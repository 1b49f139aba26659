"""How old the data of a dataset are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.collect.clock import today
from ckanext.bmagov.domain.freshness import frequency, freshness, next_due
from ckanext.bmagov.logic.schema.freshness import freshness_show_schema
from ckanext.bmagov.services.freshness import last_updates

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
    last = last_updates(model.Session, [dataset])[dataset["id"]]
    unit, interval = frequency(dataset)
    due = next_due(last.day, unit, interval) if last.day else None
    return {
        "id": dataset["id"],
        "last_update": last.day.isoformat() if last.day else None,
        "source": last.source or None,
        "due": due.isoformat() if due else None,
        "state": freshness(last.day, unit, interval, today()).value,
    }
