"""Core's lists of datasets and of what is in them, cut to what may be known.

`package_list` and `resource_search` tell what is open, to everybody the same, as CKAN documents them; the
others follow the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib.dictization.model_dictize import resource_dictize
from ckan.lib.search import SearchError
from ckan.logic.schema import (
    default_autocomplete_schema,
    default_package_list_schema,
    default_pagination_schema,
    default_resource_search_schema,
)

from ckanext.bmagov.access.actions.visible import absent_if_hidden
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import open_data
from ckanext.bmagov.access.services.rights import readable
from ckanext.bmagov.base.actions.search_counts import facets
from ckanext.bmagov.base.services.datasets import ids_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import ActionResult, Context, DataDict, Schema

    Action = Callable[[Context, DataDict], Any]


FORMATS = 5
"""How many formats are offered when nobody says how many."""


@tk.chained_action
@tk.side_effect_free
def package_list(original_action: Action, context: Context, data_dict: DataDict) -> list[str]:
    """List the names of the open datasets, the same for everybody; parameters as in CKAN."""
    tk.check_access("package_list", context, data_dict)
    page = _validated(context, data_dict, default_pagination_schema())
    return open_data.names(model.Session, policy(), limit=page.get("limit"), offset=page.get("offset"))


@tk.chained_action
@tk.side_effect_free
def current_package_list_with_resources(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.CurrentPackageListWithResources:
    """List datasets with the resources that the caller may know of; parameters as in CKAN.

    CKAN's own goes past what other parts of the site do to a search.
    """
    tk.check_access("current_package_list_with_resources", context, data_dict)
    page = _validated(context, data_dict, default_package_list_schema())
    limit, offset = page.get("limit"), page.get("offset")
    if offset is None:
        offset = (limit or 0) * (page.get("page", 1) - 1)
    result = tk.get_action("package_search")(
        tk.fresh_context(context),
        {
            "start": offset,
            "include_private": authz.is_sysadmin(context.get("user")),
            **({"rows": limit} if limit else {}),
        },
    )
    return result["results"]


@tk.chained_action
@tk.side_effect_free
def resource_search(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.ResourceSearch:
    """Search the resources that are open, the same for everybody; parameters as in CKAN."""
    tk.check_access("resource_search", context, data_dict)
    given = _validated(context, data_dict, default_resource_search_schema())
    total, resources = open_data.find_resources(
        model.Session,
        policy(),
        _criteria(context, given.get("query")),
        order_by=given.get("order_by", ""),
        limit=given.get("limit"),
        offset=given.get("offset"),
    )
    results = (
        resources
        if context.get("search_query")
        else [resource_dictize(resource, context) for resource in resources]
    )
    return {"count": total, "results": results}


@tk.chained_action
@tk.side_effect_free
def format_autocomplete(original_action: Action, context: Context, data_dict: DataDict) -> list[str]:
    """Find formats of files that the caller may know of, the most used first."""
    tk.check_access("format_autocomplete", context, data_dict)
    given = _validated(context, data_dict, default_autocomplete_schema())
    typed = given["q"].lower()
    counts: dict[str, int] = {}
    for name, count in facets(context, "res_format")["res_format"].items():
        if typed in name.lower():
            counts[name.lower()] = counts.get(name.lower(), 0) + count
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return ranked[: given.get("limit", FORMATS)]


@tk.chained_action
@tk.side_effect_free
def package_relationships_list(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.PackageRelationshipsList:
    """List a dataset's relationships with datasets that the caller may know of."""
    relationships = original_action(context, absent_if_hidden(context, data_dict, "id", "id2"))
    known = ids_of(
        model.Session, [end for link in relationships for end in (link["subject"], link["object"])]
    )
    seen = readable(context, list(known.values()))
    return [link for link in relationships if {known.get(link["subject"]), known.get(link["object"])} <= seen]


@tk.chained_action
def package_relationship_create(original_action: Action, context: Context, data_dict: DataDict) -> None:
    """Refuse: CKAN 2.12 cannot index a dataset with relationships, and drops them at its next change.

    One such dataset leaves the index empty after a rebuild.
    """
    raise tk.ValidationError(
        {
            "message": [
                tk._(
                    "Relationships between datasets are not kept here."
                    " Name the other dataset in the description"
                )
            ]
        }
    )


def _criteria(context: Context, given: Any) -> list[open_data.Criterion]:
    if given is None:
        raise tk.ValidationError({"query": tk._("Missing value")})
    pairs = [given] if isinstance(given, str) else list(given)
    if any(":" not in pair for pair in pairs):
        raise tk.ValidationError({"query": tk._("Must be <field>:<value> pair(s)")})
    fields = dict(pair.split(":", 1) for pair in pairs)
    for name in fields:
        if name not in open_data.searchable():
            said = tk._('Field "{field}" not recognised in resource_search.').format(field=name)
            raise SearchError(said) if context.get("search_query") else tk.ValidationError({"query": said})
    return [open_data.Criterion(name, text) for name, text in fields.items()]


def _validated(context: Context, data_dict: DataDict, schema: Schema) -> DataDict:
    given, errors = tk.navl_validate(dict(data_dict), schema, context)
    if errors:
        raise tk.ValidationError(errors)
    return given
