"""Mail to people, sent by the job worker so that no page waits for a mail server.

What is mailed is read outside the catalog: an id and a link, never a title of what is closed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ckan import model
from ckan.lib import mailer

from ckanext.bmagov.base.services import background, session_end

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

NOWHERE = (".example", ".invalid")
"""Ends of addresses that reach nobody (RFC 2606)."""


def later(users: Iterable[Any], subject: str, body: str) -> None:
    """Have a mail sent to each of these accounts. Never fails: what cannot be queued is told in the log."""
    for user in users:
        if not user.email or user.email.endswith(NOWHERE):
            continue
        if not background.start(send, user.id, subject, body, title="Send a mail"):
            log.warning("A mail to %s was not queued: %s", user.name, subject)


@session_end.ended
def send(user_id: str, subject: str, body: str) -> None:
    """Send one mail; the job worker's part."""
    user = model.User.get(user_id)
    if user is None or user.state != model.State.ACTIVE:
        return
    try:
        mailer.mail_user(user, subject, body)
    except mailer.MailerException:
        log.warning("A mail to %s was not sent: %s", user.name, subject, exc_info=True)
