"""Addresses that count as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.base.actions.declaration import writes
from ckanext.bmagov.kpi.common.auth import auditors
from ckanext.bmagov.kpi.evidence.services import links
from ckanext.bmagov.kpi.score.schema import link_check_schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


@writes(link_check_schema, allowed=auditors)
def bmagov_link_check(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Look at the addresses that count as evidence, those not looked at for a week. Auditors; every night.

    Only addresses of the public internet are asked. What does not answer is unknown and costs nobody points;
    what says that it is gone (404, 410) is gone.

    :param limit: at most so many (optional, default: 500)

    :returns: numbers ``there``, ``gone`` and ``unknown``
    :rtype: dict
    """
    counts = {"there": 0, "gone": 0, "unknown": 0}
    names = {True: "there", False: "gone", None: "unknown"}
    for url in links.due(model.Session, data_dict["limit"]):
        counts[names[links.look(model.Session, url).answered]] += 1
        model.Session.commit()
    return counts
