"""What pages show of the topic categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.request_state import CATEGORIES
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.readers import category_icons, stored_categories

if TYPE_CHECKING:
    from ckan.types import DataDict


def bmagov_category(group: DataDict) -> dict[str, str]:
    """Return `name`, `title` and `description` (Markdown) of a category in the reader's language.

    A dataset's record and core's pages hold the Thai ones only. All categories, a dozen or two, are read once
    a request.
    """
    categories = CATEGORIES.of()
    if categories is None:
        categories = {category.name: category for category in stored_categories(model.Session)}
        CATEGORIES.put(categories)
    known = categories.get(group["name"])
    english = known if known and lang() != "th" else None
    return {
        "name": group["name"],
        "title": (english and english.title_en) or bmagov_title(group),
        "description": (english and english.description_en) or group.get("description") or "",
    }


def bmagov_category_icon(name: str) -> str:
    """Return the Font Awesome icon of a category."""
    return f"fa-{category_icons().get(name, 'folder-open')}"
