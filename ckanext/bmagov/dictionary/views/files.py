"""Dictionaries as files: taken out, taken in after a look, and an empty one to fill in."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, request
from werkzeug.routing import BaseConverter

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import files
from ckanext.bmagov.base.domain.file_kind import MAY_HOLD
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.formats import WriteOptions, format_of
from ckanext.bmagov.dictionary.services.export import export as exported
from ckanext.bmagov.dictionary.services.proposal import words
from ckanext.bmagov.dictionary.validation.services.table_data import source_of
from ckanext.bmagov.dictionary.views.editor import editable
from ckanext.bmagov.dictionary.views.subject import package

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState
    from flask.typing import ResponseReturnValue as Answer

dictionary_files = Blueprint("bmagov_dictionary_files", __name__)

Record = dict[str, Any]
LARGEST: Final = 40_000_000
"""Bytes that a preview may unpack to."""

OF_RESOURCE: Final = "/dataset/<id>/dictionary/<resource_id>"


class _NoDot(BaseConverter):
    """Ends the id before the first dot: the end of a file's name may have several."""

    regex = r"[^/.]+"


@dictionary_files.record_once
def _know_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["bmagov_no_dot"] = _NoDot


@dictionary_files.route("/dataset/<id>/dictionary/<bmagov_no_dot:resource_id>.<extension>")
def export(id: str, resource_id: str, extension: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Give the dictionary of a file in a format; columns above the reader's level are not in it.

    `lang` is the language of headings, `dialect` the database that SQL is written for, `version` an older
    one.
    """
    pkg = package(id)
    resource = next((each for each in pkg["resources"] if each["id"] == resource_id), None)
    file_format = format_of(extension)
    dialect = request.args.get("dialect", "")
    if resource is None or file_format is None or (dialect and dialect not in file_format.dialects):
        return tk.abort(404, tk._("Resource not found"))
    asked = {"id": resource_id}
    if request.args.get("version"):
        asked["version"] = request.args["version"]
    try:
        shown = tk.get_action("bmagov_dictionary_show")({}, asked)
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return tk.abort(404, tk._("This file or link has no data dictionary."))
    title = f"{pkg['title']} - {resource.get('name') or resource_id}"
    address = tk.url_for("bmagov_dictionary.read", id=pkg["name"], resource_id=resource_id, qualified=True)
    if file_format.of_data:
        address = _address_of_data(pkg, resource) or address
    options = WriteOptions(_line(title), address, words(_language()), dialect)
    file = exported(file_format, parse_dictionary({"tables": shown["tables"]}).dictionary, options)
    response = attachment(
        file.content, f"dictionary-{pkg['name']}-{resource_id[:8]}.{extension}", file_format.media_type
    )
    response.headers["X-Hidden-Columns"] = str(shown["hidden_columns"])
    response.headers["X-Not-Held"] = ", ".join(f"{name} ({count})" for name, count in file.lost.items())
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@dictionary_files.route("/dictionary/template.<extension>")
def template(extension: str) -> Answer:
    """Give an empty dictionary to fill in, without example rows, which people would leave in."""
    file_format = format_of(extension)
    if file_format is None or not file_format.fillable:
        return tk.abort(404)
    content = file_format.write(Dictionary(), WriteOptions(words=words(_language())))
    return attachment(content, f"data-dictionary.{extension}", file_format.media_type)


@dictionary_files.route(f"{OF_RESOURCE}/import", methods=["GET", "POST"])
def take_in(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Ask for a file or text, show what would become of it, save it when confirmed."""
    pkg, resource = editable(id, resource_id)
    if request.method == "GET":
        return _page(pkg, resource)
    if "confirm" in request.form:
        return _confirm(pkg, resource)
    upload = request.files.get("upload")
    asked: Record = {
        "id": resource_id,
        **{key: request.form[key] for key in ("sheet",) if request.form.get(key)},
    }
    if request.form.get("replace"):
        asked["replace"] = True
    if upload is not None and upload.filename:
        asked["upload"] = upload
    else:
        asked["text"] = request.form.get("text", "")
    try:
        proposed = tk.get_action("bmagov_dictionary_propose")({}, asked)
    except tk.ValidationError as error:
        return _page(pkg, resource, errors=_sentences(error))
    return _page(pkg, resource, proposed=proposed)


def _confirm(pkg: Record, resource: Record) -> Answer:
    """Save what was shown. What the page carries is checked like anything that is sent."""
    try:
        tables = _unpacked(request.form.get("tables", ""))
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        return _page(pkg, resource, errors=[tk._("The preview was lost on the way. Choose the file again.")])
    sent: Record = {"id": resource["id"], "tables": tables, "note": request.form.get("note", "")}
    if request.form.get("version"):
        sent["version"] = request.form["version"]
    try:
        tk.get_action("bmagov_dictionary_update")({}, sent)
    except tk.ValidationError as error:
        return _page(pkg, resource, errors=_sentences(error), status=409)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(404, tk._("Resource not found"))
    tk.h.flash_success(tk._("The data dictionary is saved."))
    return tk.redirect_to("bmagov_dictionary.read", id=pkg["name"], resource_id=resource["id"])


def _page(pkg: Record, resource: Record, *, status: int = 200, **more: Any) -> Answer:
    proposed = more.get("proposed")
    extra = {
        "pkg": pkg,
        "pkg_dict": pkg,
        "resource": resource,
        "dataset_type": pkg["type"],
        "errors": more.get("errors", []),
        "proposed": proposed,
        "packed": _packed(proposed["tables"]) if proposed else "",
        "refused": any(not problem["warning"] for problem in proposed["problems"]) if proposed else False,
    }
    return tk.render("bmagov/dictionary_files/import.html", extra), status


def _packed(tables: list[Record]) -> str:
    """Tables as text that a form can carry: browsers and servers have limits for fields."""
    plain = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode(), 6)).decode()


def _unpacked(text: str) -> Any:
    return json.loads(zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST))


def _sentences(error: tk.ValidationError) -> list[str]:
    results: list[str] = []
    for key, value in error.error_dict.items():
        if key in ("problems", "difference", "current_version"):
            continue
        results += [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return results


def _address_of_data(pkg: Record, resource: Record) -> str:
    """Return where the table is as CSVW reads it: the file itself, or how the catalog gives it as CSV."""
    if not source_of(resource):
        return resource.get("url") or ""
    known = model.Session.get(files.ResourceContent, resource["id"]) if files.is_table(resource) else None
    layout = files.layout_of(known) if known else None
    if known and layout and layout.is_plain_csv and known.kind not in MAY_HOLD:
        return resource["url"]
    place = {"id": pkg["name"], "resource_id": resource["id"], "form": "csv"}
    return tk.url_for("bmagov_downloads.table", qualified=True, **place)


def _language() -> str:
    asked = request.args.get("lang")
    return asked if asked in ("th", "en") else str(tk.h.lang())


def _line(text: str) -> str:
    return " ".join(text.split())
