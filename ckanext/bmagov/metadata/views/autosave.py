"""Drafts save themselves: what the form's script sends, and what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from flask import Response

    from ckan.types import DataDict


def saves_itself() -> bool:
    """Return whether the form's script saves, not the editor."""
    return request.form.get("save") == "auto"


def saved(dataset: DataDict) -> Response:
    """Tell where the draft stands now, and in which version."""
    edit = tk.url_for("dataset.edit", id=dataset["name"])
    return jsonify({"saved": True, "edit": edit, "metadata_modified": dataset["metadata_modified"]})


def not_saved(errors: DataDict) -> Response:
    """Tell that nothing was stored: who saves by the button hears why."""
    return jsonify({"saved": False, "stale": "metadata_modified" in errors})
