"""The form of a file or link of a dataset, at core's addresses and under core's endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.metadata.domain.editing import moved
from ckanext.bmagov.metadata.views import uploads
from ckanext.bmagov.metadata.views.form_data import editable_dataset, resource_values, version_read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from ckan.types import DataDict

resource_form = Blueprint("bmagov_resource_form", __name__)

LEVEL = "resource_data_classification"

DELETE = ("dataset_resource.delete", "resource.delete")

_FORM = "scheming/package/snippets/resource_form.html"


@resource_form.before_app_request
def replace_core_page() -> ResponseReturnValue | None:
    """Answer for core's pages of the form."""
    given = request.view_args or {}
    if request.endpoint == "dataset_resource.new":
        pkg = editable_dataset(given["id"])
        return _add(pkg) if request.method == "POST" else _page(pkg, {})
    if request.endpoint == "dataset_resource.edit":
        pkg = editable_dataset(given["id"])
        stored = next(
            (resource for resource in pkg["resources"] if resource["id"] == given["resource_id"]), None
        )
        if stored is None:
            return tk.abort(404, tk._("Resource not found"))
        return _update(pkg, stored) if request.method == "POST" else _page(pkg, stored, stored=stored)
    if request.endpoint in DELETE and request.method == "POST" and "cancel" not in request.form:
        return _delete(editable_dataset(given["id"]), given["resource_id"])
    return None


