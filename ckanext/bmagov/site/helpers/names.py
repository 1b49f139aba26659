"""What core's pages call organizations and groups in English; its Thai is in our catalogue of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH = {
    "group": {
        "add association link": "Add to category",
        "add link": "Add a category",
        "breadcrumb": "Categories",
        "content tab": "Categories",
        "create label": "Add a category",
        "create title": "Add a category",
        "delete confirmation": "Are you sure you want to delete this category?",
        "description placeholder": "What kind of datasets belong here",
        "edit label": "Edit category",
        "facet label": "Categories",
        "form label": "Category",
        "main nav": "Categories",
        "my label": "My categories",
        "name placeholder": "Name of the category",
        "no any objects": "There are no categories yet.",
        "no associated label": "This dataset is in no category.",
        "page title": "Categories",
        "save label": "Save category",
        "search placeholder": "Search categories",
        "update label": "Save category",
        "you not member": "You keep no category.",
    },
    "organization": {
        "add link": "Add an agency",
        "breadcrumb": "Agencies",
        "content tab": "Agencies",
        "create label": "Add an agency",
        "create title": "Add an agency",
        "default label": "Agency",
        "delete confirmation": "Are you sure you want to delete this agency? It must have no datasets.",
        "description placeholder": "What the agency does",
        "facet label": "Agencies",
        "form label": "Agency",
        "main nav": "Agencies",
        "my label": "My agencies",
        "name placeholder": "Name of the agency",
        "no label": "No agency",
        "page title": "Agencies",
        "save label": "Save agency",
        "search placeholder": "Search agencies",
        "update label": "Save agency",
        "you not member": "You belong to no agency.",
    },
}


@tk.chained_helper
def humanize_entity_type(
    core: Callable[[str, str, str], str | None], entity_type: str, object_type: str, purpose: str
) -> str | None:
    """Core's helper; organizations are agencies and groups are categories to readers of English, too."""
    if entity_type == object_type and tk.h.lang() != "th":
        return ENGLISH.get(entity_type, {}).get(purpose) or core(entity_type, object_type, purpose)
    return core(entity_type, object_type, purpose)
