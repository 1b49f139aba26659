"""`IMiddleware`, `IPackageController`: a record of a type that nobody knows breaks no page.

Older software, other plugins and restored databases leave such records. CKAN's templates build the address
of a dataset from its type (``<type>.read``), and fail on one of them for a whole list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app

import ckan.plugins as p

from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp
    from ckan.types import Context, DataDict


class ForeignTypes(p.IMiddleware, p.IPackageController):
    """What has no pages of its own is read on those of a dataset."""

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Give addresses of unknown types to who builds them."""
        app = super().make_middleware(app, config)
        if address_of_dataset not in app.url_build_error_handlers:
            app.url_build_error_handlers.append(address_of_dataset)
        return app

    def after_dataset_show(self, context: Context, pkg_dict: DataDict) -> None:
        """Read a record of an unknown type as a dataset: CKAN may take it from an index of yesterday."""
        super().after_dataset_show(context, pkg_dict)
        if "type" in pkg_dict and pkg_dict["type"] not in _types():
            pkg_dict["type"] = DATASET_TYPE

    def after_dataset_search(self, search_results: DataDict, search_params: DataDict) -> DataDict:
        """Read hits of unknown types as datasets, as `package_show` does: the index may be of yesterday."""
        search_results = super().after_dataset_search(search_results, search_params)
        known = _types()
        for hit in search_results["results"]:
            if isinstance(hit, dict):
                if "type" in hit and hit["type"] not in known:
                    hit["type"] = DATASET_TYPE
                if "resources" in hit and not hit.get("title"):
                    hit["title"] = hit.get("name")  # a feed cannot be written without
        return search_results


def address_of_dataset(error: Exception, endpoint: str, values: Mapping[str, Any]) -> str:
    """Return the address of a dataset's page, or of its resource's, for a type that has no pages.

    :raises Exception: the error that was met, when the address is none of a record's
    """
    owner, _, view = endpoint.rpartition(".")
    kind = f"{DATASET_TYPE}_resource" if owner.endswith("_resource") else DATASET_TYPE
    target = f"{kind}.{view}"
    views = current_app.view_functions
    # An empty type leaves ".read", which is looked for among the pages of whoever asks.
    strange = owner not in current_app.blueprints or view == "read"
    if endpoint in views or target not in views or not strange:
        raise error
    return current_app.url_for(target, **values)


def _types() -> list[str]:
    """Return the types that have a form; a list, because a record may hold anything as its type."""
    return [name for form in p.PluginImplementations(p.IDatasetForm) for name in form.package_types()]
