"""The form of a dataset: type first, drafts, publishing, change of type, copies, two people at once.

The pages stand at core's addresses and keep core's endpoints, so that links and menus need to know nothing.
Everything is decided here and in the actions; scripts only make it more comfortable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.schema_facts import is_empty, values_of
from ckanext.bmagov.base.helpers.dates import bmagov_date_input, bmagov_year_input
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE, facts
from ckanext.bmagov.metadata.domain.completeness import completeness
from ckanext.bmagov.metadata.domain.copying import (
    copy_dataset,
    copy_resource,
    next_year_dataset,
    next_year_resource,
)
from ckanext.bmagov.metadata.domain.editing import RESOURCES, keywords, same_keywords
from ckanext.bmagov.metadata.domain.type_change import fit_to_type, lost_by_type
from ckanext.bmagov.metadata.services.dataset_names import UNNAMED, made_name
from ckanext.bmagov.metadata.views import autosave, prefill
from ckanext.bmagov.metadata.views.category_form import wants_categories, with_categories, with_hints
from ckanext.bmagov.metadata.views.form_data import (
    dataset_values,
    editable_dataset,
    known_type,
    version_read,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ckan.types import DataDict

dataset_form = Blueprint("bmagov_dataset_form", __name__)


@dataset_form.before_app_request
def replace_core_page() -> ResponseReturnValue | None:
    """Answer for core's pages of the form."""
    if request.endpoint == "dataset.new":
        return _create() if request.method == "POST" else _new()
    if request.endpoint == "dataset.edit" and request.view_args:
        dataset_id = request.view_args["id"]
        return _update(dataset_id) if request.method == "POST" else _edit(dataset_id)
    return None


# --- a new dataset ---


def _new() -> ResponseReturnValue:
    _demand("package_create")
    data_type = known_type(request.args.get("data_type"))
    if not data_type:
        return tk.render("bmagov/form/choose_type.html", {"dataset_type": DATASET_TYPE, "pkg_dict": {}})
    owner = _owner(request.args.get("group"))
    answers = prefill.agency_answers(owner, data_type)
    return _page(with_hints({**answers, "data_type": data_type, "owner_org": owner}), proposed=list(answers))


def _owner(wanted: object) -> str:
    """Return an agency for which the reader may add datasets: the wanted one, or the only one there is."""
    owned = [agency["id"] for agency in tk.h.organizations_available("create_dataset")]
    if isinstance(wanted, str) and wanted in owned:
        return wanted
    return owned[0] if len(owned) == 1 else ""


def _create() -> ResponseReturnValue:
    _demand("package_create")
    values = dataset_values(request.form)
    if not values["data_type"]:
        return tk.redirect_to("dataset.new")
    changed = _type_change(values, {})
    if changed is not None:
        return changed
    source = _source(request.form.get("copy_of"))
    looked_at = _before_saving(values, {}, source)
    if looked_at is not None:
        return looked_at
    publishing = request.form.get("save") == "publish"
    record = {**values, "type": DATASET_TYPE, "state": "active" if publishing else "draft"}
    record["name"] = values["name"] or made_name(values)
    if source and request.form.get("copy_files"):
        record["resources"] = _copied_files(source, request.form.get("copy_kind", ""), values["data_type"])
    try:
        created = tk.get_action("package_create")({}, record)
    except tk.ValidationError as error:
        if autosave.saves_itself():
            return autosave.not_saved(error.error_dict)
        return _page(values, error.error_dict, source=source)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not add datasets to this agency"))
    return _saved(created)


# --- an existing one ---


def _edit(dataset_id: str) -> ResponseReturnValue:
    stored = _stored(dataset_id)
    errors: DataDict = {}
    if request.args.get("missing"):
        problems = tk.get_action("bmagov_dataset_problem_list")({}, {"id": stored["id"]})
        errors = {**problems["dataset"], "resources": problems["resources"]}
    box = prefill.box_of_files(stored)
    return _page(with_hints({**stored, **box}), errors, stored, proposed=list(box))