def _delete(pkg: DataDict, resource_id: str) -> ResponseReturnValue:
    """Delete a file and lead back to the dataset: to its form while it is a draft."""
    try:
        tk.get_action("resource_delete")({}, {"id": resource_id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Resource not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not edit this dataset"))
    tk.h.flash_notice(tk._("The file is deleted. For 30 days it can be brought back under My work."))
    page = "dataset.edit" if pkg["state"] == "draft" else "dataset.read"
    return tk.redirect_to(page, id=pkg["name"])


@resource_form.route("/dataset/<id>/files/<resource_id>/move", methods=["POST"])
def move(id: str, resource_id: str) -> ResponseReturnValue:  # noqa: A002 (CKAN's name in URLs)
    """Move a file one place up or down (`way`) in the list of its dataset."""
    pkg = editable_dataset(id)
    ids = [resource["id"] for resource in data_resources(pkg["resources"])]
    order = moved(ids, resource_id, request.form.get("way"))
    if order is None:
        return tk.abort(404, tk._("Resource not found"))
    tk.get_action("package_resource_reorder")({}, {"id": pkg["id"], "order": order})
    return tk.redirect_to("dataset.resources", id=pkg["name"], _anchor=f"file-{resource_id}")


def _add(pkg: DataDict) -> ResponseReturnValue:
    values = resource_values(request.form, str(pkg.get("data_type") or ""))
    file, files = _file(None), uploads.sent_files()
    if not any([*file.values(), *values.values()]):
        return _without_file(pkg, values)
    try:
        if len(files) > 1:
            return _save_many(pkg, values, files)
        record = uploads.with_name({**values, **file, "package_id": pkg["id"]}, pkg)
        tk.get_action("resource_create")({}, record)
    except tk.ValidationError as error:
        if uploads.wants_words():
            return uploads.words_for_script(error.error_dict)
        return _page(pkg, {**values, **_shown_again(None)}, error.error_dict)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not edit this dataset"))
    return uploads.words_for_script() if uploads.wants_words() else _saved(pkg, None)


def _update(pkg: DataDict, stored: DataDict) -> ResponseReturnValue:
    values = resource_values(request.form, str(pkg.get("data_type") or ""))
    record = {**values, **_file(stored), "id": stored["id"], "package_id": pkg["id"]}
    if "data_change" in request.form and record.get("upload"):
        record["data_change"] = request.form["data_change"]
    lowering = access.wants_lowering()
    refused = access.reason_errors() if lowering else {}
    if refused:
        return _page(pkg, {**values, **_shown_again(stored)}, refused, stored)
    if lowering:
        record[LEVEL] = stored.get(LEVEL) or ""
    record["metadata_modified"] = request.form.get("metadata_modified") or stored["metadata_modified"]
    before = uploads.table_before(stored) if record.get("upload") else None
    try:
        tk.get_action("resource_patch")({}, record)
    except tk.ValidationError as error:
        return _page(pkg, {**values, **_shown_again(stored)}, error.error_dict, stored)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not edit this dataset"))
    uploads.say_change(stored["id"], before)
    return _propose_lowering(pkg, stored, values) if lowering else _saved(pkg, stored)


def _save_many(pkg: DataDict, values: DataDict, files: list[FileStorage]) -> ResponseReturnValue:
    """Save many files with the same details; those that could not be are told by their names."""
    saved = uploads.save_each(pkg, values, files)
    if saved.count:
        said = tk.ungettext("{n} file is saved.", "{n} files are saved.", saved.count)
        tk.h.flash_success(said.format(n=tk.h.localised_number(saved.count)))
    if saved.problems:
        return _page(pkg, {**values, **_shown_again(None)}, {"url": saved.problems})
    return _saved(pkg, None)


def _without_file(pkg: DataDict, values: DataDict) -> ResponseReturnValue:
    """Go on from a form in which nothing stands, as after the last file; to add another takes one."""
    if request.form.get("save") in ("done", "publish"):
        return _saved(pkg, None)
    missing = tk._("FILE-MISSING: Choose a file or give an address. Nothing was added")
    return _page(pkg, values, {"url": [missing]})


def _propose_lowering(pkg: DataDict, stored: DataDict, values: DataDict) -> ResponseReturnValue:
    """Let the lower level of the file wait for a second person; everything else is saved by now."""
    level = values[LEVEL] or pkg.get("data_classification") or ""
    refused = access.propose_level({"resource_id": stored["id"], "level": level})
    if not refused:
        return access.proposed_page()
    for said in refused.values():
        tk.h.flash_error(" ".join(bmagov_error_sentence(str(message)) for message in said))
    return tk.redirect_to("dataset_resource.edit", id=pkg["name"], resource_id=stored["id"])


def _file(stored: DataDict | None) -> DataDict:
    """Return what the form says of the file: a new one, another link, or nothing new.

    Of both a file and a link the chosen one counts; what was given alone counts without being chosen.
    """
    upload, link = request.files.get("upload"), request.form.get("url", "").strip()
    has_file = bool(upload and upload.filename)
    takes_link = bool(link) and (not has_file or request.form.get("source") == "link")
    was_upload = stored is not None and stored.get("url_type") == "upload"
    if upload and has_file and not takes_link:
        return {"upload": upload, "url": upload.filename, "url_type": "upload"}
    if was_upload and not takes_link:
        return {}
    return {"url": link, "url_type": "", **({"clear_upload": "true"} if was_upload else {})}


def _shown_again(stored: DataDict | None) -> DataDict:
    """Return what the form shows of the file after errors. A browser never sends a chosen file back."""
    upload = request.files.get("upload")
    again: DataDict = {
        "url": request.form.get("url", ""),
        "data_change": request.form.get("data_change"),
        "file_lost": bool(upload and upload.filename),
    }
    if stored and stored.get("url_type") == "upload" and not request.form.get("url"):
        again |= {"url_type": "upload", "url": stored["url"]}
    return again


def _saved(pkg: DataDict, stored: DataDict | None) -> ResponseReturnValue:
    save = request.form.get("save")
    if save == "again":
        tk.h.flash_success(tk._("The file is saved. Add the next one."))
        return tk.redirect_to("dataset_resource.new", id=pkg["name"])
    if save == "publish":
        try:
            tk.get_action("package_patch")({}, {"id": pkg["id"], "state": "active"})
        except tk.ValidationError:
            return tk.redirect_to("dataset.edit", id=pkg["name"], missing=1)
        tk.h.flash_success(tk._("The dataset is saved and published."))
        return tk.redirect_to("dataset.read", id=pkg["name"])
    if stored:
        return tk.redirect_to("dataset_resource.read", id=pkg["name"], resource_id=stored["id"])
    return tk.redirect_to("dataset.read", id=pkg["name"])


def _page(
    pkg: DataDict, data: DataDict, errors: DataDict | None = None, stored: DataDict | None = None
) -> str:
    errors = errors or {}
    if "upload" in errors:
        errors = {**errors, "url": [*errors.get("url", []), *errors["upload"]]}
        del errors["upload"]
    shown = {
        **data,
        "id": stored["id"] if stored else "",
        "stored_url": stored["url"] if stored else "",
        "max_size": tk.config.get("ckan.max_resource_size"),
        "bmagov_dataset": pkg,
        "read": version_read(stored or {}, knows_newer="metadata_modified" in errors),
    }
    extra: DataDict = {
        "data": shown,
        "errors": errors,
        "error_summary": {},
        "action": "edit" if stored else "new",
        "resource_form_snippet": _FORM,
        "dataset_type": DATASET_TYPE,
        "pkg_name": pkg["name"],
        "pkg_dict": pkg,
        "pkg": pkg,
        "bmagov_wide": True,
    }
    if stored:
        address = tk.url_for("dataset_resource.edit", id=pkg["name"], resource_id=stored["id"])
        return tk.render("package/resource_edit.html", {**extra, "resource": stored, "form_action": address})
    return tk.render("package/new_resource_not_draft.html", extra)
