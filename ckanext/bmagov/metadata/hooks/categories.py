"""`IGroupController`: topic categories speak the reader's language on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p

from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from ckan.types import DataDict

TRANSLATED = {"title": "title_en", "display_name": "title_en", "description": "description_en"}
"""What a page shows to what holds it in English, among the category's extras."""


class Categories(p.IGroupController):
    """Core's groups have one title. Ours keep the English one beside it, and pages take the reader's."""

    def before_view(self, data_dict: DataDict) -> DataDict:
        """Replace what is shown; forms and the API get the category as it is stored."""
        shown = super().before_view(data_dict)
        if shown.get("is_organization") or lang() == "th":
            return shown
        extras = {extra["key"]: extra["value"] for extra in shown.get("extras", [])}
        english = {field: extras[key] for field, key in TRANSLATED.items() if extras.get(key)}
        return {**shown, **english}
