"""Rows of loaded tables: sought, filtered, sorted, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.tables import auth, schema
from ckanext.bmagov.tables.domain import query
from ckanext.bmagov.tables.formats.exports import plain
from ckanext.bmagov.tables.services import rows
from ckanext.bmagov.tables.words import sentence

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.tables.domain.answers import RowsDict


@reads(schema.search_schema, allowed=auth.reads_rows, raw=("filters", "columns"))
def bmagov_table_search(context: Context, data_dict: DataDict) -> RowsDict:
    """Search, filter and sort the rows of a loaded table.

    The page of the table gives the same rows at its own address, also as CSV, XLSX and JSON.

    :param id: id of the resource
    :param q: words that a row has, also inside of other words; all of them (optional)
    :param filters: by the name of a column in the DataStore a value, a list of values, or
        `{"from": ..., "to": ...}`. Days may be written in either era (optional)
    :param sort: name of a column, with `-` before it the largest first (optional)
    :param columns: list of names of the columns to be given (default: all)
    :param page: which page (default 1)
    :param per: rows of a page: 20, 50, 100 or 500 (default 50)
    :returns: `resource_id`, `total` (exact), `page`, `per`, `columns` (`id`, `name`, `type`), `rows` (typed;
        days as ISO), `facets` (of columns with few values: `value` and `count` in what is asked for)
    :raises ObjectNotFound: when there is no such resource, or it has no loaded table
    :raises ValidationError: `TABLE-NO-COLUMN`, `TABLE-NO-VALUE`, `TABLE-SLOW`, `TABLE-AWAY`
    """
    table = rows.readable(context, data_dict["id"])
    if table is None:
        raise tk.ObjectNotFound(tk._("The file has no table that was loaded."))
    access.record_resource_read(context, table.resource_id)
    asked = query.read(_params(data_dict), table.columns)
    if asked.problems:
        raise tk.ValidationError(
            {"filters": [_text(problem.code, problem.params) for problem in asked.problems]}
        )
    try:
        total = rows.count(table, asked)
        shown = rows.page(table, asked)
        counted = rows.facets(table, asked)
    except ProblemError as error:
        raise tk.ValidationError({"id": [_text(error.code, error.params)]}) from error
    return {
        "resource_id": table.resource_id,
        "total": total,
        "page": asked.page,
        "per": asked.per_page,
        "columns": [{"id": item.id, "name": item.name, "type": item.type} for item in asked.shown],
        "rows": [
            {item.id: plain(value) for item, value in zip(asked.shown, row, strict=True)} for row in shown
        ],
        "facets": {
            name: [{"value": value, "count": number} for value, number in values]
            for name, values in counted.items()
        },
    }


def _text(code: str, params: Any) -> str:
    return f"{code}: {sentence(code, params)}"


def _params(data_dict: DataDict) -> dict[str, list[str]]:
    """Return what is asked in the parameters of an address."""
    params = {name: [str(data_dict[name])] for name in ("q", "sort", "page", "per") if data_dict.get(name)}
    columns, filters = data_dict.get("columns"), data_dict.get("filters")
    params["show"] = [str(name) for name in columns] if isinstance(columns, list) else []
    if filters and not isinstance(filters, dict):
        raise tk.ValidationError(
            {"filters": [tk._("Give a dictionary: the name of a column, and its values.")]}
        )
    for name, value in (filters or {}).items():
        if isinstance(value, dict):
            params |= {
                f"{end}.{name}": [str(value[end])] for end in ("from", "to") if value.get(end) is not None
            }
        else:
            values = value if isinstance(value, list) else [value]
            params[f"is.{name}"] = [str(item) for item in values]
    return params
