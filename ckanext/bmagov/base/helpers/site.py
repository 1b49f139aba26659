"""The frame of every page: the catalog's name and the choice of language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.answers import LanguageDict

OWN_NAMES = {"th": "ไทย", "en": "English"}


def bmagov_site_titles() -> tuple[str, str]:
    """Return the catalog's name in the reader's language, then in the other one."""
    thai, english = tk.g.site_title, config.site_title_en()
    return (thai, english) if lang() == "th" else (english, thai)


def bmagov_title(thing: Mapping[str, Any]) -> str:
    """Return the title of a dataset, agency or category in the reader's language, or else in Thai."""
    translated = thing.get("title_en") if lang() != "th" else ""
    return translated or thing.get("title") or thing.get("name", "")


def bmagov_language_links() -> list[LanguageDict]:
    """Return the languages of the site, each with the address of this very page in it, the query included."""
    here = tk.request.environ["CKAN_CURRENT_URL"]
    default = tk.config["ckan.locale_default"]
    return [
        {
            "code": locale.short_name,
            "bcp47": tk.h.unix_locale_to_bcp47(locale.short_name),
            "name": OWN_NAMES.get(locale.short_name) or locale.display_name or locale.english_name,
            "url": tk.h.url_for(
                here, locale="default" if locale.short_name == default else locale.short_name
            ),
            "is_current": locale.short_name == lang(),
        }
        for locale in tk.h.get_available_locales()
    ]
