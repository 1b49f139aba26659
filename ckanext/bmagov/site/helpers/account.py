"""The reader's own place in the header, and rights, without asking again who the reader is.

CKAN's own helpers look the person up anew each time; on every page these were half of all questions to
the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import files
from ckan.lib.munge import munge_filename_legacy

from ckanext.bmagov import access, accounts
from ckanext.bmagov.accounts import account_new
from ckanext.bmagov.site.services import unseen_activity

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import DataDict

PICTURE = 22
"""Pixels: as in CKAN's header."""

DRAWN = Markup('<img class="user-image" width="{0}" height="{0}" src="{1}" alt="">')
"""Without words of its own: the name stands beside it."""


def bmagov_my_picture() -> Markup | str:
    """Return the reader's picture for the header, as `user_image` draws it."""
    me: Any = tk.current_user
    if me.image_url and (address := _address(me.image_url)):
        return DRAWN.format(PICTURE, tk.h.sanitize_url(address))
    default = tk.config["ckan.gravatar_default"]
    if default == "disabled":
        return DRAWN.format(PICTURE, tk.h.url_for_static("/base/images/placeholder-user.png"))
    return tk.h.gravatar(me.email_hash, PICTURE, default)


def _address(image: str) -> str | None:
    """Return where a picture lies, as `user_show` tells it; None where its storage gives no address."""
    if image.startswith("http"):
        return image
    try:
        storage = files.get_storage(tk.config["ckan.files.default_storages.user"])
    except files.exc.UnknownStorageError:
        return tk.h.url_for_static(f"uploads/user/{image}", qualified=True)
    return storage.permanent_link(files.FileData.from_string(munge_filename_legacy(image)))


def bmagov_news() -> int:
    """Return how much is new in what the reader follows; 0 on a site without activities."""
    me: Any = tk.current_user
    if not p.plugin_loaded("activity") or me.is_anonymous or not unseen_activity.may_be(model.Session, me.id):
        return 0
    return tk.get_action("dashboard_new_activities_count")(access.signed_in(), {})


def bmagov_last_login() -> Any:
    """Return when the reader last logged in; None when that was before it was kept."""
    return accounts.last_login(model.Session, tk.current_user.id)


def bmagov_wait_to_approve() -> str:
    """Return why and until when the reader's account cannot be the second person; empty when it can."""
    if tk.current_user.is_anonymous:
        return ""
    since = accounts.approves_from(model.Session, tk.current_user.id)
    return account_new().format(since=tk.h.bmagov_date(since)) if since else ""


@tk.chained_helper
def check_access(next_helper: Callable[..., bool], action: str, data_dict: DataDict | None = None) -> bool:
    """Tell whether the reader may do something, as core's does."""
    if tk.current_user.is_anonymous:
        return next_helper(action, data_dict)
    try:
        tk.check_access(action, access.signed_in(), data_dict or {})
    except tk.NotAuthorized:
        return False
    return True
