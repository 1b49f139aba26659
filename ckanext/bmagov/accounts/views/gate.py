"""Before any page: sessions that are over, API tokens that are guessed, and who asks for people unnamed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, jsonify, request, session

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.accounts.domain.guessing import Door, Who
from ckanext.bmagov.accounts.domain.session import RENEW, is_over, read
from ckanext.bmagov.accounts.services import guesses, sessions
from ckanext.bmagov.accounts.views.pages import address
from ckanext.bmagov.accounts.words import wait_text
from ckanext.bmagov.base.domain.network import household
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.request_state import RETRY_AFTER

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer


log = logging.getLogger(__name__)

PEOPLE = frozenset(
    {
        "am_following_user",
        "api_token_list",
        "dataset_followee_count",
        "dataset_followee_list",
        "followee_count",
        "followee_list",
        "group_followee_count",
        "group_followee_list",
        "group_list_authz",
        "organization_followee_count",
        "organization_followee_list",
        "organization_list_for_user",
        "package_collaborator_list_for_user",
        "user_activity_list",
        "user_autocomplete",
        "user_followee_count",
        "user_followee_list",
        "user_follower_count",
        "user_follower_list",
        "user_list",
        "user_show",
    }
)
"""Actions that are asked about an account. A test finds those that are missing here."""


_SLOWED = "bmagov.token_wait"


def begin_session(_app: Any, user: Any) -> None:
    """Write into a new session what it is measured by, whichever plugin logged the user in."""
    session["bmagov_epoch"] = sessions.note_login(user.id)
    session["bmagov_began"] = session["bmagov_seen"] = int(now().timestamp())


def end_stale_session() -> None:
    """Forget who is logged in when the session no longer counts; runs before anybody asks who it is.

    CKAN's cookie that remembers a login outlives the session and knows nothing of its end: it is never taken.
    """
    if current_app.config.get("REMEMBER_COOKIE_NAME", "remember_token") in request.cookies:
        session["_remember"] = "clear"
    user_id = session.get("_user_id")
    if not user_id:
        return
    own, moment = read(session), now().timestamp()
    epoch = sessions.epoch_of(model.Session, str(user_id))
    idle, longest = config.session_idle_minutes() * 60, config.session_longest_hours() * 3600
    if is_over(own, epoch, moment, idle=idle, longest=longest):
        kept = session.get("_remember")
        session.clear()
        if kept:
            session["_remember"] = kept
        if request.method == "GET" and not request.path.startswith("/api/"):
            request.environ["bmagov.session_over"] = True
        return
    if not own.began:
        session["bmagov_began"] = int(moment)
    if moment - own.seen > RENEW:
        session["bmagov_seen"] = int(moment)


def slow_tokens() -> None:
    """Let no API token be looked at from where wrong ones came too often; `refuse_tokens` says so."""
    if not _token():
        return
    seconds = guesses.wait(Door.TOKEN, {Who.ADDRESS: household(address())})
    if seconds:
        request.environ.pop("HTTP_" + _header().upper().replace("-", "_"), None)
        request.environ[_SLOWED] = seconds


def refuse_tokens() -> Answer | None:
    """Answer 429 for a token that was not looked at. CKAN's own work has to begin before that."""
    seconds = request.environ.get(_SLOWED)
    return _too_many(seconds) if seconds else None


def count_wrong_token() -> None:
    """Count a token that belongs to nobody. The same again (a script that nobody mended) is no new guess."""
    token = _token()
    if not token or tk.current_user.is_authenticated or not guesses.is_new(Door.TOKEN, token):
        return
    seconds = guesses.count(Door.TOKEN, {Who.ADDRESS: household(address())})
    log.warning("An API token from %s is not valid%s", address(), f" (wait {seconds} s)" if seconds else "")


def hide_people() -> Answer | None:
    """Answer strangers alike for every account, there or not, where people are not shown to everybody."""
    if tk.current_user.is_authenticated or tk.config.get("ckan.auth.public_user_details"):
        return None
    rule = request.url_rule
    if rule is None:
        return None
    args = request.view_args or {}
    if request.endpoint == "api.action" and args.get("logic_function") in PEOPLE:
        return _people_refused()
    is_page = rule.rule.startswith("/user/") and "id" in args and request.endpoint != "user.perform_reset"
    if is_page:
        return tk.abort(403, tk._("Log in to see pages of people"))
    return None


def _people_refused() -> Answer:
    message = tk._("Access denied: {reason}").format(reason=tk._("Log in to see pages of people"))
    return _refused("Authorization Error", message, 403)


def _too_many(seconds: int) -> Answer:
    message = wait_text(Door.TOKEN, seconds)
    if not request.path.startswith("/api/"):
        RETRY_AFTER.put(seconds)
        return tk.abort(429, message)
    response = _refused("Too Many Requests", message, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(kind: str, message: str, status: int) -> Response:
    response = jsonify(success=False, error={"__type": kind, "message": message})
    response.status_code = status
    return response


def _header() -> str:
    return str(tk.config.get("apitoken_header_name") or "Authorization")


def _token() -> str:
    return request.headers.get(_header(), "")
