"""What stands around datasets: agencies, categories, code lists, the name of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.exchange.dcat.domain.facts import Agency, Around, Category
from ckanext.bmagov.metadata import stored_categories

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies import StoredAgency

CITY = "city"
"""The kind of the agency that is the city itself."""


def read_around(session: AlchemySession) -> Around:
    """Return it as it is now."""
    stored = stored_agencies(session)
    by_code = {agency.code8: agency.id for agency in stored if agency.code8}
    cities = [
        agency.id
        for agency in stored
        if agency.fields.get("kind") == CITY and agency.fields.get("agency_status", CURRENT) == CURRENT
    ]
    return Around(
        title_th=tk.config["ckan.site_title"],
        title_en=config.site_title_en(),
        codelists=codelists(),
        agencies={agency.id: _agency(agency, by_code) for agency in stored},
        categories={
            category.name: Category(category.name, category.title, category.title_en)
            for category in stored_categories(session)
        },
        city=cities[0] if len(cities) == 1 else "",
    )


def _agency(stored: StoredAgency, by_code: dict[str, str]) -> Agency:
    codes = stored.fields.get("successor_codes", "").replace(",", " ").split()
    fields = {
        **stored.fields,
        "id": stored.id,
        "name": stored.name,
        "parent": stored.parent_id,
        "image_url": stored.image_url,
    }
    return Agency(fields, tuple(by_code[code] for code in codes if code in by_code))
