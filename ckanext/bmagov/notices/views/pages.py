"""The page of one's own notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.notices.domain.lines import Section

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_notices = Blueprint("bmagov_notices", __name__)

ICONS = {
    Section.OVERDUE: "fa-triangle-exclamation",
    Section.DUE: "fa-clock",
    Section.ASKED: "fa-hand",
    Section.NEWS: "fa-circle-info",
}


@bmagov_notices.route("/dashboard/notices")
@in_menu(Menu.ACCOUNT, N_("Notices"), place=2, icon="bell")
def show() -> Answer:
    """Show the reader's notices; with that they are seen."""
    if tk.current_user.is_anonymous:
        return tk.redirect_to("user.login", came_from=request.path)
    notices = tk.get_action("bmagov_notice_list")(access.signed_in(), {})
    names = [line["name"] for line in notices["lines"]]
    tk.get_action("bmagov_notice_seen")(access.signed_in(), {"names": names})
    sections = [
        (section.value, icon, [line for line in notices["lines"] if line["section"] == section])
        for section, icon in ICONS.items()
    ]
    return tk.render("bmagov/notices/list.html", {"notices": notices, "sections": sections, "user_dict": {}})
