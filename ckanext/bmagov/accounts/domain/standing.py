"""Who may be the second person: not an account that was invited a moment ago, nor who invited the first.

A second account of one's own is the cheapest way around a two-person rule. Both waits are the same number of
days: after them a person has been seen at work, and two colleagues of whom one brought the other in are two.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Invitation:
    """By whom an account was made, and on which day. `trusted`: by a system administrator."""

    user_id: str
    invited_by: str
    on: dt.date
    trusted: bool = False


def may_approve_from(invitation: Invitation | None, days: int) -> dt.date | None:
    """Return the first day on which an account may be the second person; None: it always could."""
    if invitation is None or invitation.trusted:
        return None
    return invitation.on + dt.timedelta(days=days)


def check_second(
    actor: str, firsts: Iterable[str], invitations: Mapping[str, Invitation], today: dt.date, days: int
) -> None:
    """Check that an account may decide what others began.

    :param firsts: ids of the accounts that did what now takes a second person
    :param invitations: of all accounts concerned, and of those who invited them
    :raises ProblemError: ACCOUNT-NEW (`since`, the first day on which it may), INVITED-PAIR (`since`)
    """
    since = may_approve_from(invitations.get(actor), days)
    if since and today < since:
        raise ProblemError("ACCOUNT-NEW", since=since.isoformat())
    for first in firsts:
        if first == actor:
            continue
        since = _pair_until(actor, first, invitations, days) or _pair_until(first, actor, invitations, days)
        if since and today < since:
            raise ProblemError("INVITED-PAIR", since=since.isoformat())


def _pair_until(
    inviter: str, invited: str, invitations: Mapping[str, Invitation], days: int
) -> dt.date | None:
    """Return until when two are a pair: one stands anywhere above the other in a row of invitations."""
    latest: dt.date | None = None
    seen: set[str] = set()
    current = invited
    while current not in seen and (invitation := invitations.get(current)):
        seen.add(current)
        ends = may_approve_from(invitation, days)
        if ends is None:
            return None
        latest = max(latest, ends) if latest else ends
        if invitation.invited_by == inviter:
            return latest
        current = invitation.invited_by
    return None
