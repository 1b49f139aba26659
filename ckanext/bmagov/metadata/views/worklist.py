"""งานของฉัน: the first page of who publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu

if TYPE_CHECKING:
    from ckan.types import Response

worklist = Blueprint("bmagov_worklist", __name__)


@worklist.route("/dashboard/work")
@in_menu(Menu.ACCOUNT, N_("My work"), place=1, icon="list-check")
def show() -> str | Response:
    """Show what waits for the reader."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=tk.request.path)
    work = tk.get_action("bmagov_worklist_show")({}, {})
    return tk.render("bmagov/worklist.html", {"work": work, "user_dict": {}})
