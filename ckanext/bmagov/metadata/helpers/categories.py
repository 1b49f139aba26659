"""What pages show of the topic categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.text import collation_key
from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.request_state import CATEGORIES
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.readers import category_icons, stored_categories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import DataDict

    from ckanext.bmagov.metadata.readers import StoredCategory


def bmagov_category(group: DataDict) -> dict[str, str]:
    """Return `name`, `title` and `description` (Markdown) of a category in the reader's language.

    A dataset's record and core's pages hold the Thai ones only. All categories, a dozen or two, are read once
    a request.
    """
    known = _stored().get(group["name"])
    english = known if known and lang() != "th" else None
    return {
        "name": group["name"],
        "title": (english and english.title_en) or bmagov_title(group),
        "description": (english and english.description_en) or group.get("description") or "",
    }


def bmagov_category_choices(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return all categories for the form of a dataset: `name`, `title`, `ticked`, and `why` one is proposed.

    :param data: the dataset as it is typed; `proposed_categories` of the last proposal, if there was one
    """
    ticked = {group["name"] for group in data.get("groups") or ()}
    proposals = {proposal["name"]: proposal for proposal in data.get("proposed_categories") or ()}
    choices = []
    for name, category in _stored().items():
        shown = bmagov_category({"name": name, "title": category.title})
        why = _why(proposals[name]) if name in proposals else ""
        choices.append({"name": name, "title": shown["title"], "ticked": name in ticked, "why": why})
    return sorted(choices, key=lambda choice: collation_key(choice["title"]))


def _why(proposal: Mapping[str, Any]) -> str:
    reasons = []
    if proposal["words"]:
        reasons.append(tk._("the title or keywords say {words}").format(words=", ".join(proposal["words"])))
    if proposal["keywords"]:
        reasons.append(tk._("datasets with the same keywords are here"))
    if proposal["agency"]:
        reasons.append(tk._("most datasets of the agency are here"))
    return "; ".join(reasons)


def _stored() -> dict[str, StoredCategory]:
    categories = CATEGORIES.of()
    if categories is None:
        categories = {category.name: category for category in stored_categories(model.Session)}
        CATEGORIES.put(categories)
    return categories


def bmagov_category_icon(name: str) -> str:
    """Return the Font Awesome icon of a category."""
    return f"fa-{category_icons().get(name, 'folder-open')}"
