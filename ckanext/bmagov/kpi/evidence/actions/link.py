"""Addresses that count as evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.actions.declaration import writes
from ckanext.bmagov.kpi.common.auth import auditors
from ckanext.bmagov.kpi.evidence.services import links
from ckanext.bmagov.kpi.score.schema import link_check_schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.evidence.answers import LinkCountsDict


@writes(link_check_schema, allowed=auditors)
def bmagov_link_check(context: Context, data_dict: DataDict) -> LinkCountsDict:
    """Look at the addresses that count as evidence, those not looked at for a week. Auditors; every night.

    Only addresses of the public internet are asked. What does not answer is unknown and costs nobody points;
    what says that it is gone (404, 410) is gone. Since when an address cannot be asked is noted, but not when
    none could be: then it is the site that is cut off.

    :param limit: at most so many (optional, default: 500)

    :returns: numbers ``there``, ``gone`` and ``unknown``
    :rtype: dict
    """
    states_by_url: dict[str, bool | None] = {}
    for url in links.due(model.Session, data_dict["limit"]):
        states_by_url[url] = links.look(model.Session, url).answered
        model.Session.commit()
    links.note_unknown(model.Session, states_by_url)
    model.Session.commit()
    states = Counter(states_by_url.values())
    return {"there": states[True], "gone": states[False], "unknown": states[None]}
