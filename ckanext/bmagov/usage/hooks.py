"""How many resources with data a dataset has, in the document that the search finds it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.usage.services.home import RESOURCE_COUNT

if TYPE_CHECKING:
    from ckanext.bmagov import search


def with_resource_count(document: search.IndexDocument) -> search.IndexDocument:
    """Add the number of resources that are indexed and are no dictionary.

    A facet over it gives the number of files without reading a dataset.
    """
    kinds = [values.get("res_type") for values in document.resources.values()]
    return document.having(**{RESOURCE_COUNT: sum(kind != RESOURCE_TYPE for kind in kinds)})
