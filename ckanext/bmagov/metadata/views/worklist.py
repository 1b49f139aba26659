"""งานของฉัน: the first page of who publishes, and what was deleted there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.metadata.domain.trash import DAYS
from ckanext.bmagov.metadata.domain.worklist import Kind
from ckanext.bmagov.metadata.services.waiting import WAITING

if TYPE_CHECKING:
    from ckan.types import Response

worklist = Blueprint("bmagov_worklist", __name__)


@worklist.route("/dashboard/work")
@in_menu(Menu.ACCOUNT, N_("My work"), place=1, icon="list-check")
def show() -> str | Response:
    """Show what waits for the reader."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=tk.request.path)
    work = tk.get_action("bmagov_worklist_show")({}, {})
    # A dataset may wait for its data and for its description.
    WAITING.keep(tk.current_user.id, sum(len(work[kind]) for kind in Kind))
    return tk.render("bmagov/worklist.html", {"work": work, "user_dict": {}})


@worklist.route("/dashboard/deleted")
@in_menu(Menu.ACCOUNT, N_("Deleted datasets and files"), place=4, icon="trash-can")
def deleted() -> str | Response:
    """Show what the reader can bring back."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=tk.request.path)
    known = {
        "datasets": tk.get_action("bmagov_dataset_trash_list")({}, {}),
        "files": tk.get_action("bmagov_file_trash_list")({}, {}),
    }
    return tk.render("bmagov/deleted.html", {**known, "days": DAYS, "user_dict": {}})


@worklist.route("/dashboard/deleted/<id>/restore", methods=["POST"])
def restore(id: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Bring one back, and lead to it."""
    try:
        back = tk.get_action("bmagov_dataset_restore")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    tk.h.flash_success(tk._("The dataset is back as a draft. Look it over and publish it."))
    return tk.redirect_to("dataset.edit", id=back["name"])


@worklist.route("/dashboard/deleted/files/<id>/restore", methods=["POST"])
def restore_file(id: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Bring a file back into its dataset, and lead to it."""
    try:
        back = tk.get_action("bmagov_file_restore")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Resource not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    except tk.ValidationError as error:
        for sentence in map(bmagov_error_sentence, error.error_summary.values()):
            tk.h.flash_error(sentence)
        return tk.redirect_to("bmagov_worklist.deleted")
    tk.h.flash_success(tk._("The file is back in its dataset."))
    return tk.redirect_to("resource.read", id=back["package_id"], resource_id=back["id"])
