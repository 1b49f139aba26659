"""The resources of a dataset that hold its dictionary: made by the catalog, and no data themselves."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RESOURCE_TYPE: Final = "data-dictionary"
"""Their `resource_type`, which harvesters and DCAT pass on."""

URL_TYPE: Final = "bmagov-dictionary"
"""Their `url_type`: made here. A copy of one in another catalog has none."""

RESOURCE_FORMATS: Final[set[str]] = set()
"""Names of the formats of these resources; each format adds its own when it is registered."""

_NAMESPACE: Final = uuid.UUID("0f6b3a52-5a0e-5d1c-9f6a-2d8b1c7e4a90")


def is_dictionary(resource: Mapping[str, Any]) -> bool:
    """Whether a resource describes data and is none: it is not counted where data is counted."""
    return resource.get("resource_type") == RESOURCE_TYPE


def is_ours(resource: Mapping[str, Any]) -> bool:
    """Whether the catalog itself made the resource."""
    return resource.get("url_type") == URL_TYPE


def data_resources(resources: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Those that are data."""
    return [resource for resource in resources if not is_dictionary(resource)]


def resource_id(dataset_id: str, file_format: str) -> str:
    """The id of a dataset's dictionary in a format: always the same, so that links to it last."""
    return str(uuid.uuid5(_NAMESPACE, f"{dataset_id}/{file_format}"))


def address(dataset_id: str, file_format: str) -> str:
    """Where a dataset's dictionary is served, from the root of the site."""
    return f"/dataset/{dataset_id}/data-dictionary.{file_format}"
