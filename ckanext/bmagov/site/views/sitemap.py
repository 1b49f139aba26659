"""`/sitemap.xml`: what search engines may find, the same whoever asks; and the picture they show beside it.

Addresses carry no language: each page names its other language in its head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import policy
from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.metadata import stored_categories
from ckanext.bmagov.site.formats import MEDIA_TYPE, MOST_ADDRESSES, Address, render, render_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

sitemap = Blueprint("bmagov_sitemap", __name__)

PAGES = (
    "home.index",
    "dataset.search",
    "organization.index",
    "group.index",
    "bmagov_codelist.index",
    "home.about",
    "bmagov_api_guide.index",
)


@sitemap.route("/sitemap.xml")
def show() -> Response:
    """Send all addresses, or the index of several files when one cannot hold them; `page` asks for one."""
    fixed = _fixed()
    total = len(fixed) + access.count_open_datasets(model.Session, policy())
    files = -(-total // MOST_ADDRESSES)
    number = tk.request.args.get("page")
    if number is None and files > 1:
        return _xml(
            render_index(f"{_url('bmagov_sitemap.show')}?page={page}" for page in range(1, files + 1))
        )
    if number is not None and number not in map(str, range(1, files + 1)):
        tk.abort(404)
    return _xml(render(_part(fixed, int(number or 1))))


def _part(fixed: list[Address], number: int) -> list[Address]:
    """Return the addresses of one file: pages that there always are, then the datasets."""
    start = (number - 1) * MOST_ADDRESSES
    first = fixed[start : start + MOST_ADDRESSES]
    pages = access.open_dataset_pages(
        model.Session, policy(), limit=MOST_ADDRESSES - len(first), offset=max(0, start - len(fixed))
    )
    address = _addresses("dataset.read")
    return first + [Address(address(page.name), page.modified) for page in pages]


def _fixed() -> list[Address]:
    agencies = [agency.as_node() for agency in stored_agencies(model.Session)]
    names = {
        "organization.read": sorted(agency.name for agency in agencies if agency.status == CURRENT),
        "group.read": sorted(category.name for category in stored_categories(model.Session)),
    }
    urls = [_url(endpoint) for endpoint in PAGES]
    urls += [_addresses(endpoint)(name) for endpoint, known in names.items() for name in known]
    return [Address(url) for url in urls]


def _addresses(endpoint: str) -> Callable[[str], str]:
    """Return what gives a name its address. CKAN's own way takes too long for thousands."""
    before, _, after = _url(endpoint, id="-name-").partition("-name-")
    return lambda name: f"{before}{quote(name)}{after}"


def _url(endpoint: str, **values: str) -> str:
    return tk.url_for(endpoint, _external=True, locale="default", **values)


def _xml(text: str) -> Response:
    return Response(text, content_type=MEDIA_TYPE)


@sitemap.route("/favicon.ico")
def icon() -> ResponseReturnValue:
    """Lead to the picture of the site, which browsers look for here, too."""
    return tk.redirect_to(tk.h.url_for_static(tk.config["ckan.favicon"]))
