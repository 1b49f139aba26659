"""`/dataset/<id>/data-dictionary.<csv|xlsx|json>`: the dictionaries of a dataset's resources as one file."""

from __future__ import annotations

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.domain.gather import gather
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.words import Words
from ckanext.bmagov.dictionary.formats import FORMATS, WriteOptions, write_dictionary

data_dictionary = Blueprint("bmagov_data_dictionary", __name__)


@data_dictionary.route("/dataset/<id>/data-dictionary.<ext>")
def download(id: str, ext: str) -> Response:  # noqa: A002 (the gate knows it by this name)
    """Send what the reader may know of the dictionaries, built anew each time."""
    file_format = FORMATS.get(ext)
    if file_format is None or not file_format.in_dataset:
        tk.abort(404)
    try:
        dataset = tk.get_action("package_show")({}, {"id": id})
        result = tk.get_action("bmagov_dictionary_list")({}, {"id": dataset["id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Dataset not found"))
    if not result:
        tk.abort(404, tk._("This dataset has no data dictionary."))
    whole = gather(
        (item["resource_name"], parse_dictionary({"tables": item["tables"]}).dictionary) for item in result
    )
    url = tk.h.url_for("dataset.read", id=dataset["name"], _external=True, locale="default")
    body = write_dictionary(ext, whole, WriteOptions(dataset["title"], url, _words())).content
    response = attachment(body, f"{dataset['name']}-data-dictionary.{ext}", file_format.media_type)
    response.headers["X-Hidden-Columns"] = str(sum(item["hidden_columns"] for item in result))
    return response


def _words() -> Words:
    return Words(lang(), codelist("data_classification"))
