"""Data dictionaries to read: of a file, of a dataset, in versions and their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.rename import rename_column
from ckanext.bmagov.dictionary.domain.spec import to_dict
from ckanext.bmagov.dictionary.views.editor import editable
from ckanext.bmagov.dictionary.views.subject import about, package, package_and_resource

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

dictionary = Blueprint("bmagov_dictionary", __name__)

Record = dict[str, Any]

OF_RESOURCE: Final = "/dataset/<id>/dictionary/<resource_id>"
VERSIONS: Final = 50


@dictionary.before_app_request
def stand_in() -> Answer | None:
    """Answer for the DataStore's own page, which has the same address: ours says the same and more."""
    if request.endpoint != "datastore.dictionary":
        return None
    given = request.view_args or {}
    if request.method == "GET":
        return read(given["id"], given["resource_id"])
    pkg, resource = editable(given["id"], given["resource_id"])
    return tk.redirect_to("bmagov_dictionary_editor.edit", id=pkg["name"], resource_id=resource["id"])


@dictionary.route("/dataset/<id>/dictionary")
@in_menu(
    Menu.DATASET,
    N_("Data dictionary"),
    place=1,
    icon="table-list",
    params=lambda pkg: {"id": pkg["name"]},
)
def dataset(id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the dictionaries of all files of a dataset."""
    pkg = package(id)
    return tk.render("bmagov/dictionary/dataset.html", about(pkg))


@dictionary.route(OF_RESOURCE)
def read(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Show the dictionary of a file, or one of its older versions."""
    pkg, resource = package_and_resource(id, resource_id)
    asked = {"id": resource_id, **_numbers("version")}
    try:
        shown = tk.get_action("bmagov_dictionary_show")({}, asked)
    except tk.ObjectNotFound:
        if "version" in asked:
            tk.abort(404, tk._("The dictionary has no such version."))
        shown = None
    except tk.ValidationError:
        tk.abort(404, tk._("The dictionary has no such version."))
    return tk.render("bmagov/dictionary/read.html", {**about(pkg, resource), "dictionary": shown})


@dictionary.route(f"{OF_RESOURCE}/versions")
def versions(id: str, resource_id: str) -> Answer:  # noqa: A002
    """List the versions."""
    pkg, resource = package_and_resource(id, resource_id)
    page = max(1, tk.h.get_page_number(request.args))
    asked = {"id": resource_id, "limit": VERSIONS + 1, "offset": (page - 1) * VERSIONS}
    result = tk.get_action("bmagov_dictionary_version_list")({}, asked)
    extra = {"versions": result[:VERSIONS], "older": result[VERSIONS:], "page": page}
    return tk.render("bmagov/dictionary/versions.html", {**about(pkg, resource), **extra})


@dictionary.route(f"{OF_RESOURCE}/diff")
def diff(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Show what changed between two versions: `old` and `new`, the last two when not said."""
    pkg, resource = package_and_resource(id, resource_id)
    try:
        result = tk.get_action("bmagov_dictionary_diff")({}, {"id": resource_id, **_numbers("old", "new")})
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404, tk._("The dictionary has no such version."))
    listed = tk.get_action("bmagov_dictionary_version_list")({}, {"id": resource_id, "limit": 100})
    extra = {"difference": result, "versions": listed}
    return tk.render("bmagov/dictionary/diff.html", {**about(pkg, resource), **extra})


@dictionary.route(f"{OF_RESOURCE}/rename", methods=["POST"])
def rename(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Give a column the name that it has in the data now, and go back to the file."""
    pkg, resource = editable(id, resource_id)
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        shown = tk.get_action("bmagov_dictionary_show")({}, {"id": resource_id})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("This file or link has no data dictionary."))
    changed = rename_column(parse_dictionary({"tables": shown["tables"]}).dictionary, old, new)
    if changed is None:
        tk.h.flash_error(tk._("The column could not be renamed: the dictionary is another by now."))
        return tk.h.redirect_to("dataset_resource.read", id=pkg["name"], resource_id=resource["id"])
    note = tk._("Renamed as in the data: {old} is {new}").format(old=old[:200], new=new[:200])
    sent = {"id": resource_id, "version": shown["version"], "note": note, **to_dict(changed)}
    try:
        tk.get_action("bmagov_dictionary_update")({}, sent)
    except tk.ValidationError as error:
        tk.h.flash_error(
            " ".join(str(item) for item in error.error_summary.values() if isinstance(item, str))
        )
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    else:
        tk.h.flash_success(tk._("The dictionary calls the column “{new}” now.").format(new=new))
    return tk.h.redirect_to("dataset_resource.read", id=pkg["name"], resource_id=resource["id"])


@dictionary.route(f"{OF_RESOURCE}/delete", methods=["GET", "POST"])
def delete(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Ask before deleting, and delete."""
    pkg, resource = editable(id, resource_id)
    try:
        shown = tk.get_action("bmagov_dictionary_show")({}, {"id": resource_id})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("This file or link has no data dictionary."))
    address = tk.url_for("bmagov_dictionary.read", id=pkg["name"], resource_id=resource_id)
    if request.method == "GET":
        return tk.render("bmagov/dictionary/delete.html", {**about(pkg, resource), "dictionary": shown})
    read_version = request.form.get("version", "")
    sent = {
        "id": resource_id,
        "version": read_version or shown["version"],
        "note": request.form.get("note", ""),
    }
    try:
        tk.get_action("bmagov_dictionary_delete")({}, sent)
    except tk.ValidationError as error:
        tk.h.flash_error(
            " ".join(str(item) for item in error.error_summary.values() if isinstance(item, str))
        )
        return tk.redirect_to(address)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    tk.h.flash_success(tk._("The data dictionary is deleted. Its versions stay, and it can be made anew."))
    return tk.redirect_to(address)


def _numbers(*names: str) -> dict[str, str]:
    return {name: request.args[name] for name in names if request.args.get(name)}