def _update(dataset_id: str) -> ResponseReturnValue:
    stored = _stored(dataset_id)
    values = dataset_values(request.form)
    values["data_type"] = values["data_type"] or stored.get("data_type", "")
    values["name"] = values["name"] or _name(values, stored)
    changed = _type_change(values, stored)
    if changed is not None:
        return changed
    looked_at = _before_saving(values, stored)
    if looked_at is not None:
        return looked_at
    lowering = access.wants_lowering()
    refused = access.reason_errors() if lowering else {}
    if refused:
        return _page(values, refused, stored)
    savable = access.without_lowering(values, stored) if lowering else values
    record = {**savable, "id": stored["id"], "tags": [], "state": _wanted_state(stored)}
    record["metadata_modified"] = request.form.get("metadata_modified") or stored["metadata_modified"]
    if values["data_type"] != stored.get("data_type"):
        known = facts().resource
        record["resources"] = [
            fit_to_type(resource, known, values["data_type"]) for resource in stored["resources"]
        ]
    try:
        saved = _patch(record, stored)
    except tk.ValidationError as error:
        if autosave.saves_itself():
            return autosave.not_saved(error.error_dict)
        if "metadata_modified" in error.error_dict:
            return _conflict(values, stored, record["metadata_modified"])
        return _page(values, error.error_dict, stored)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not edit this dataset"))
    return _propose_lowering(values, saved) if lowering else _saved(saved)


def _name(values: DataDict, stored: DataDict) -> str:
    """Return the address for a dataset that is given none: its own.

    A draft that saved itself before its English title was there gets the one that it would have got.
    """
    unnamed = stored["state"] == "draft" and stored["name"].startswith(UNNAMED)
    return made_name(values) if unnamed and not autosave.saves_itself() else stored["name"]


def _propose_lowering(values: DataDict, saved: DataDict) -> ResponseReturnValue:
    """Let the lower level wait for a second person; everything else is saved by now."""
    given = {"level": values["data_classification"], "category": values["data_category"]}
    refused = access.propose_level({"id": saved["id"], **given, "license_id": values["license_id"]})
    return _page(values, refused, _stored(saved["id"]), fresh=True) if refused else access.proposed_page()


def _before_saving(values: DataDict, stored: DataDict, source: DataDict | None = None) -> str | None:
    """Show the form again where something is to be proposed or asked first; None where nothing is."""
    if access.wants_proposal():
        return _page(access.with_proposal(values), {}, stored or None, source=source)
    if wants_categories():
        return _page(with_categories(values), {}, stored or None, source=source)
    if _lacks_files_only(values, stored):
        return _page(values, {}, stored or None, source=source, asks_files=True)
    return None


def _lacks_files_only(values: DataDict, stored: DataDict) -> bool:
    """Return whether what is to be published is complete and has no file: that is asked about once."""
    publishing = request.form.get("save") == "publish" and not request.form.get("without_files")
    if not publishing or data_resources(stored.get("resources") or ()):
        return False
    return not completeness(values, facts()).total.mandatory_missing


def _patch(record: DataDict, stored: DataDict) -> DataDict:
    """Save. Where others only changed files since, which this form does not send, nothing is in conflict."""
    try:
        return tk.get_action("package_patch")({}, record)
    except tk.ValidationError as error:
        if "metadata_modified" not in error.error_dict or "resources" in record:
            raise
        since = {"id": stored["id"], "since": record["metadata_modified"]}
        change = tk.get_action("bmagov_dataset_change_show")({}, since)
        if change["fields"] is None or {field["name"] for field in change["fields"]} - {RESOURCES}:
            raise
    now = {**record, "metadata_modified": stored["metadata_modified"]}
    return tk.get_action("package_patch")({}, now)


def _wanted_state(stored: DataDict) -> str:
    wanted = {"publish": "active", "draft": "draft", "files": stored["state"]}
    return wanted.get(request.form.get("save", ""), stored["state"])


def _stored(dataset_id: str) -> DataDict:
    stored = editable_dataset(dataset_id)
    return {**stored, "tag_string": keywords(stored)}


