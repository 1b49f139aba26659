"""`IAuthenticator`, `IMiddleware` and others: who is logged in, for how long; how often one may try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_login import user_logged_in

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import session

from ckanext.bmagov.accounts.services import passwords
from ckanext.bmagov.accounts.views import gate, pages
from ckanext.bmagov.base.views.forgery import refuse_forged

if TYPE_CHECKING:
    from flask import Response

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp
    from ckan.types import DataDict


class Accounts(p.IAuthenticator, p.IConfigurable, p.IMiddleware, p.INotifier):
    """CKAN's own pages and addresses; what they accept is decided in `accounts/views/pages.py`."""

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen to what begins sessions."""
        super().configure(config)
        passwords.prepare()
        user_logged_in.connect(gate.begin_session)

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Look at sessions before CKAN asks who it is; at forms right after those of others are refused."""
        app = super().make_middleware(app, config)
        before: list[Any] = app.before_request_funcs[None]
        before[0:0] = [gate.end_stale_session, gate.slow_tokens]
        place = before.index(refuse_forged) + 1
        before[place:place] = [
            gate.refuse_tokens,
            gate.count_wrong_token,
            gate.hide_people,
            pages.guard_account_page,
            tell_session_is_over,
        ]
        app.after_request(pages.set_retry_after)
        if str(config.get("ckan.site_url")).startswith("https://"):
            app.config["SESSION_COOKIE_SECURE"] = app.config["REMEMBER_COOKIE_SECURE"] = True
        return app

    def notify_about_topic(self, already_notified: bool, topic: str, details: DataDict | None = None) -> bool:
        """Keep CKAN from mailing invitations while the page waits: `user_invite` has it done later."""
        return already_notified or topic == "user_invited"

    def login(self) -> Response | None:
        """Answer what is sent to the login page."""
        return pages.log_in()

    def logout(self) -> Response | None:
        """Answer what is sent to the logout page."""
        return pages.log_out()


def tell_session_is_over() -> None:
    """Say on the page, not in the API, why the reader is not logged in any more."""
    if tk.request.environ.get("bmagov.session_over") and not session.get("_flashes"):
        tk.h.flash_notice(tk._("Your session has ended. Log in again"))
