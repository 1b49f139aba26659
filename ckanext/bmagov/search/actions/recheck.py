"""What a search found, looked at again in the database: the index may be of a moment ago, or wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.access import (
    Shown,
    Whole,
    is_trusted,
    readable_datasets,
    searchable_resources,
    shown_parts,
    stripped,
    wholes,
)
from ckanext.bmagov.search import services

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import Context, DataDict


def with_ids(data_dict: DataDict) -> tuple[DataDict, frozenset[str]]:
    """Return the parameters of a search whose hits can be looked up, and which fields were added to `fl`."""
    names = _names(data_dict.get("fl"))
    if not names:
        return data_dict, frozenset()
    added = frozenset(("id", services.SEAL)) - set(names)
    return {**data_dict, "fl": [*names, *sorted(added)]}, added | {services.SEAL}


MOST_DOUBTS = 500
"""Solr refuses a query of more than 1,024 parts. What is beyond is still looked up in the database."""


def without_doubtful(context: Context, data_dict: DataDict) -> DataDict:
    """Return the parameters of a search that leaves out what the index may be wrong about.

    A hit can be looked up in the database; what is only counted, here or in a facet, cannot.
    """
    doubtful = () if is_trusted(context) else sorted(services.doubtful())[:MOST_DOUBTS]
    if not doubtful:
        return data_dict
    filters = [*data_dict.get("fq_list", []), f"-id:({' OR '.join(doubtful)})"]
    return {**data_dict, "fq_list": filters}


def checked(context: Context, result: DataDict, added: frozenset[str]) -> DataDict:
    """Return a search's answer without what the caller may not know by the database of now.

    Hits that the index should not have given are put right in the background, and do not count.

    :param added: the fields that are not for the caller (`with_ids`)
    """
    hits = [hit for hit in result["results"] if isinstance(hit, dict) and "id" in hit]
    if is_trusted(context) or not hits:
        return result | {"results": [_shown(hit, added) for hit in result["results"]]}
    stored = wholes(model.Session, [hit["id"] for hit in hits])
    readable = readable_datasets(context, stored)
    seen = shown_parts(context, [stored[key] for key in readable])
    wrong = [hit["id"] for hit in hits if hit["id"] not in readable]
    if wrong:
        services.mend_later(wrong)
    kept = _without_stale_fields([hit for hit in hits if hit["id"] in readable], stored)
    addressless = {key for key in readable if Shown.DESCRIBED in map(seen.get, stored[key].resources)}
    shown = [
        _shown(stripped(hit, seen), added | {"res_url"} if hit["id"] in addressless else added)
        for hit in kept
    ]
    return result | {"results": shown, "count": max(result["count"] - len(wrong), len(kept))}


def _without_stale_fields(hits: list[DataDict], stored: Mapping[str, Whole]) -> list[DataDict]:
    """Take out the fields of resources (`fl`) where the index is of before a change of level."""
    names: set[str] = set().union(*hits)
    if not [name for name in names if name.startswith("res_")]:
        return hits
    searchable = searchable_resources(model.Session, [hit["id"] for hit in hits])
    return [
        hit
        if hit.get(services.SEAL) == services.seal(stored[hit["id"]], searchable[hit["id"]])
        else {name: value for name, value in hit.items() if not name.startswith("res_")}
        for hit in hits
    ]


def _shown(hit: Any, added: Collection[str]) -> Any:
    return {key: value for key, value in hit.items() if key not in added} if added else hit


def _names(value: Any) -> list[str]:
    """Return the field names of `fl`: a list, JSON, or text with commas or blanks between them."""
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                return []
        else:
            value = value.replace(",", " ").split()
    return [str(name) for name in value] if isinstance(value, list) else []
