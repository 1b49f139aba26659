"""What `rules/notices.yaml` says: the kinds of notices with their stages, the escalation, the guard."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NEW: Final = "new"


class To(StrEnum):
    """Whom a kind of notice is for."""

    AGENCY = "agency"
    AUDITORS = "auditors"
    OPERATORS = "operators"


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `before` are days of the calendar, `after` working days."""

    name: str
    at_once: bool = False
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    mailed: bool = False
    escalates: bool = False
    guarded: bool = False
    to: To = To.AGENCY


@dataclass(frozen=True)
class Escalation:
    """Working days after the last day, from which on others are told."""

    admins: int
    auditors: int


@dataclass(frozen=True)
class Guard:
    """When a run stops; shares in per cent."""

    share: int
    least: int
    shrunk: int
    scored_hours: int


@dataclass(frozen=True)
class NoticeRules:
    """All of it."""

    kinds: Mapping[str, Kind]
    escalation: Escalation
    guard: Guard
    news_days: int
    most_lines: int


def parse_rules(plain: Mapping[str, Any]) -> NoticeRules:
    """Read the rules as they are in the file.

    :raises ValueError: naming what is missing or unknown
    """
    try:
        return NoticeRules(
            kinds={name: _kind(name, raw) for name, raw in plain["kinds"].items()},
            escalation=Escalation(**plain["escalation"]),
            guard=Guard(**plain["guard"]),
            news_days=int(plain["news_days"]),
            most_lines=int(plain["most_lines"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"notices: {error}") from error


def _kind(name: str, raw: Mapping[str, Any]) -> Kind:
    known = {field.name for field in fields(Kind)} - {"name"}
    if unknown := raw.keys() - known:
        raise ValueError(f"notices: {name}: {', '.join(sorted(unknown))}")
    days = {key: tuple(int(day) for day in raw.get(key, ())) for key in ("before", "after")}
    return Kind(**{**raw, **days, "name": name, "to": To(raw.get("to", To.AGENCY))})
