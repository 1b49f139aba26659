"""Which categories are proposed for a dataset that is being described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model
from ckan.lib.search import SearchError

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.actions.search_counts import facets
from ckanext.bmagov.base.auth.rules import signed_in
from ckanext.bmagov.metadata.domain.categories import Category, propose
from ckanext.bmagov.metadata.readers import stored_categories
from ckanext.bmagov.metadata.schema import category_proposal_schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.actions.search_counts import Counts
    from ckanext.bmagov.metadata.answers import CategoryProposalDict

KEYWORDS = 20
"""Keywords that are looked for among other datasets."""


@reads(category_proposal_schema, allowed=signed_in)
def bmagov_category_proposal_list(context: Context, data_dict: DataDict) -> list[CategoryProposalDict]:
    """Propose categories for a dataset, by its words, its keywords and what its agency has.

    Whoever is signed in may ask; counted are the datasets that they may know of.

    :param title: its title (optional)
    :param tag_string: its keywords, with commas between them (optional)
    :param owner_org: id or name of its agency (optional)
    :returns: at most three, the likeliest first: `name`, `words` (those of the title and keywords that the
        category is about), `keywords` (most datasets with one of its keywords are there) and `agency` (most
        of the agency's are)
    """
    keywords = [word.strip() for word in data_dict.get("tag_string", "").split(",") if word.strip()]
    agency = data_dict.get("owner_org", "")
    categories = [
        Category(stored.name, (stored.title, stored.title_en, stored.description, stored.description_en))
        for stored in stored_categories(model.Session)
    ]
    by_keyword = _uses(context, "tags", keywords[:KEYWORDS]) if categories else {}
    by_agency = _uses(context, "owner_org", [_agency_id(agency)]) if categories and agency else {}
    proposals = propose(categories, (data_dict.get("title", ""), *keywords), by_keyword, by_agency)
    return [
        {
            "name": proposal.name,
            "words": list(proposal.words),
            "keywords": proposal.keywords,
            "agency": proposal.agency,
        }
        for proposal in proposals
    ]


def _agency_id(agency: str) -> str:
    organization = model.Group.get(agency)
    return organization.id if organization else agency


def _uses(context: Context, field: str, values: list[str]) -> Counts:
    """Return how many datasets with one of these values are in each category; none when nobody can search."""
    quoted = " OR ".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    try:
        return facets(context, "groups", fq=f"{field}:({quoted})")["groups"] if values else {}
    except SearchError:
        return {}
