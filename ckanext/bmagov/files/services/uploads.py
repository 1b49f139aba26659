"""What files are, before they are stored: kind by their bytes, a short format, and what is not taken."""

from __future__ import annotations

import mimetypes
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config as settings
from ckanext.bmagov.base.domain.file_kind import Family, family, format_word, name_ending
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.files.model import ResourceContent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import DataDict

SHOWN = "CSV, XLSX, ODS, JSON, GeoJSON, PDF"
"""Kinds that a refusal names; all stand in the configuration."""


def give_formats(data_dict: DataDict) -> None:
    """Give the files of a dataset that is saved their formats. Nothing is stored.

    An upload is what its bytes are. What is typed for a file that is here already counts as far as it fits
    its bytes.

    :param data_dict: with `resources`, whose `format` is set
    :raises ValidationError: `FILE-IS-PROGRAM`, `FILE-KIND` for uploads that are not taken
    """
    given = data_dict.get("resources")
    resources = given if isinstance(given, list) else []
    known = _kinds(resources)
    errors: list[Any] = [
        _take(resource, known) if isinstance(resource, dict) else {} for resource in resources
    ]
    if any(errors):
        raise tk.ValidationError({"resources": errors})


def _kinds(resources: Sequence[Any]) -> dict[str, str]:
    ids = [str(resource.get("id") or "") for resource in resources if isinstance(resource, dict)]
    query = sa.select(ResourceContent.resource_id, ResourceContent.kind).where(
        ResourceContent.resource_id.in_(ids)
    )
    return {row.resource_id: row.kind for row in model.Session.execute(query)} if any(ids) else {}


def _take(resource: dict[str, Any], known: dict[str, str]) -> dict[str, list[str]]:
    upload = resource.get("upload")
    if isinstance(upload, FileStorage) and upload.filename:
        kind = kind_of_file(cast("IO[bytes]", upload.stream), upload.filename)
        if kind not in settings.file_kinds():
            return {"upload": [refusal(kind)]}
    elif resource.get("url_type") == "upload":
        kind = known.get(str(resource.get("id") or ""), "")
    else:
        kind = "" if resource.get("format") or resource.get("id") else _kind_of_link(resource.get("url"))
    typed = resource.get("format")
    if kind and (typed is None or isinstance(typed, str)):
        word = tk.h.unified_resource_format(format_word(typed or "", kind))
        if word != typed:  # what stays as it was need not be checked again
            resource["format"] = word
    return {}


def refusal(kind: str) -> str:
    """Return why files of a kind are not taken, and what helps."""
    code = "FILE-IS-PROGRAM" if family(kind) is Family.PROGRAM else "FILE-KIND"
    return table_problem(code, {"kind": kind, "kinds": SHOWN})


def _kind_of_link(url: Any) -> str:
    """Return the short name of a format where core would write a media type; empty where it knows none."""
    try:
        path = unquote(urlsplit(url).path) if isinstance(url, str) else ""
    except ValueError:
        return ""
    return name_ending(path) if mimetypes.guess_type(path)[0] else ""
