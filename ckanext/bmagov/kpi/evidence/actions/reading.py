"""Documents that were not read when they were handed in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.actions.declaration import writes
from ckanext.bmagov.kpi.common.auth import auditors
from ckanext.bmagov.kpi.evidence.services import readings
from ckanext.bmagov.kpi.evidence.services.documents import is_store_ours
from ckanext.bmagov.kpi.score.schema import link_check_schema
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.evidence.answers import ReadCountsDict


@writes(link_check_schema, allowed=auditors)
def bmagov_document_read(context: Context, data_dict: DataDict) -> ReadCountsDict:
    """Read the documents that were handed in and not read yet. Auditors; every night.

    A document is read when it is handed in. What is left are those of before documents were read, and those
    that the site had no means to read then. Each is read once by each version of the reader.

    :param limit: at most so many (optional, default: 500)

    :returns: numbers ``read``, ``unreadable`` and ``waiting`` (the site could not try)
    :rtype: dict
    """
    is_store_ours(model.Session)
    counts: Counter[bool | None] = Counter()
    for row in readings.unread(model.Session, data_dict["limit"]):
        is_read = readings.read(model.Session, row)
        counts[is_read] += 1
        if is_read is not None:
            score_changes.note_agencies(model.Session, [row.agency_id])
        model.Session.commit()
    return {"read": counts[True], "unreadable": counts[False], "waiting": counts[None]}
