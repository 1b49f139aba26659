"""`/classification`: levels, categories and what follows from them, from the policy that is in force."""

from __future__ import annotations

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu

bmagov_classification = Blueprint("bmagov_classification", __name__)


@bmagov_classification.route("/classification")
@in_menu(Menu.FOOTER, N_("Classification of data"), place=1)
def show() -> str:
    """Explain the levels to the public."""
    return tk.render("bmagov/access/classification.html")
