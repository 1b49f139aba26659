"""Accounts that people make for others: CKAN's actions, with a limit, an entry in the log, and a wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.accounts.domain.guessing import Door, Who
from ckanext.bmagov.accounts.services import guesses, letters, standing
from ckanext.bmagov.accounts.words import wait_text
from ckanext.bmagov.base.services import audit_log

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import ActionResult, Context, DataDict


INVITED = "account.invite"


class Account(TypedDict):
    """An account that was made or found."""

    id: str
    name: str


class Invitation(Account):
    """An account that was invited, whether or not it is new."""

    email: str


@tk.chained_action
def user_create(
    original: Callable[..., Any], context: Context, data_dict: DataDict
) -> ActionResult.UserCreate:
    """Make an account, as CKAN does. Who is no system administrator makes one that cannot approve yet."""
    author = model.User.get(context.get("user"))
    trusted = bool(context.get("ignore_auth")) or (author is not None and author.sysadmin)
    made = original(context, data_dict)
    if not trusted:
        standing.note(model.Session, made["id"], author.id if author else "", trusted=False)
        if not context.get("defer_commit"):
            model.repo.commit()
    return made


@tk.chained_action
def user_invite(original: Callable[..., Any], context: Context, data_dict: DataDict) -> Invitation:
    """Invite a person into an agency by mail address.

    Whoever has an account with the address already becomes a member at once and hears of it by mail; the
    answer is of one kind. Both names stand in the log. An account that no system administrator invited
    cannot approve for some days (`ckanext.bmagov.approve_after_days`).

    :param email: mail address of the person
    :param group_id: id or name of the agency
    :param role: `member`, `editor` or `admin`
    :returns: `id`, `name` and `email`
    :raises ValidationError: TOO-MANY-ATTEMPTS, and what CKAN says of address and role
    """
    if not data_dict.get("group_id"):
        raise tk.ValidationError({"group_id": [tk._("Missing value")]})
    tk.check_access("user_invite", context, data_dict)
    inviter = model.User.get(context.get("user"))
    if inviter is not None and not context.get("ignore_auth"):
        seconds = guesses.count(Door.INVITE, {Who.ACCOUNT: inviter.id})
        if seconds:
            raise tk.ValidationError({"email": [wait_text(Door.INVITE, seconds)]})
    email = str(data_dict.get("email") or "").strip()
    known = _with_email(email)
    made: Account = original(context, data_dict) if known is None else _add(context, data_dict, known)
    if not _send_invitation(made["id"]) and known is None:
        _take_back(made["id"])
    _log(context, data_dict, inviter, made, new=known is None)
    return {"id": made["id"], "name": made["name"], "email": email}


def _add(context: Context, data_dict: DataDict, user: Any) -> Account:
    """Make somebody who has an account a member; a member stays what the person is."""
    group: Any = model.Group.get(data_dict["group_id"])
    if group is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    if not user.is_in_group(group.id):
        action = "organization_member_create" if group.is_organization else "group_member_create"
        member = {"id": group.id, "username": user.name, "role": data_dict.get("role")}
        tk.get_action(action)(tk.fresh_context(context), member)
    return {"id": user.id, "name": user.name}


def _take_back(user_id: str) -> None:
    """Leave no account to which nobody gets the key: the agency's admin could not delete it."""
    tk.get_action("user_delete")({"ignore_auth": True, "user": ""}, {"id": user_id})
    raise tk.ValidationError(
        {"email": [tk._("No mail can be sent for the moment. Try again in some minutes")]}
    )


def _send_invitation(user_id: str) -> bool:
    """Have the mail written; False when that is not possible now."""
    link = tk.url_for(
        "user.perform_reset", id=letters.ACCOUNT, key=letters.KEY, _external=True, locale="default"
    )
    home = tk.url_for("home.index", _external=True, locale="default")
    return letters.queue(letters.invite, user_id, link, home)


def _with_email(email: str) -> Any:
    user: Any = model.User
    states = [model.State.ACTIVE, model.State.PENDING]
    same = sa.func.lower(user.email) == email.lower()
    return model.Session.scalars(sa.select(user).where(same, user.state.in_(states)).limit(1)).first()


def _log(context: Context, data_dict: DataDict, inviter: Any, made: Account, *, new: bool) -> None:
    group: Any = model.Group.get(data_dict["group_id"])
    actor = inviter.id if inviter else audit_log.SYSTEM
    if new:
        trusted = context.get("ignore_auth") or inviter is None or bool(inviter.sysadmin)
        standing.note(model.Session, made["id"], actor if inviter else "", trusted=trusted)
    payload = {
        "invited": made["id"],
        "invited_name": made["name"],
        "inviter_name": inviter.name if inviter else "",
        "role": str(data_dict.get("role") or ""),
        "new_account": new,
    }
    audit_log.append(model.Session, actor, INVITED, payload, agency_id=group.id if group else None)
    model.repo.commit()
