"""What templates ask for to show a file as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.visuals.services import layers

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
