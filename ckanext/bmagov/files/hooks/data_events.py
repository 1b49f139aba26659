"""Uploaded bytes are looked at in the transaction that saves them, whichever action saved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import has_request_context

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.request_state import CONTENT_TO_READ, DATA_CHANGE, DATA_CHANGE_AT, LAST_UPDATES
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.files.domain import EventKind
from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.services import data_events, reading_work
from ckanext.bmagov.files.services.freshness import last_updates

if TYPE_CHECKING:
    from ckan.types import AlchemySession, Context, DataDict


class Content(p.IPackageController):
    """`IPackageController`: when the data of the found datasets last changed."""

    def after_dataset_search(self, search_results: DataDict, search_params: DataDict) -> DataDict:
        """Look up when the data of the found datasets last changed: once for a page, not once a line."""
        search_results = super().after_dataset_search(search_results, search_params)
        ids = [hit["id"] for hit in search_results["results"] if "id" in hit]
        if ids and has_request_context() and tk.request.blueprint != "api":
            LAST_UPDATES.of().update(last_updates(model.Session, ids, now()))
        return search_results


def look_at_files(context: Context, dataset_id: str) -> None:
    """Leave an event for each file of a dataset with other bytes, or refuse them."""
    package: Any = model.Package.get(dataset_id)
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    word = EventKind(context.get(DATA_CHANGE, EventKind.NEW_DATA))
    at = context.get(DATA_CHANGE_AT)
    uploads = [
        {
            "id": resource.id,
            "package_id": package.id,
            "url": resource.url,
            "url_type": resource.url_type,
            "format": resource.format,
            "last_modified": resource.last_modified,
        }
        for resource in package.resources
        if resource.url_type == "upload"
    ]
    changed = (
        data_events.notice(model.Session, uploads, word, user.id if user else None, at) if uploads else []
    )
    places = {resource.id: place for place, resource in enumerate(package.resources)}
    errors = {
        places[resource_id]: {problem.field: [problem_text(problem, facts())]}
        for resource_id in changed
        for problem in emit("bytes_taken", model.Session, context, resource_id)
    }
    if errors:
        model.Session.rollback()
        raise tk.ValidationError({"resources": [errors.get(place, {}) for place in range(len(places))]})


def tell_changes(session: AlchemySession) -> None:
    """Tell of files with other bytes, and of those that were read."""
    for content in (*session.new, *session.dirty):
        if isinstance(content, ResourceContent):
            emit("data_changed", session, content.resource_id)


def wake_reader(session: AlchemySession) -> None:
    """Have a worker read the long files of a transaction that is committed."""
    if CONTENT_TO_READ.take(session):
        reading_work.wake()
