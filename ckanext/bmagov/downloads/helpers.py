"""What templates ask for to draw the menu of downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.downloads.services.ways import ways
from ckanext.bmagov.downloads.words import form_label, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping


def bmagov_download_forms(resource: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what the table of a file may be taken as: `form`, `label`, `reason` why not."""
    return [
        {
            "form": way.form.value,
            "label": form_label(way.form),
            "reason": sentence(way.reason, {}) if way.reason else "",
        }
        for way in ways(model.Session, dict(resource))
        if way.form
    ]


def bmagov_has_downloads(pkg: Mapping[str, Any]) -> bool:
    """Tell whether a dataset has a file or table that the reader may take, so that it is worth an archive."""
    fetchable = tk.h.bmagov_fetchable(pkg)
    return any(
        resource["id"] in fetchable and ways(model.Session, dict(resource))
        for resource in pkg.get("resources") or ()
    )
