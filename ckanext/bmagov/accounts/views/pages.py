"""Logging in and out, and the links for a new password, in the place of CKAN's own.

CKAN's pages stay (templates, addresses); what they do with a form is done here. What an account is or is not
shows in no answer: same words, same status, same work.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import flask_login
import sqlalchemy as sa
from flask import Response, current_app, g, make_response, request, session

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import captcha, signals
from ckan.views.user import regenerate_session, rotate_token

from ckanext.bmagov import config
from ckanext.bmagov.accounts.domain.guessing import Door, Who
from ckanext.bmagov.accounts.domain.reset_key import is_right
from ckanext.bmagov.accounts.domain.session import Ended
from ckanext.bmagov.accounts.services import guesses, letters, passwords, sessions
from ckanext.bmagov.accounts.views.device import is_known, remember
from ckanext.bmagov.accounts.words import wait_text
from ckanext.bmagov.base.domain.network import client_address, household
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.request_state import RETRY_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable


log = logging.getLogger(__name__)

By = dict[Who, str]

LONGEST_LOGIN = 320
"""Letters: no name and no mail address is longer (RFC 5321)."""


def address() -> str:
    """Return the address that this request comes from, as far as the proxies are trusted."""
    peer = request.remote_addr or ""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    known = client_address(peer, forwarded, config.trusted_proxies())
    return str(known) if known else peer


def log_in() -> Response | None:
    """Answer what was sent to the login page; None shows it."""
    if request.method != "POST" or tk.current_user.is_authenticated:
        return None
    login = request.form.get("login", "").replace("\0", "").strip()[:LONGEST_LOGIN]
    by = _login_by(login)
    seconds = guesses.count(Door.LOGIN, by)
    if seconds:
        log.warning("Login %s from %s has to wait %s s", guesses.trace(login), address(), seconds)
        return _login_page(wait_text(Door.LOGIN, seconds), 429, seconds)
    user = _authenticated(login, request.form.get("password", ""))
    if user is None:
        _tell_when_slowed(login, by)
        # The page comes with 200, as CKAN's does: a status of its own would say nothing more.
        return _login_page(tk._("Login failed. Bad username or password."), 200)
    failures = guesses.succeeded(Door.LOGIN, by)
    target = _next_page()
    _new_session()
    flask_login.login_user(user)
    rotate_token()
    if failures:
        tk.h.flash_notice(
            tk._(
                "Before this login a wrong password was given {n} times. If that was not you, change it."
            ).format(n=failures)
        )
    response = make_response(tk.h.redirect_to(target) if target else tk.h.redirect_to("user.me"))
    remember(response, user.id)
    return response


def log_out() -> Response | None:
    """End all sessions of the account; asked for by address alone, show the question first."""
    if request.method != "POST":
        return make_response(tk.render("bmagov/account/logout.html", {}))
    if tk.current_user.is_authenticated:
        sessions.end_all(tk.current_user.id, Ended.LOGOUT)
        flask_login.logout_user()
    target = _next_page()
    session.clear()
    return make_response(tk.h.redirect_to(target) if target else tk.h.redirect_to("user.logged_out_page"))


def guard_account_page() -> Response | None:
    """Answer what CKAN's pages about passwords and registration would tell or do too freely."""
    return _ANSWERS.get(request.endpoint or "", lambda: None)()


def _request_reset() -> Response | None:
    """Queue the mail for whatever name was typed; say the same whether there is such an account or not."""
    if request.method != "POST":
        return None
    login = request.form.get("user", "").replace("\0", "").strip()[:LONGEST_LOGIN]
    if not login:
        return None
    try:
        tk.check_access("request_reset", {})
        captcha.check_recaptcha(request)  # pyright: ignore[reportArgumentType] (a proxy of it)
    except (tk.NotAuthorized, captcha.CaptchaError):
        return None  # CKAN's page says so
    seconds = guesses.count(Door.RESET, {Who.ACCOUNT: login, Who.ADDRESS: household(address())})
    if seconds:
        log.warning("A new password for %s from %s has to wait", guesses.trace(login), address())
        return _page("user/request_reset.html", wait_text(Door.RESET, seconds), 429, seconds)
    link = tk.url_for(
        "user.perform_reset", id=letters.ACCOUNT, key=letters.KEY, _external=True, locale="default"
    )
    if not letters.queue(letters.reset, login, link):
        said = tk._("No mail can be sent for the moment. Try again in some minutes")
        return _page("user/request_reset.html", said, 503, 60)
    tk.h.flash_success(
        tk._(
            "If there is an account with this name or mail address, a link for a new password is on its way "
            "by mail. It holds for 24 hours."
        )
    )
    return make_response(tk.h.redirect_to(tk.config.get("ckan.user_reset_landing_page") or "home.index"))


