"""`/dictionaries`: in which datasets of the city is there a column about something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, request

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

dictionary_search = Blueprint("bmagov_dictionary_search", __name__)

Record = dict[str, Any]

ON_A_PAGE: Final = 50
FACETS: Final = ("organization", "type", "personal", "personal_kind", "classification")


@dictionary_search.route("/dictionaries")
@in_menu(Menu.HEADER, N_("Search columns"), place=1)
def search() -> Answer:
    """Show the columns that are found, by dataset, with what narrows the search down."""
    query = request.args.get("q", "").strip()
    chosen = {name: request.args[name] for name in FACETS if request.args.get(name)}
    number = max(1, tk.h.get_page_number(request.args))
    extra: Record = {"q": query, "chosen": chosen, "error": "", "found": None, "page": None, "datasets": []}
    asked = {"q": query, **chosen, "limit": ON_A_PAGE, "offset": (number - 1) * ON_A_PAGE}
    try:
        result = tk.get_action("bmagov_dictionary_search")({}, asked)
    except tk.ValidationError as error:
        extra["error"] = " ".join(str(item) for item in error.error_summary.values())
        return tk.render("bmagov/dictionary/search.html", extra)
    extra["found"] = result
    by_dataset: dict[str, list[Any]] = {}
    for row in result["results"]:
        by_dataset.setdefault(row["package_id"], []).append(row)
    extra["datasets"] = list(by_dataset.values())
    extra["page"] = Page(
        result["results"],
        page=number,
        url=lambda page, **_more: address(query, chosen, page),
        item_count=result["count"],
        items_per_page=ON_A_PAGE,
        presliced_list=True,
    )
    extra["narrowed"] = {
        name: [
            {
                **facet,
                "url": address(query, {**chosen, name: facet["name"]}),
                "chosen": chosen.get(name) == facet["name"],
            }
            for facet in result["facets"][name]
        ]
        for name in FACETS
    }
    extra["without"] = {
        name: address(query, {key: value for key, value in chosen.items() if key != name}) for name in chosen
    }
    return tk.render("bmagov/dictionary/search.html", extra)


def address(query: str, chosen: Record, page: int = 1) -> str:
    """Return the address of a search."""
    return tk.url_for(
        "bmagov_dictionary_search.search", q=query or None, **chosen, page=page if page > 1 else None
    )