def _saved(dataset: DataDict) -> ResponseReturnValue:
    """Say what was done and lead on: to the files, or to the dataset."""
    if autosave.saves_itself():
        return autosave.saved(dataset)
    if dataset["state"] == "draft":
        count = completeness(dataset, facts())
        missing = sum(len(part.mandatory_missing) for part in (count.total, *count.resources))
        said = tk.ungettext(
            "The draft is saved. {n} item is missing before it can be published.",
            "The draft is saved. {n} items are missing before it can be published.",
            missing,
        ).format(n=missing)
        tk.h.flash_success(said if missing else tk._("The draft is saved. It can be published."))
    elif request.form.get("save") == "publish":
        tk.h.flash_success(tk._("The dataset is saved and published."))
    if request.form.get("save") == "files":
        return tk.redirect_to("dataset_resource.new", id=dataset["name"])
    return tk.redirect_to("dataset.read", id=dataset["name"])


# --- change of type ---


def _type_change(values: DataDict, stored: DataDict) -> ResponseReturnValue | None:
    """Say what would go before it goes. None when no change is asked for, or when it has been agreed to."""
    save, current = request.form.get("save", ""), values["data_type"]
    confirmed = known_type(request.form.get("type_confirmed"))
    if save == "keep-type":
        return _page(_all_values(known_type(request.form.get("type_before")) or current), {}, stored or None)
    if save == "confirm-type":
        return _page(values, {}, stored or None, confirmed=current)
    before, wanted = stored.get("data_type") or current, current
    if save == "change-type":
        before, wanted = current, known_type(request.form.get("new_type")) or current
        if wanted == before:
            return _page(values, {}, stored or None)
    elif wanted in (before, confirmed):
        return None
    lost = lost_by_type({**stored, **_all_values(before)}, stored.get("resources") or (), facts(), wanted)
    if not lost:
        agreed = {**values, "data_type": wanted}
        return _page(agreed, {}, stored or None, confirmed=wanted) if save == "change-type" else None
    return tk.render(
        "bmagov/form/confirm_type.html",
        {
            "dataset_type": DATASET_TYPE,
            "pkg_dict": stored,
            "lost": lost,
            "wanted": wanted,
            "before": before,
            "action": tk.url_for("dataset.edit", id=stored["name"]) if stored else tk.url_for("dataset.new"),
            "sent": [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN],
        },
    )


_OWN = frozenset({"data_type", "new_type", "save", "type_before", "type_confirmed", "_csrf_token"})
"""Inputs of the form that the page of confirmation sets anew."""


def _all_values(data_type: str) -> DataDict:
    """Return what was sent, of the fields of a type."""
    sent = request.form.copy()
    sent["data_type"] = data_type
    return dataset_values(sent)


# --- copies ---


@dataset_form.route("/dataset/copy/<id>")
def copy(id: str) -> ResponseReturnValue:  # noqa: A002 (CKAN's name in URLs)
    """Show the form of a new dataset, filled from another one. Nothing is saved yet."""
    _demand("package_create")
    source = _source(id)
    if source is None:
        return tk.abort(404, tk._("Dataset not found"))
    next_year = request.args.get("kind") == "next-year"
    plain = {**copy_dataset(source, facts()), "tag_string": keywords(source)}
    filled = (
        {**next_year_dataset(source, facts(), today()), "tag_string": keywords(source)}
        if next_year
        else plain
    )
    if next_year and not _is_free(filled.get("name")):
        filled.pop("name", None)
    filled["owner_org"] = _owner(filled.get("owner_org"))
    filled["groups"] = source.get("groups") or []
    moved = [
        {"name": name, "before": plain[name], "after": value}
        for name, value in filled.items()
        if name in plain and plain[name] != value and name not in ("owner_org", "groups")
    ]
    return _page(filled, {}, source=source, moved=moved, kind="next-year" if next_year else "copy")


