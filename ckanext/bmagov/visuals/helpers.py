"""What templates ask for to show a file as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.visuals.services import district_maps, layers
from ckanext.bmagov.visuals.words import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTED: Final = 50
"""Features that stand in the table beside a map."""


def bmagov_is_map(resource: Mapping[str, Any]) -> bool:
    """Tell whether a file can be shown as a map; nothing is read for it."""
    return bool(layers.kind_of(model.Session, resource))


def bmagov_map(resource: Mapping[str, Any], column: str = "", system: str = "") -> dict[str, Any] | None:
    """Return a map for a page: `notes`, `legend`, `columns`, `rows` (the first features), `total`, `column`,
    `address` (of the shapes), `tiles` and `attribution` of the operator; `problem` alone where there is none.

    None for who may not have the data.
    """
    params = {
        "id": resource["id"],
        **({"column": column} if column else {}),
        **({"system": system} if system else {}),
    }
    try:
        made = tk.get_action("bmagov_map_show")({}, params)
    except tk.ValidationError as error:
        return {"problem": " ".join(str(words) for words in error.error_summary.values())}
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    features = [feature for feature in made["geojson"]["features"] if "n" in feature["properties"]]
    return {
        "notes": made["notes"],
        "legend": made["legend"],
        "columns": made["keys"],
        "column": made["column"],
        "scale": made["scale"],
        "rows": [feature["properties"] for feature in features[:LISTED]],
        "total": len(features),
        "is_drawn": bool(made["bounds"]),
        "address": tk.url_for("api.action", ver=3, logic_function="bmagov_map_show", **params),
        "tiles": config.map_tiles(),
        "attribution": config.map_attribution(),
    }


def bmagov_has_districts(resource: Mapping[str, Any]) -> bool:
    """Tell whether a file is a table with a column of districts; nothing is read for it."""
    return district_maps.has_districts(model.Session, dict(resource))


def bmagov_district_map(resource: Mapping[str, Any], measure: str = "") -> dict[str, Any] | None:
    """Return a map by district for a page: `summary`, `notes`, `legend`, `tiles`, `rows` (the greatest value
    first), `label`, `measure`, `measures`; `problem` alone where there is none.

    None where there is nothing to be seen: for who may not have the data, or when every district has one row
    and no number that the dictionary tells of.
    """
    params = {"id": resource["id"], **({"measure": measure} if measure else {})}
    try:
        made = tk.get_action("bmagov_district_map_show")({}, params)
    except tk.ValidationError as error:
        return {"problem": " ".join(str(words) for words in error.error_summary.values())}
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    valued = [district for district in made["districts"] if district["value"] is not None]
    if not valued or (not made["measure"] and all(district["value"] == 1 for district in valued)):
        return None
    tiles = [
        {**district, "shade": district["group"], "value": _value_text(district["value"])}
        for district in made["districts"]
    ]
    rows = sorted(valued, key=lambda district: -district["value"])
    shown = {key: made[key] for key in ("summary", "notes", "legend", "label", "measure", "measures")}
    return {**shown, "tiles": tiles, "rows": [{**row, "value": _value_text(row["value"])} for row in rows]}


def _value_text(value: float | None) -> str:
    return "–" if value is None else number_text(value)