def _perform_reset() -> Response | None:
    """Let only the right key through; a wrong one and an account that is not there are the same."""
    by: By = {Who.ADDRESS: household(address())}
    seconds = guesses.count(Door.KEY, by)
    if seconds:
        log.warning("A key for a new password from %s has to wait", address())
        RETRY_AFTER.put(seconds)
        return tk.abort(429, wait_text(Door.KEY, seconds))
    wanted = str((request.view_args or {}).get("id", ""))
    user: Any = model.User
    query = sa.select(user.reset_key).where(
        user.id == wanted, user.state.in_([model.State.ACTIVE, model.State.PENDING])
    )
    stored = model.Session.scalar(query) or ""
    if not is_right(stored, request.args.get("key", ""), now().timestamp()):
        return tk.abort(
            403, tk._("RESET-KEY: This link is not valid, or no longer. Ask for a new password again")
        )
    guesses.succeeded(Door.KEY, by)
    return None


def _register() -> Response | None:
    if request.method != "POST":
        return None
    seconds = guesses.count(Door.REGISTER, {Who.ADDRESS: household(address())})
    if not seconds:
        return None
    RETRY_AFTER.put(seconds)
    return tk.abort(429, wait_text(Door.REGISTER, seconds))


def _old_password() -> Response | None:
    """Slow down who guesses the old password on the form for a new one, in a browser left open."""
    if request.method != "POST" or not request.form.get("old_password"):
        return None
    if tk.current_user.is_anonymous:
        return None
    by: By = {Who.ACCOUNT: tk.current_user.id}
    seconds = guesses.count(Door.PASSWORD, by)
    if seconds:
        RETRY_AFTER.put(seconds)
        return tk.abort(429, wait_text(Door.PASSWORD, seconds))
    if passwords.check(tk.current_user.name, request.form["old_password"]):
        guesses.succeeded(Door.PASSWORD, by)
    return None


_ANSWERS: dict[str, Callable[[], Response | None]] = {
    "user.request_reset": _request_reset,
    "user.perform_reset": _perform_reset,
    "user.register": _register,
    "user.edit": _old_password,
}


def _new_session() -> None:
    """Leave nothing of the session that was there before: somebody else may have put it there."""
    regenerate_session()
    session.clear()
    session.permanent = bool(current_app.config.get("SESSION_PERMANENT"))


def _login_by(login: str) -> By:
    """Return by what a login is counted: a browser in which the owner logged in before by itself alone."""
    known = is_known(login)
    if known:
        return {Who.DEVICE: known}
    return {Who.ACCOUNT: login, Who.ADDRESS: household(address())}


def _authenticated(login: str, password: str) -> Any:
    """Ask other plugins first, as CKAN does, then the password."""
    identity = {"login": login, "password": password}
    for plugin in p.PluginImplementations(p.IAuthenticator):
        user = None if plugin.name == "bmagov" else plugin.authenticate(identity)
        if user:
            return user
    user = passwords.check(login, password)
    if user is not None and g.recaptcha_publickey:
        try:
            response = request.form.get("g-recaptcha-response", "")
            captcha.check_recaptcha_v2_base(request.remote_addr or "", response)
        except captcha.CaptchaError:
            user = None
    if user is None:
        signals.failed_login.send(login)
    return user


def _tell_when_slowed(login: str, by: By) -> None:
    """Have the owner told once, when the first wait begins."""
    if guesses.wait(Door.LOGIN, by):
        log.warning("Logins as %s from %s are slowed from now on", guesses.trace(login), address())
        if guesses.is_new(Door.LOGIN, f"told {login.casefold()}"):
            letters.queue(letters.many_guesses, login, address())


def _next_page() -> str:
    """Return where the reader came from, if that is an address of this site."""
    target = request.args.get("next", request.args.get("came_from", ""))
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return ""
    return target if target.isprintable() else ""


def _login_page(said: str, status: int, seconds: int = 0) -> Response:
    return _page("user/login.html", said, status, seconds)


def _page(template: str, said: str, status: int, seconds: int = 0) -> Response:
    tk.h.flash_error(said)
    response = make_response(tk.render(template, {}), status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def set_retry_after(response: Response) -> Response:
    """Say after how many seconds to come back: CKAN's error page keeps no header."""
    seconds = RETRY_AFTER.of()
    if seconds and response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)
    return response
