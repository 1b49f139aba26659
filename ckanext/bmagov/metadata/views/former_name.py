"""Old web addresses of datasets lead to the present ones, for who may know of the dataset."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.metadata.services import former_names

if TYPE_CHECKING:
    from ckan.types import Response

bmagov_former_name = Blueprint("bmagov_former_name", __name__)

PAGES: Final = frozenset({"dataset.read", "dataset_resource.read", "dataset_resource.download"})
"""Pages of a dataset to which people keep links."""


@bmagov_former_name.after_app_request
def lead_on(response: Response) -> Response:
    """Turn a 404 of an address that a dataset had into a redirect; all headers stay."""
    if response.status_code != HTTPStatus.NOT_FOUND or request.endpoint not in PAGES:
        return response
    given = dict(request.view_args or {})
    package = former_names.dataset_of(model.Session, str(given.get("id") or ""))
    if package is None or not tk.h.check_access("package_show", {"id": package.id}):
        return response
    response.status_code = HTTPStatus.MOVED_PERMANENTLY
    response.headers["Location"] = tk.h.url_for(request.endpoint, **{**given, "id": package.name})
    response.set_data(b"")
    return response
