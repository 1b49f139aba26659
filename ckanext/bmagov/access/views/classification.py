"""`/classification`: levels, categories and what follows from them, from the policy that is in force."""

from __future__ import annotations

from flask import Blueprint

import ckan.plugins.toolkit as tk

bmagov_classification = Blueprint("bmagov_classification", __name__)


@bmagov_classification.route("/classification")
def show() -> str:
    """Explain the levels to the public."""
    return tk.render("bmagov/access/classification.html")
