"""Questions that one person asks and another answers: requests for access, and proposals of a lower level.

One transition table for both. A question is answered once; who asked never answers it, but may take it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.reason import check_reason


class State(StrEnum):
    """Where a question stands. Only an open one goes anywhere."""

    OPEN = "open"
    GRANTED = "granted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to an open question."""

    GRANT = "grant"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Transition:
    """One row of the table. ``by_asker``: only who asked may; else anyone with the right but them."""

    event: Event
    target: State
    by_asker: bool = False
    needs_reason: bool = True


TABLE: Final = {
    row.event: row
    for row in (
        Transition(Event.GRANT, State.GRANTED),
        Transition(Event.APPROVE, State.APPROVED),
        Transition(Event.REFUSE, State.REFUSED),
        Transition(Event.WITHDRAW, State.WITHDRAWN, by_asker=True, needs_reason=False),
    )
}
"""What leads out of `open`. Nothing leads out of anything else."""


def state_after(state: str, event: Event, *, asked_by: str, actor: str, reason: str = "") -> State:
    """Return where a question stands after an event.

    :raises ProblemError: ALREADY-ANSWERED, OWN-QUESTION, NOT-YOUR-QUESTION, REASON-REQUIRED, REASON-LENGTH
    """
    row = TABLE[event]
    if state != State.OPEN:
        raise ProblemError("ALREADY-ANSWERED", state=state)
    if row.by_asker and actor != asked_by:
        raise ProblemError("NOT-YOUR-QUESTION")
    if not row.by_asker and actor == asked_by:
        raise ProblemError("OWN-QUESTION")
    if row.needs_reason:
        check_reason(reason)
    return row.target


def check_until(until: date, today: date, longest: int) -> date:
    """Return the last day of access, inclusive.

    :param longest: for how many days access can be given
    :raises ProblemError: UNTIL-PAST, UNTIL-LATE (with the last day that is possible)
    """
    if until < today:
        raise ProblemError("UNTIL-PAST", until=until.isoformat())
    last = today + timedelta(days=longest)
    if until > last:
        raise ProblemError("UNTIL-LATE", until=until.isoformat(), last=last.isoformat())
    return until
