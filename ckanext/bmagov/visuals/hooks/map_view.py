"""`IResourceView`: a file as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.schema.bounds import choice
from ckanext.bmagov.visuals.domain.coordinates import System
from ckanext.bmagov.visuals.helpers import bmagov_map
from ckanext.bmagov.visuals.services import layers
from ckanext.bmagov.visuals.words import SYSTEMS

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


class BmagovMapPlugin(p.IResourceView, p.SingletonPlugin):
    """The plugin `bmagov_map`."""

    def info(self) -> dict[str, object]:
        """The view type `bmagov_map`, with the column that the colours tell and the system of coordinates."""
        ignore_empty, unicode_safe = tk.get_validator("ignore_empty"), tk.get_validator("unicode_safe")
        return {
            "name": "bmagov_map",
            "title": tk._("Map"),
            "default_title": "Map",  # stored; the template says it in the reader's language
            "icon": "map",
            "iframed": False,
            "preview_enabled": False,
            "schema": {
                "map_column": [ignore_empty, unicode_safe],
                "map_system": [ignore_empty, unicode_safe, choice(list(System))],
            },
        }

    def can_view(self, data_dict: DataDict) -> bool:
        """Uploaded files of shapes, and tables with coordinates."""
        return bool(layers.kind_of(model.Session, data_dict["resource"]))

    def setup_template_variables(self, context: Context, data_dict: DataDict) -> dict[str, object]:
        """The map as the view draws it, or as the reader has coloured it."""
        view = data_dict.get("resource_view") or {}
        column = tk.request.args.get("map_column", view.get("map_column") or "")
        systems = [{"value": "", "text": tk._("Recognised by the catalog")}]
        systems += [{"value": key, "text": tk._(label)} for key, label in SYSTEMS.items()]
        return {
            "map": bmagov_map(data_dict["resource"], column, view.get("map_system") or ""),
            "map_systems": systems,
        }

    def view_template(self, context: Context, data_dict: DataDict) -> str:
        """The page part."""
        return "bmagov/visuals/map.html"

    def form_template(self, context: Context, data_dict: DataDict) -> str:
        """The choice of column and system."""
        return "bmagov/visuals/map_form.html"
