"""What the home page shows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

__all__ = ["bmagov_home"]


def bmagov_home() -> dict[str, Any]:
    """Return the numbers and lists of the home page, as the reader may see them."""
    return tk.get_action("bmagov_home_show")({}, {})
