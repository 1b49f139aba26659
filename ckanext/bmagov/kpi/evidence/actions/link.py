"""Addresses that count as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.logic.schema.scorecard import link_check_schema
from ckanext.bmagov.services.kpi import links

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["bmagov_link_check"]


@tk.validate_action_data(link_check_schema)
def bmagov_link_check(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Look at the addresses that count as evidence, those not looked at for a week. Auditors; every night.

    Only addresses of the public internet are asked. What does not answer is unknown and costs nobody points;
    what says that it is gone (404, 410) is gone.

    :param limit: at most so many (optional, default: 500)

    :returns: numbers ``there``, ``gone`` and ``unknown``
    :rtype: dict
    """
    tk.check_access("bmagov_link_check", context, data_dict)
    counts = {"there": 0, "gone": 0, "unknown": 0}
    names = {True: "there", False: "gone", None: "unknown"}
    for url in links.due(model.Session, data_dict["limit"]):
        counts[names[links.look(model.Session, url).answered]] += 1
        model.Session.commit()
    return counts
