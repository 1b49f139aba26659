"""`IPackageController`, its saving half: uploaded bytes are looked at in the save's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import has_request_context
from sqlalchemy import event

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.files.services import data_events, reading_work
from ckanext.bmagov.files.services.freshness import last_updates

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import AlchemySession, Context


class Content(p.IConfigurable, p.IPackageController):
    """Every change of a file leaves an event, whichever action saved it. A worker that is to read a long one
    is woken only when that is committed.
    """

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen, once."""
        super().configure(config)
        for name, listener in LISTENERS.items():
            if not event.contains(model.Session, name, listener):
                event.listen(model.Session, name, listener)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Look at the files of a new dataset."""
        super().after_dataset_create(context, pkg_dict)
        _notice(context, pkg_dict)

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Look at the files of a changed dataset."""
        super().after_dataset_update(context, pkg_dict)
        _notice(context, pkg_dict)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Look up when the data of the found datasets last changed: once for a page, not once a line."""
        search_results = super().after_dataset_search(search_results, search_params)
        ids = [found["id"] for found in search_results["results"] if "id" in found]
        if ids and has_request_context() and tk.request.blueprint != "api":
            known = tk.g.setdefault("bmagov_last_updates", {})
            known.update(last_updates(model.Session, ids, now()))
        return search_results


def _notice(context: Context, pkg_dict: dict[str, Any]) -> None:
    package: Any = model.Package.get(pkg_dict["id"])
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    word = data_events.Change(context.get("bmagov_data_change", data_events.Change.NEW_DATA))
    at = context.get("bmagov_data_change_at")
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
        places[one]: {found.field: [problem_text(found, facts())]}
        for one in changed
        for found in emit("bytes_taken", model.Session, context, one)
    }
    if errors:
        model.Session.rollback()
        raise tk.ValidationError({"resources": [errors.get(place, {}) for place in range(len(places))]})


def _after_commit(session: Any) -> None:
    if session.in_nested_transaction():  # a savepoint, which is no end of anything
        return
    if session.info.pop(data_events.WAKE, False):
        reading_work.wake()


def _after_rollback(session: AlchemySession) -> None:
    session.info.pop(data_events.WAKE, None)


LISTENERS: Final[dict[str, Any]] = {"after_commit": _after_commit, "after_rollback": _after_rollback}
