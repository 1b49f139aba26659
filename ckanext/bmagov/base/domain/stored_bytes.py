"""Whether the bytes of a resource are kept in the catalog itself, or only an address of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

STORED: Final = frozenset({"upload", "datastore"})
"""Kinds of resources (`url_type`) whose bytes are here, so that their history is seen."""


def in_datastore(resource: Mapping[str, Any]) -> bool:
    """Return whether a table of the DataStore holds the data; extras keep the mark as text."""
    return resource.get("datastore_active") in (True, "True", "true")


def has_bytes(resource: Mapping[str, Any]) -> bool:
    """Return whether a resource keeps data in the catalog: an uploaded file, or a table."""
    return resource.get("url_type") in STORED or in_datastore(resource)
