"""What the home page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckanext.bmagov.usage.answers import HomeDict

__all__ = ["bmagov_home"]


def bmagov_home() -> HomeDict:
    """Return the numbers and lists of the home page, as the reader may see them."""
    return tk.get_action("bmagov_home_show")({}, {})
