"""`IFeed`, `IMiddleware`: feeds whose entries lead to pages; links in headers; RDF for who asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask import request

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.views.feed import CKANFeed

from ckanext.bmagov import access
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.request_state import DATASET_SHOWN
from ckanext.bmagov.exchange.feeds.domain import link_header, links, page_of, wants_rdf

if TYPE_CHECKING:
    from flask import Response

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp

FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "xml": "application/rdf+xml"}
"""Of RDF, as pages lead to it."""

SAYS_THE_SAME = {"dataset.read": "dcat.read_dataset"}
"""Endpoint of a page -> that of the same thing as RDF."""


class Feed(CKANFeed):
    """A feed of datasets: core's says that it is English, and its entries lead to the API."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in which language the titles are, and where the other pages are.

        Core's addresses of pages lead to the first one (`?query=page&query=2`), and its last page is no whole
        number.
        """
        last = page_of(kwargs["last_page"])
        number = page_of(request.full_path)
        if kwargs["next_page"] and last < number:  # core has kept another parameter in the place of the page
            last = number + 1
        addresses = {
            "feed_url": self._page(number),
            "first_page": self._page(1),
            "last_page": self._page(last),
            "previous_page": self._page(min(number - 1, last)) if number > 1 else None,
            "next_page": self._page(number + 1) if number < last else None,
        }
        super().__init__(*args, **{**kwargs, **addresses, "language": "th"})

    @staticmethod
    def _page(number: int) -> str:
        params = {name: value for name, value in request.args.items() if name != "page"}
        query = urlencode({**params, "page": number} if number > 1 else params)
        return f"{_site()}{quote(request.path)}{'?' if query else ''}{query}"

    def add_item(self, **kwargs: Any) -> None:
        """Add a dataset: its page, its agency."""
        dataset = kwargs.pop("bmagov_dataset")
        kwargs["link"] = f"{_site()}/dataset/{dataset['name']}"
        del kwargs["enclosure"]  # it is written as a second page
        agency = dataset.get("organization") or {}
        kwargs["author_name"] = agency.get("title") or dataset.get("maintainer") or kwargs.get("author_name")
        kwargs["author_email"] = ""
        kwargs["title"] = kwargs["title"] or dataset["name"]
        super().add_item(**kwargs)

    def add_entry(self, feedEntry: Any = None, order: str = "append") -> Any:  # noqa: N803 (feedgen's name)
        """Keep the order, in which the last changed comes first."""
        return super().add_entry(feedEntry, order)


class Feeds(p.IFeed, p.IMiddleware, p.IPackageController):
    """Feeds, and what stands in headers for programs."""

    def get_feed_class(self) -> type[Feed]:
        """Return our kind of feed."""
        return Feed

    def get_item_additional_fields(self, dataset_dict: dict[str, Any]) -> dict[str, Any]:
        """Hand the whole dataset on to the feed."""
        return {"bmagov_dataset": dataset_dict}

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Look at what leaves."""
        app = super().make_middleware(app, config)
        app.before_request(lead_to_rdf)
        app.after_request(add_links)
        return app

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        """Remember the dataset of a page."""
        super().after_dataset_show(context, pkg_dict)
        if request and request.endpoint == "dataset.read":
            DATASET_SHOWN.put(pkg_dict)


def lead_to_rdf() -> Response | None:
    """Lead who asks for RDF at the address of a dataset to it; the address means the dataset itself."""
    if request.endpoint not in SAYS_THE_SAME or request.method not in ("GET", "HEAD"):
        return None
    asked = [(media, weight) for media, weight in request.accept_mimetypes]
    ending = wants_rdf(asked, FORMATS)
    if not ending:
        return None
    address = f"{_site()}/dataset/{(request.view_args or {})['id']}.{ending}"
    response = tk.redirect_to(address, code=303)
    response.vary.add("Accept")
    return response


def add_links(response: Response) -> Response:
    """Say in the header of an open dataset's page what belongs to it; of files, those the reader may have."""
    dataset = DATASET_SHOWN.of()
    if dataset is None or response.status_code != 200 or access.is_closed():
        return response
    fetchable = tk.h.bmagov_fetchable(dataset)
    files = [file for file in dataset.get("resources") or () if file["id"] in fetchable]
    belonging = links({**dataset, "resources": files}, _site(), codelists(), FORMATS)
    response.headers["Link"] = link_header(belonging)
    response.vary.add("Accept")
    return response


def _site() -> str:
    return tk.config["ckan.site_url"].rstrip("/")
