"""What the records of datasets do not say: the bytes of their files, and which files have a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.model.dictionary import ResourceDictionary
from ckanext.bmagov.exchange.dcat.domain.facts import Bytes, Record
from ckanext.bmagov.files import data_events

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict, ResourceDict

IN_THE_CATALOG = ("upload", "bmagov-dictionary")
"""Kinds of files whose addresses are below that of their dataset."""


def records_of(session: AlchemySession, site: str, datasets: Sequence[PackageDict]) -> list[Record]:
    """Return what there is to describe of datasets, as their reader has them.

    Of files whose data the reader may not have, nothing of the bytes is told: their records come without
    `hash` (`access`).
    """
    ids = [dataset["id"] for dataset in datasets]
    events = data_events(session, ids)
    table = ResourceDictionary
    described = set(
        session.scalars(sa.select(table.resource_id).where(table.package_id.in_(ids), ~table.deleted))
    )
    records: list[Record] = []
    for dataset in datasets:
        resources = [_canonical(resource, site) for resource in dataset.get("resources") or ()]
        ours = {resource["id"] for resource in resources}
        last = {
            event.resource_id: Bytes(event.sha256, event.at.isoformat())
            for event in events.get(dataset["id"], ())
        }
        open_bytes = {resource["id"] for resource in resources if "hash" in resource}
        records.append(
            Record(
                {**dataset, "resources": resources},
                {key: bytes_ for key, bytes_ in last.items() if key in open_bytes},
                frozenset(ours & described),
            )
        )
    return records


def _canonical(resource: Mapping[str, object], site: str) -> ResourceDict:
    """Return a resource whose address in the catalog has no language: pages are asked for in one."""
    url = str(resource.get("url") or "")
    if resource.get("url_type") not in IN_THE_CATALOG or "/dataset/" not in url:
        return dict(resource)
    return {**resource, "url": f"{site}/dataset/{url.partition('/dataset/')[2]}"}
