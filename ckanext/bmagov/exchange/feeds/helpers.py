"""What the home page tells search engines, as JSON that a template puts into its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.utils import htmlsafe_json_dumps

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.exchange.feeds.domain import site_data

if TYPE_CHECKING:
    from markupsafe import Markup


def bmagov_site_data() -> Markup:
    """Return the catalog in the words of schema.org, safe in a script element."""
    titles = {"th": tk.config["ckan.site_title"], "en": config.site_title_en()}
    return htmlsafe_json_dumps(site_data(tk.config["ckan.site_url"].rstrip("/"), titles), ensure_ascii=False)
