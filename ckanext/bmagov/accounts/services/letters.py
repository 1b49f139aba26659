"""Mails about accounts, written by the job worker.

The request queues the same job for every name that was typed; only the worker looks whether there is such an
account. So neither answer nor time of a page tell it, and no page waits for a mail server.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.bmagov.accounts.domain.reset_key import INVITE_HOURS, RESET_HOURS, new_key
from ckanext.bmagov.accounts.services import sessions
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import background
from ckanext.bmagov.base.services.mail import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

ACCOUNT, KEY = "account-id", "reset-key"
"""Stand in a link for what only the worker knows."""

_MANY_GUESSES = """\
มีผู้พยายามเข้าสู่ระบบด้วยบัญชีผู้ใช้ของท่าน ({name}) โดยใส่รหัสผ่านผิดหลายครั้ง
ครั้งล่าสุดมาจากที่อยู่ {address}
ระบบได้หน่วงเวลาการลองครั้งต่อไปแล้ว หากเป็นท่านเอง ไม่ต้องดำเนินการใด
หากไม่ใช่ท่าน โปรดตั้งรหัสผ่านใหม่ที่คาดเดาได้ยากและไม่ใช้กับระบบอื่น

Somebody typed wrong passwords for your account ({name}) several times, last from the address {address}.
Further attempts are slowed. If it was you, there is nothing to do. If not, choose a new password.
"""

_RESET = """\
มีผู้ขอตั้งรหัสผ่านใหม่ของบัญชีผู้ใช้ {name}
หากเป็นท่าน โปรดเปิดลิงก์นี้ภายใน 24 ชั่วโมง
หากไม่ใช่ท่าน ไม่ต้องดำเนินการใด

Somebody asked for a new password of the account {name}.
If it was you, open this link within 24 hours. If not, there is nothing to do.

{link}
"""

_INVITED = """\
ท่านได้รับเชิญให้ใช้ระบบบัญชีข้อมูลในนามของหน่วยงาน ชื่อบัญชีผู้ใช้คือ {name} โปรดตั้งรหัสผ่านได้ที่ลิงก์นี้ภายใน 7 วัน
You are invited to this catalog in the name of an agency. Your account is {name}. Set a password with this
link within 7 days.

{link}
"""

_ADDED = """\
บัญชีผู้ใช้ {name} ได้รับการเพิ่มเป็นสมาชิกของหน่วยงาน หากท่านไม่ทราบเรื่อง โปรดแจ้งผู้ดูแลระบบ
Your account {name} was made a member of an agency. If you know nothing of it, tell the administrator.

{link}
"""


def queue(work: Any, *args: Any) -> bool:
    """Queue a job; False when there is no queue to be had. What was typed stays out of the log."""
    return background.start(work, *args, title="Send a mail about an account")


def many_guesses(login: str, address: str) -> None:
    """Tell the owner, if there is one, and the log that somebody guesses."""
    for user in _accounts(login):
        log.warning("Wrong passwords for the account %s, last from %s", user.name, address)
        _send(user, "มีผู้พยายามเข้าสู่ระบบด้วยบัญชีผู้ใช้ของท่าน", _MANY_GUESSES.format(name=user.name, address=address))


def reset(login: str, link: str) -> None:
    """Send a link for a new password to whom the name or mail address belongs, if to anybody."""
    for user in _accounts(login, states=(model.State.ACTIVE, model.State.PENDING)):
        _send_key(user, RESET_HOURS, "ตั้งรหัสผ่านใหม่", _RESET, link)


def invite(user_id: str, link: str, home: str) -> None:
    """Send an invited person the link to a first password; who has an account already, word of the agency."""
    user = model.User.get(user_id)
    if user is None:
        return
    if user.state == model.State.PENDING:
        _send_key(user, INVITE_HOURS, "คำเชิญให้ใช้ระบบบัญชีข้อมูล", _INVITED, link)
    else:
        _send(user, "ท่านเป็นสมาชิกของหน่วยงาน", _ADDED.format(name=user.name, link=home))


def _accounts(login: str, states: Iterable[str] = (model.State.ACTIVE,)) -> list[Any]:
    user: Any = model.User
    same = sa.or_(user.name == login, sa.func.lower(user.email) == login.lower())
    return list(model.Session.scalars(sa.select(user).where(same, user.state.in_(list(states)))))


def _send_key(user: Any, hours: int, subject: str, body: str, link: str) -> None:
    key = sessions.new_reset_key(user.id, new_key(now().timestamp(), hours))
    _send(user, subject, body.format(name=user.name, link=link.replace(ACCOUNT, user.id).replace(KEY, key)))


def _send(user: Any, subject: str, body: str) -> None:
    if not user.email or user.email.endswith(NOWHERE):
        log.info("No mail to %s: there is no address", user.name)
        return
    try:
        mailer.mail_user(user, f"[{tk.config.get('ckan.site_title', '')}] {subject}", body)
    except Exception:  # a mail server fails in many ways; the job is done, and the log says how it went
        log.warning("A mail to %s was not sent: %s", user.name, subject, exc_info=True)
