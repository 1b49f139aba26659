"""`/gdc/api/3/action/...`: the catalog as harvesters of GD Catalog read it. Nothing changes by it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SearchError

from ckanext.bmagov.base.domain.api_parameters import BodyError, read_body
from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.base.words.parameters import body_text
from ckanext.bmagov.exchange.gdc.services import catalog, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Response

log = logging.getLogger(__name__)

bmagov_gdc = Blueprint("bmagov_gdc", __name__, url_prefix="/gdc/api")

MOST_GROUPS: Final = 1000
_SEARCH: Final = ("q", "fq", "rows", "start", "sort", "include_private")
Params = dict[str, Any]


@bmagov_gdc.route("/action/<action>", methods=["GET", "POST"])
@bmagov_gdc.route("/<int:version>/action/<action>", methods=["GET", "POST"])
def call(action: str, version: int = 3) -> Response | tuple[Response, int]:
    """Answer a call as CKAN does."""
    work = ACTIONS.get(action)
    if work is None or version not in (1, 2, 3):
        return _failed(404, "Not Found Error", {"message": "Not found"})
    try:
        result = work(_params())
    except BodyError as error:
        return _failed(400, "Bad Request", {"message": body_text(error)})
    except tk.ObjectNotFound:
        return _failed(404, "Not Found Error", {"message": "Not found"})
    except tk.ValidationError as error:
        return _failed(409, "Validation Error", error.error_dict)
    except SearchError:
        log.warning("The search is away for a harvester", exc_info=True)
        message = tk._("The search does not answer just now. Try again in some minutes")
        return _failed(503, "Search Error", {"message": message})
    more = tk.url_for("bmagov_gdc.call", action="help_show", name=action, _external=True, locale="default")
    return jsonify(help=more, success=True, result=result)


def _params() -> Params:
    """Return what is asked: of an address, or of a body in JSON."""
    if request.method == "POST" and request.get_data():
        return _readable(dict(read_body(request.get_data())))
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in request.args.to_dict(flat=False).items()
    }


def _readable(params: Params) -> Params:
    """Refuse a text that PostgreSQL and Solr stumble over; those of an address are looked at before."""
    for name, value in params.items():
        if isinstance(value, str) and "\x00" in value:
            said = tk._("The address holds a character that cannot be read")
            raise tk.ValidationError({name: [f"TEXT-CONTROL-CHAR: {said}"]})
    return params


def _failed(status: int, kind: str, said: Mapping[str, Any]) -> tuple[Response, int]:
    return jsonify(success=False, error={"__type": kind, **said}), status


def _harvester() -> Any:
    """Return the account of GD Catalog that asks, or None."""
    return tk.current_user if shares.is_harvester(tk.current_user) else None


def _note(records: list[dict[str, Any]]) -> None:
    """Remember what an account of GD Catalog got. A harvest does not fail over it."""
    user = _harvester()
    if user is None or not records:
        return
    try:
        ids = [record["id"] for record in records]
        tk.get_action("bmagov_gdc_sent_note")({"user": user.name}, {"ids": ids})
    except (SQLAlchemyError, tk.NotAuthorized):
        log.exception("What %s got could not be noted", user.name)
        session_end.undo()


def _search(params: Params) -> dict[str, Any]:
    wanted = {name: params[name] for name in _SEARCH if name in params}
    rows = tk.get_action("bmagov_gdc_search")({}, wanted)
    _note(rows["results"])
    return {
        "count": rows["count"],
        "facets": {},
        "results": rows["results"],
        "sort": rows["sort"],
        "search_facets": {},
    }


def _show(params: Params) -> dict[str, Any]:
    record = tk.get_action("bmagov_gdc_show")({}, {"id": params.get("id")})
    _note([record])
    return record


def _names(params: Params) -> list[str]:
    wanted = {name: params[name] for name in ("limit", "offset") if name in params}
    return tk.get_action("bmagov_gdc_name_list")({}, wanted)


def _current(params: Params) -> list[dict[str, Any]]:
    asked = {
        "rows": params.get("limit", 10),
        "start": params.get("offset", 0),
        "sort": "metadata_modified desc",
    }
    return _search(asked)["results"]


def _groups(*, agencies: bool) -> Callable[[Params], list[Any]]:
    def listed(params: Params) -> list[Any]:
        limit = _number(params, "limit", MOST_GROUPS)
        rows = catalog.groups(
            model.Session,
            agencies=agencies,
            limit=min(limit, MOST_GROUPS),
            offset=_number(params, "offset", 0),
            private=_harvester() is not None,
        )
        full = str(params.get("all_fields", "")).lower() in ("true", "1", "yes")
        return rows if full else [record["name"] for record in rows]

    return listed


def _group(*, agency: bool) -> Callable[[Params], dict[str, Any]]:
    def shown(params: Params) -> dict[str, Any]:
        rows = catalog.group(
            model.Session,
            str(params.get("id") or ""),
            agency=agency,
            private=_harvester() is not None,
        )
        if rows is None:
            raise tk.ObjectNotFound("Not found")
        return rows

    return shown


def _number(params: Params, name: str, default: int) -> int:
    try:
        return whole_number(0, 2**31 - 1)(params.get(name, default))
    except tk.Invalid as error:
        raise tk.ValidationError({name: [error.error]}) from error


def _tags(_params: Params) -> list[str]:
    return tk.get_action("tag_list")({**shares.NOBODY}, {})


ACTIONS: Final[Mapping[str, Callable[[Params], Any]]] = {
    "package_search": _search,
    "package_list": _names,
    "package_show": _show,
    "current_package_list_with_resources": _current,
    "organization_list": _groups(agencies=True),
    "organization_show": _group(agency=True),
    "group_list": _groups(agencies=False),
    "group_show": _group(agency=False),
    "tag_list": _tags,
    "license_list": lambda _params: catalog.licences(),
    "status_show": lambda _params: catalog.status(),
}
"""What may be called, by CKAN's names."""
