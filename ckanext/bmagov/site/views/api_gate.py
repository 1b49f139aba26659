"""Looks at what callers send before CKAN does: a clear refusal instead of an error of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, request

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import refuse_hidden_objects
from ckanext.bmagov.base.domain.api_parameters import BodyError, parameter_problems, read_body
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.parameters import body_text, parameter_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response
    from werkzeug.datastructures import MultiDict

api_gate = Blueprint("bmagov_api_gate", __name__)

NUL = "\x00"


@api_gate.before_app_request
def look() -> Response | tuple[Response, int] | None:
    """Answer 400 for a body that is no JSON, 409 for parameters that cannot be meant, 404 for the hidden."""
    endpoint = request.endpoint or ""
    if not endpoint.startswith("api."):
        return _look_at_page()
    action = str((request.view_args or {}).get("logic_function", ""))
    try:
        params = _parameters() if endpoint == "api.action" else _mixed(request.args)
    except BodyError as error:
        return _refuse(400, {"__type": "Bad Request", "message": body_text(error)})
    problems = parameter_problems(action, params, _dataset_fields())
    if not problems:
        return refuse_hidden_objects(action, params) if endpoint == "api.action" else None
    errors: dict[str, Any] = {"__type": "Validation Error"}
    for problem in problems:
        errors.setdefault(problem.name, []).append(parameter_text(problem))
    return _refuse(409, errors)


def _dataset_fields() -> set[str]:
    """Names of our dataset fields; none on a site that runs without our forms."""
    return {field.name for field in facts().dataset} if p.plugin_loaded("bmagov_datasets") else set()


def _look_at_page() -> None:
    """No page takes a NUL, and PostgreSQL and Solr stumble over it."""
    if NUL in request.path:
        tk.abort(404)
    if any(NUL in text for pair in request.args.items(multi=True) for text in pair):
        tk.abort(400, tk._("The address holds a character that cannot be read"))


def _parameters() -> Mapping[str, Any]:
    """Return the parameters as CKAN is about to read them: form, then address, then JSON body."""
    if request.method == "GET":
        return _mixed(request.args)
    if request.form:
        values = list(request.form.values())
        # CKAN takes a form of one name without value for JSON: what curl sends when nobody says otherwise.
        if len(values) == 1 and values[0] in ("1", ""):
            return read_body(next(iter(request.form)).encode("utf-8", "surrogatepass"))
        return _mixed(request.form)
    if request.args or request.files or not request.get_data():
        return _mixed(request.args)
    return read_body(request.get_data())


def _mixed(given: MultiDict[str, str]) -> dict[str, str | list[str]]:
    return {
        name: values[0] if len(values) == 1 else values for name, values in given.to_dict(flat=False).items()
    }


def _refuse(status: int, error: Mapping[str, object]) -> tuple[Response, int]:
    return jsonify(success=False, error=error), status