def _source(dataset_id: str | None) -> DataDict | None:
    """Return the dataset that is copied, if the reader may read it."""
    if not dataset_id:
        return None
    try:
        return tk.get_action("package_show")({}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


def _is_free(name: Any) -> bool:
    if not name:
        return False
    try:
        tk.get_action("package_show")({}, {"id": name})
    except tk.ObjectNotFound:
        return True
    except tk.NotAuthorized:
        return False
    return False


def _copied_files(source: DataDict, kind: str, data_type: str) -> list[DataDict]:
    known = facts()
    resources = data_resources(source["resources"])
    if kind == "next-year":
        copied = [next_year_resource(resource, known, today()) for resource in resources]
    else:
        copied = [copy_resource(resource, known) for resource in resources]
    return [fit_to_type(resource, known.resource, data_type) for resource in copied]


# --- two people at once ---


def _conflict(values: DataDict, stored: DataDict, read: str) -> ResponseReturnValue:
    """Show the form with both people's work: theirs where only they changed a field, one's own elsewhere."""
    since = {"id": stored["id"], "since": read}
    change = tk.get_action("bmagov_dataset_change_show")({}, since)
    merged, rows = dict(values), []
    for field in facts().dataset:
        name, theirs = field.name, stored.get(field.name)
        if _same(name, values.get(name), theirs):
            continue
        before = _before(change["fields"], name)
        kept = before is None or not _same(name, values.get(name), before["before"])
        if before is None and change["fields"] is not None:
            continue  # only oneself has changed it
        if not kept:
            merged[name] = [] if field.multiple and is_empty(theirs) else theirs
        rows.append({"name": name, "mine": values.get(name), "theirs": theirs, "kept": kept})
    return _page(merged, {}, stored, conflict={**change, "rows": rows})


def _before(changes: list[DataDict] | None, name: str) -> DataDict | None:
    return next((change for change in changes or () if change["name"] == name), None)


def _same(name: str, typed: Any, stored: Any) -> bool:
    if name == "tag_string":
        return same_keywords(typed, stored)
    if values_of(typed) == values_of(stored):
        return True
    # A field shows a date as its reader writes it, and sends it back so.
    shown = (bmagov_date_input(stored), bmagov_year_input(stored))
    return isinstance(stored, str) and isinstance(typed, str) and typed.strip() in (stored.strip(), *shown)


# --- the page ---


def _demand(action: str) -> None:
    try:
        tk.check_access(action, {"user": tk.current_user.name}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not add datasets. Ask the administrator of your agency."))


def _page(data: DataDict, errors: DataDict | None = None, stored: DataDict | None = None, **more: Any) -> str:
    """Render the form: of a new dataset, or of a stored one."""
    source = more.pop("source", None)
    if source is None and stored is None:
        source = _source(request.form.get("copy_of"))
    kind = more.pop("kind", request.form.get("copy_kind", "copy"))
    if stored is None:
        tk.g.form_action = tk.url_for("dataset.new")
    else:
        tk.g.form_action = tk.url_for("dataset.edit", id=stored["name"])
    shown = {**data, "state": stored["state"] if stored else "none", "id": stored["id"] if stored else ""}
    shown.setdefault("private", (stored or {}).get("private"))
    form_vars = {
        "data": shown,
        "errors": errors or {},
        "error_summary": {},
        "action": "edit" if stored else "new",
        "stage": ["active"],
        "dataset_type": DATASET_TYPE,
        "form_style": "edit" if stored else "new",
        "form_page": {
            "stored": stored,
            "source": source,
            "kind": kind,
            "confirmed": more.get("confirmed") or known_type(request.form.get("type_confirmed")),
            "conflict": more.get("conflict"),
            "read": version_read(stored or {}, knows_newer=bool(more.get("conflict") or more.get("fresh"))),
            "moved": more.get("moved") or [],
            "proposed": more.get("proposed") or [],
            "asks_files": more.get("asks_files"),
        },
    }
    extra: DataDict = {
        "form_vars": form_vars,
        "form_snippet": "scheming/package/snippets/package_form.html",
        "dataset_type": DATASET_TYPE,
    }
    if stored:
        return tk.render("package/edit.html", {**extra, "pkg_dict": stored, "pkg": stored})
    return tk.render("package/new.html", extra)
