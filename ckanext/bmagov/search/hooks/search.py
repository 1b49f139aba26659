"""`IPackageController`, its search half: what is indexed beside the dataset, how a query is read."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins as p
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.search import services
from ckanext.bmagov.search.solr import query, status, synonyms


class Search(p.IPackageController):
    """Agencies and categories are found by name; a query is read as its writer meant it."""

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add the names of the agency and of the categories: CKAN indexes only their URLs.

        The words of resources that not everybody who finds the dataset may know are left out. The stored
        dataset keeps them: `package_show` reads it, and what a reader may not know is taken out there.
        """
        pkg_dict = super().before_dataset_index(pkg_dict)
        pkg_dict["bmagov_names"] = _names(pkg_dict)
        return _without_closed(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Mend spelling and stray colons in what was typed."""
        search_params = super().before_dataset_search(search_params)
        if search_params.get("q"):
            search_params["q"] = query.prepare(search_params["q"], synonyms.phrases())
        return search_params


def _without_closed(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the document without words of closed resources, sealed with who may find it.

    Of resources that may be known to all who find the dataset, while their data may not, it has no address:
    whoever asks for one would learn from the count that it is there.
    """
    dataset_id = pkg_dict["id"]
    whole = access.wholes(model.Session, [dataset_id]).get(dataset_id)
    if whole is None:
        return pkg_dict
    searchable = access.searchable_resources(model.Session, [dataset_id])[dataset_id]
    ids = [one["id"] for one in json.loads(pkg_dict["data_dict"]).get("resources", [])]
    kept = [place for place, resource_id in enumerate(ids) if resource_id in searchable.words]
    mended = pkg_dict | {services.SEAL: services.seal(whole, searchable), status.FORM: status.FORM_NOW}
    if len(kept) != len(ids):
        mended["num_resources"] = len(kept)
    for name, values in pkg_dict.items():
        # One value for each resource, in their order.
        if name.startswith("res_") and isinstance(values, list):
            describes = _describes(name)
            shown = [values[place] if describes or ids[place] in searchable.data else "" for place in kept]
            # Nothing rather than a row of nothing: whoever reads the field takes "" for an address.
            mended[name] = shown if any(shown) or describes else []
    return mended


_DESCRIBING = frozenset(("res_name", "res_description", "res_format", "res_type"))


def _describes(field: str) -> bool:
    """Whether a field of resources says what data are, not where or what is in them."""
    return field in _DESCRIBING or field.removeprefix("res_extras_") in access.resource_fields()


def _names(pkg_dict: dict[str, Any]) -> list[str]:
    dataset = json.loads(pkg_dict["data_dict"])
    names = [dataset["organization"].get("title")] if dataset.get("organization") else []
    names += [group.get("title") for group in dataset.get("groups", [])]
    owner: Any = model.Group.get(dataset["owner_org"]) if dataset.get("owner_org") else None
    if owner:
        names += [owner.extras.get(field) for field in ("title_en", "abbreviation_th", "abbreviation_en")]
    return [name for name in names if name]
