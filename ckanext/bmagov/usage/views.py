"""Counts each use of a dataset once its answer is ready. A failure to count never reaches the reader."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, request
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, config
from ckanext.bmagov.access import is_on_files_host
from ckanext.bmagov.base.domain.network import client_address, network_of, within
from ckanext.bmagov.usage.domain import Use, Visit, counts, shows_a_person
from ckanext.bmagov.usage.services import usage as service

if TYPE_CHECKING:
    from flask import Response

log = logging.getLogger(__name__)

usage = Blueprint("bmagov_usage", __name__)

DOWNLOADS = {"resource.download", "dataset_resource.download", "datastore.dump", "bmagov_downloads.table"}
API_CALLS = {"package_show": "id", "resource_show": "resource_id", "datastore_search": "resource_id"}
"""Action -> what its `id` (or `resource_id`) names."""


@usage.after_app_request
def count(response: Response) -> Response:
    """Count the request that was just answered, if it was a use by someone else than the publisher."""
    endpoint = request.endpoint or ""
    if response.status_code >= 400 or is_on_files_host() or not config.usage_is_counted():
        return response
    use, subject = _subject(endpoint)
    if use and subject and counts(use, _visit(response)) and not _by_publisher(subject):
        try:
            network = _network(subject) if shows_a_person(use, _visit(response)) else ""
            given = {"use": use.value, **subject, "network": network}
            tk.get_action("bmagov_usage_create")({"ignore_auth": True}, given)
        except SQLAlchemyError as error:
            log.warning("A use of %s was not counted: %s", subject, error)
    return response


def _subject(endpoint: str) -> tuple[Use | None, dict[str, str]]:
    """Tell what kind of use a request is, and of which dataset or resource."""
    arguments = request.view_args or {}
    if endpoint == "dataset.read":
        return Use.VIEW, {"id": arguments["id"]}
    if endpoint == "bmagov_downloads.dataset":
        return Use.DOWNLOAD, {"id": arguments["id"]}
    if endpoint in DOWNLOADS:
        return Use.DOWNLOAD, {"resource_id": arguments["resource_id"]}
    if endpoint == "api.action" and arguments.get("logic_function") in API_CALLS:
        sent = request.get_json(silent=True) if request.is_json else request.values
        sent = sent if isinstance(sent, dict) else {}
        key = API_CALLS[arguments["logic_function"]]
        subject_id = sent.get("id") or sent.get(key)
        return Use.API_CALL, {key: subject_id} if isinstance(subject_id, str) else {}
    return None, {}


def _visit(response: Response) -> Visit:
    headers = request.headers
    return Visit(
        method=request.method,
        status=response.status_code,
        user_agent=headers.get("User-Agent", ""),
        range=headers.get("Range", ""),
        fetch_mode=headers.get("Sec-Fetch-Mode", ""),
        purpose=headers.get("Sec-Purpose", "") or headers.get("Purpose", ""),
    )


def _network(subject: dict[str, str]) -> str:
    """Return where somebody is who uses the data; empty for the owner's people and for our own networks."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    address = client_address(request.remote_addr or "", forwarded, config.trusted_proxies())
    if address is None or within(address, config.own_networks()) or _of_owner(subject):
        return ""
    return network_of(address)


def _of_owner(subject: dict[str, str]) -> bool:
    """Tell whether the reader is signed in and has a role, whichever, in the agency whose dataset it is."""
    if not tk.current_user.is_authenticated:
        return False
    roles = access.reader(access.signed_in()).roles
    if not roles:
        return False
    with model.ensure_engine().connect() as connection:
        owner = service.owner_of(connection, subject.get("id", ""), subject.get("resource_id", ""))
    return owner in roles


def _by_publisher(subject: dict[str, str]) -> bool:
    """Tell whether the reader may edit the dataset: work on it is not use of it."""
    if not tk.current_user.is_authenticated:
        return False
    action = "resource_update" if "resource_id" in subject else "package_update"
    params = {"id": next(iter(subject.values()))}
    try:
        return tk.check_access(action, {"user": tk.current_user.name}, params)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
