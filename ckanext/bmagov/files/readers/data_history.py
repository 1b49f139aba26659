"""The changes of the data of datasets, read in sets: what freshness is judged by."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.base.domain.stored_bytes import STORED
from ckanext.bmagov.files.domain import DataEvent, EventKind, History

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ckan.types import AlchemySession

_EVENTS = sa.text(
    """
    SELECT package_id, array_agg(at), array_agg(change), array_agg(resource_id), array_agg(sha256),
        array_agg(differing)
    FROM (
        SELECT package_id, at, change, resource_id, sha256,
            GREATEST(new_rows, gone_rows) + rows_margin AS differing
        FROM bmagov_data_event WHERE package_id = ANY(:ids) ORDER BY package_id, at, id
    ) AS event GROUP BY package_id
    """
)
_FILES = sa.text(
    """
    SELECT r.package_id, r.url_type, c.resource_id IS NOT NULL FROM resource r
    LEFT JOIN bmagov_resource_content c ON c.resource_id = r.id
    WHERE r.package_id = ANY(:ids) AND r.state = 'active' AND r.resource_type IS DISTINCT FROM :dictionary
    """
)
_KINDS = {kind.value: kind for kind in EventKind}


def data_events(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, tuple[DataEvent, ...]]:
    """Return the changes of the data by dataset, the oldest first; one without any is left out."""
    return {
        dataset_id: tuple(map(DataEvent, at, map(_KINDS.__getitem__, changes), *others))
        for dataset_id, at, changes, *others in session.execute(_EVENTS, {"ids": list(dataset_ids)})
    }


def is_history_known(url_types: Sequence[str | None], contents: int) -> bool:
    """Tell whether all changes were seen: the bytes are here, and those of each upload were looked at.

    :param url_types: of the resources that hold data
    :param contents: how many of these were looked at
    """
    return all(kind in STORED for kind in url_types) and contents >= url_types.count("upload")


def histories(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, History]:
    """Return the history of each dataset."""
    events = data_events(session, dataset_ids)
    kinds: dict[str, list[str | None]] = defaultdict(list)
    contents: dict[str, int] = defaultdict(int)
    given = {"ids": list(dataset_ids), "dictionary": RESOURCE_TYPE}
    for dataset_id, kind, seen in session.execute(_FILES, given):
        kinds[dataset_id].append(kind)
        contents[dataset_id] += seen
    return {
        dataset_id: History(
            events.get(dataset_id, ()), is_history_known(kinds[dataset_id], contents[dataset_id])
        )
        for dataset_id in dataset_ids
    }
