"""What a caller may know of, for the actions of CKAN that list or count past the permission labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.services.rights import readable
from ckanext.bmagov.base.actions.search_counts import Counts, facets
from ckanext.bmagov.base.services.datasets import created_by, ids_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import ActionResult, Context, DataDict

    from ckanext.bmagov.base.domain.ckan_dicts import UserDict


NOWHERE = "00000000-0000-0000-0000-000000000000"
"""An id that nothing has."""


class DatasetCounts(dict[str, Counts]):
    """Numbers of datasets by agency and by category: CKAN takes them from a context that has them.

    They are counted when the first of them is asked for: not every answer needs them, and an agency's page
    goes without when the search does not answer.
    """

    FIELDS = ("owner_org", "organization", "groups")
    """Agencies by id, agencies by name, categories by name."""

    def __init__(self, context: Context) -> None:
        self._context = tk.fresh_context(context)
        super().__init__()

    def __missing__(self, field: str) -> Counts:
        """Count, all fields at once."""
        self.update(facets(self._context, *self.FIELDS))
        return self[field]


def counted(context: Context) -> Context:
    """Make CKAN's counts of datasets in this context those of the caller; return the context."""
    context.setdefault("dataset_counts", DatasetCounts(context))  # pyright: ignore[reportArgumentType]
    return context


def find(context: Context, fq: str, **more: object) -> ActionResult.PackageSearch:
    """Search all that the caller may know of by a filter; ``for_view`` of the context is kept."""
    search_context = tk.fresh_context(context)
    if context.get("for_view"):
        search_context["for_view"] = True
    return tk.get_action("package_search")(
        search_context, {"fq": fq, "include_private": True, "facet": "false", **more}
    )


def quoted(field: str, value: str) -> str:
    """Return the filter that a field has exactly this value."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field}:"{escaped}"'


def flag(data_dict: DataDict, name: str) -> bool:
    """Return an optional parameter that is yes or no. Raises ValidationError."""
    try:
        return tk.asbool(data_dict.get(name) or False)
    except ValueError as error:
        raise tk.ValidationError({name: tk._("Parameter is not an bool")}) from error


def recount(context: Context, users: Collection[UserDict]) -> None:
    """Let people's numbers of datasets be of those that the caller may know of."""
    made = created_by(model.Session, [user["id"] for user in users])
    seen = readable(context, [dataset_id for ids in made.values() for dataset_id in ids])
    for user in users:
        user["number_created_packages"] = len(made.get(user["id"], set()) & seen)


def absent_if_hidden(context: Context, data_dict: DataDict, *names: str) -> DataDict:
    """Return parameters where the id of a dataset that the caller may not know of is one of none.

    What CKAN then answers is its answer for what there is not.
    """
    given = {name: data_dict[name] for name in names if isinstance(data_dict.get(name), str)}
    known = ids_of(model.Session, given.values())
    seen = readable(context, list(known.values()))
    hidden = {name: NOWHERE for name, value in given.items() if known.get(value) not in seen}
    return {**data_dict, **hidden}
