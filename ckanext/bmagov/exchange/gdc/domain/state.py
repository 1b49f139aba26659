"""What GD Catalog says of a dataset of ours, and when it is asked again."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a dataset is on its way there."""

    UNKNOWN = "unknown"
    """It has never answered about it."""

    ABSENT = "absent"
    """It does not know of it."""

    WAITING = "waiting"
    PENDING = "pending"
    """Somebody there is at it: changes had better wait."""

    REGISTERED = "registered"
    REJECTED = "rejected"
    REVOKING = "revoking"
    REVOKED = "revoked"


WORDS: Final[Mapping[str, State]] = {
    "WAIT": State.WAITING,
    "VALIDATE": State.PENDING,
    "VALIDATE_MODIFIED": State.PENDING,
    "APPROVAL": State.PENDING,
    "COMPLETED": State.REGISTERED,
    "REJECT": State.REJECTED,
    "WAIT_REVOKE": State.REVOKING,
    "REVOKE": State.REVOKING,
    "DELETED": State.REVOKED,
}
"""The words of its status service."""

HELD: Final = frozenset({State.WAITING, State.PENDING, State.REGISTERED, State.REVOKING, State.REJECTED})
"""It has the dataset, or is about to."""

STEADY: Final = dt.timedelta(days=1)
MOVING: Final = dt.timedelta(hours=1)
LONGEST_WAIT: Final = dt.timedelta(days=1)
_BEGINS: Final = dt.timedelta(minutes=10)


class AnswerError(ValueError):
    """An answer that says nothing; ``str()`` is why, in English, for the log."""


def read_published(content: Any) -> tuple[State, str] | None:
    """Read the answer about what is published: the state and the name there; None when it is not.

    :raises AnswerError: it is no such answer
    """
    row = _first(content)
    if not row or not row.get("metadata_modified"):
        return None
    return State.REGISTERED, _text(row.get("name"))


def read_governance(content: Any) -> State:
    """Read the answer about what is not published.

    :raises AnswerError: it is no such answer, or holds a word that nobody has heard of
    """
    row = _first(content)
    if not row:
        return State.ABSENT
    word = _text(row.get("governance_state"))
    if not word:
        return State.ABSENT
    if word not in WORDS:
        raise AnswerError(f"unknown state {word[:40]!r}")
    return WORDS[word]


def next_time(now: dt.datetime, state: State, failures: int, spread: float) -> dt.datetime:
    """Return when to ask again.

    :param failures: how often in a row it has not answered
    :param spread: 0 to 1, another one for each dataset: they do not all come due at once
    """
    if failures:
        wait = min(_BEGINS * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    else:
        wait = STEADY if state in (State.REGISTERED, State.REVOKED, State.ABSENT) else MOVING
    return now + wait * (1 + spread / 5)


def _first(content: Any) -> Any:
    if not isinstance(content, dict) or content.get("success") is False:
        raise AnswerError("no answer of an action")
    result = content.get("result")
    if result in (None, [], {}, ""):
        return None
    row = result[0] if isinstance(result, list) else result
    if not isinstance(row, dict):
        raise AnswerError("the result is no list of records")
    return row


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
