"""Addresses that give a table as Excel or CSV, and a dataset as one archive."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any, Final, cast

from flask import Blueprint, Response, request, stream_with_context

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import How
from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.file_name import name_of_address, stored_name
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.spreadsheet import MEDIA_TYPES
from ckanext.bmagov.base.formats.workbook import Sheet
from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.dictionary import WriteOptions, readable_dictionary, rows_of, words_in
from ckanext.bmagov.downloads.domain import Form
from ckanext.bmagov.downloads.formats.datapackage import Package
from ckanext.bmagov.downloads.formats.zip_stream import zipped
from ckanext.bmagov.downloads.services import tables
from ckanext.bmagov.downloads.services.bundle import Bundle
from ckanext.bmagov.downloads.words import readme, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ckanext.bmagov.dictionary import Dictionary

bmagov_downloads = Blueprint("bmagov_downloads", __name__)

Record = dict[str, Any]
IN_MEMORY: Final = 4 * 1024 * 1024
PIECE: Final = 256 * 1024
STATUS: Final = {tables.LARGE: 413, tables.WAITING: 409, tables.GONE: 404}


@bmagov_downloads.route("/dataset/<id>/resource/<resource_id>/download-as/<form>")
def table(id: str, resource_id: str, form: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Give the table of a file as `xlsx` or `csv`. It is made as a whole first, so none is half there."""
    pkg = _dataset(id)
    resource = next((each for each in data_resources(pkg["resources"]) if each["id"] == resource_id), None)
    if resource is None or form not in set(Form) or resource_id not in tk.h.bmagov_fetchable(pkg):
        return tk.abort(404, tk._("Resource not found"))
    wanted = Form(form)
    access.record_resource_read({}, resource_id, How.DOWNLOAD)
    name = f"{_stem(resource)}.{wanted}"
    if request.method == "HEAD":
        return _kept(b"", MEDIA_TYPES[wanted], name)
    written = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed when it has gone out)
    target = cast("IO[bytes]", written)
    known = readable_dictionary(access.signed_in(), resource_id)
    try:
        with tables.opened(model.Session, dict(resource), known) as data:
            tables.write_form(data, known, wanted, target, _texts(pkg, resource, known))
    except ProblemError as error:
        written.close()
        return tk.abort(STATUS.get(error.code, 422), sentence(error.code, error.params))
    size = target.tell() if wanted is Form.CSV else target.seek(0, 2)
    response = _kept(_pieces(target), MEDIA_TYPES[wanted], name)
    response.headers["Content-Length"] = str(size)
    return response


@bmagov_downloads.route("/dataset/<id>/download-all")
def dataset(id: str) -> Response:  # noqa: A002
    """Give everything of a dataset that the reader may have as a ZIP, sent while it is made."""
    pkg = _dataset(id)
    fetchable = tk.h.bmagov_fetchable(pkg)
    resources = [dict(each) for each in data_resources(pkg["resources"])]
    for resource in resources:
        if resource["id"] in fetchable:
            access.record_resource_read({}, resource["id"], How.DOWNLOAD)
    name = f"{stored_name(pkg['name'])}.zip"
    if request.method == "HEAD":
        return _kept(b"", "application/zip", name)
    at = now().astimezone(BANGKOK)
    package = _package(pkg, at)
    options = WriteOptions(pkg["title"], package.address, words_in(str(tk.h.lang())))
    day = tk.h.bmagov_date(at.date().isoformat())
    bundle = Bundle(
        model.Session,
        access.signed_in(),
        package,
        resources,
        options,
        lambda contents: readme(package, day, contents),
    )
    return _kept(stream_with_context(zipped(bundle.entries(), at)), "application/zip", name)


def _dataset(dataset_id: str) -> Record:
    try:
        return tk.get_action("package_show")({}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))


def _package(pkg: Record, at: dt.datetime) -> Package:
    organization = pkg.get("organization")
    return Package(
        name=pkg["name"],
        title=bmagov_title(pkg),
        description=pkg.get("notes") or "",
        address=tk.url_for("dataset.read", id=pkg["name"], qualified=True),
        created=at.isoformat(timespec="seconds"),
        keywords=tuple(tag["name"] for tag in pkg.get("tags") or ()),
        publisher=tk.h.bmagov_agency_title(organization) if organization else "",
        license=(pkg.get("license_id") or "", _licence(pkg), pkg.get("license_url") or ""),
    )


def _licence(pkg: Record) -> str:
    if pkg.get("license_id") == "other" and pkg.get("license_id_other"):
        return pkg["license_id_other"]
    return tk.h.bmagov_codelist_label("license", pkg.get("license_id"))


def _texts(pkg: Record, resource: Record, known: Dictionary) -> Iterator[Sheet]:
    """Give the sheets behind the data: the dictionary, and where all of it comes from."""
    language = words_in(str(tk.h.lang()))
    if known.tables:
        yield Sheet(tk._("Data dictionary"), rows_of(known, language), (16, 24, 24, 24, 16))
    organization = pkg.get("organization")
    rows = [
        (tk._("About the data"), ""),
        (tk._("Dataset"), bmagov_title(pkg)),
        (tk._("File"), resource.get("name") or ""),
        (tk._("Agency"), tk.h.bmagov_agency_title(organization) if organization else ""),
        (tk._("License"), _licence(pkg)),
        (tk._("Address"), tk.url_for("dataset.read", id=pkg["name"], qualified=True)),
        (tk._("Downloaded"), tk.h.bmagov_date(now().astimezone(BANGKOK).date().isoformat())),
    ]
    yield Sheet(tk._("About the data"), [row for row in rows if row[1] or row is rows[0]], (24, 80))


def _stem(resource: Record) -> str:
    stem = name_of_address(str(resource.get("url") or "")).rpartition(".")[0]
    return (
        stem if resource.get("url_type") == "upload" and stem else stored_name(resource.get("name") or "data")
    )


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        stream.seek(0)
        while piece := stream.read(PIECE):
            yield piece


def _kept(body: bytes | Iterator[bytes], media_type: str, name: str) -> Response:
    response = attachment(body, name, media_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
