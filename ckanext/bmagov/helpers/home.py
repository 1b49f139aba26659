"""What the home page shows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

import ckan.plugins.toolkit as tk

__all__ = ["bmagov_category_icon", "bmagov_home"]


def bmagov_home() -> dict[str, Any]:
    """Return the numbers and lists of the home page, as the reader may see them."""
    return tk.get_action("bmagov_home_show")({}, {})


def bmagov_category_icon(name: str) -> str:
    """Return the Font Awesome icon of a category."""
    return f"fa-{_icons().get(name, 'folder-open')}"


@cache
def _icons() -> dict[str, str]:
    source = files("ckanext.bmagov").joinpath("data/category_icons.yaml")
    return yaml.safe_load(source.read_text(encoding="utf-8"))
