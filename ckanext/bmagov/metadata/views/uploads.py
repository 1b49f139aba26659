"""Files that a form sends: one or many, named when nobody named them, and what they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import jsonify, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.files import ResourceContent, is_waiting
from ckanext.bmagov.metadata.domain.file_name import proposed_name
from ckanext.bmagov.metadata.domain.table_change import table_change
from ckanext.bmagov.metadata.words import table_change_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response
    from werkzeug.datastructures import FileStorage

    from ckan.types import DataDict


def sent_files() -> list[FileStorage]:
    """Return the files of the form, without inputs in which none was chosen."""
    return [upload for upload in request.files.getlist("upload") if upload.filename]


def wants_words() -> bool:
    """Return whether the form's script asks, which sends many files one after the other."""
    return request.form.get("save") == "one"


def words_for_script(errors: DataDict | None = None) -> Response:
    """Tell the script that a file is saved, or why not."""
    return jsonify({"saved": errors is None, "why": " ".join(_sentences(errors or {}))})


def with_name(record: DataDict, pkg: DataDict) -> DataDict:
    """Return a file's record, with a name out of its file or link when nobody gave it one."""
    if record.get("name") or not record.get("url"):
        return record
    taken = {resource.get("name") for resource in pkg["resources"]}
    return {**record, "name": proposed_name(record["url"], taken)}


@dataclass
class Saved:
    """How many of many files were saved, and the sentences on those that were not."""

    count: int
    problems: list[str]


def save_each(pkg: DataDict, values: DataDict, uploads: Iterable[FileStorage]) -> Saved:
    """Save many files, each with the same details and a name of its own. One that fails stops no other."""
    saved = Saved(0, [])
    known = list(pkg["resources"])
    for upload in uploads:
        record = {**values, "name": "", "upload": upload, "url": upload.filename, "url_type": "upload"}
        record = with_name({**record, "package_id": pkg["id"]}, {**pkg, "resources": known})
        try:
            known.append(tk.get_action("resource_create")({}, record))
            saved.count += 1
        except tk.ValidationError as error:
            why = " ".join(_sentences(error.error_dict))
            saved.problems.append(tk._("{file}: {why}").format(file=upload.filename, why=why))
    return saved


def table_before(stored: DataDict) -> Any:
    """Return columns and rows of a file that is about to be replaced; None for what is no table."""
    content = model.Session.get(ResourceContent, stored["id"])
    return (list(content.columns), content.rows) if content and content.columns else None


def say_change(resource_id: str, before: Any) -> None:
    """Tell on the next page what is different in a table whose file was replaced.

    :param before: `table_before`
    """
    content = model.Session.get(ResourceContent, resource_id)
    if before is None or content is None or is_waiting(content) or not content.columns:
        return
    said = table_change_sentences(table_change(before[0], content.columns, before[1], content.rows))
    if said:
        tk.h.flash_notice(" ".join(said))


def _sentences(errors: DataDict) -> list[str]:
    return [bmagov_error_sentence(str(message)) for messages in errors.values() for message in messages]
