"""How current a dataset is, from real changes of its data (KPI design, "Freshness").

Never from `metadata_modified`: saving a form again, or uploading the same bytes, moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from ..calendar import in_bangkok
from ..freshness import EXEMPT, next_due
from .facts import DataEvent, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .ruleset import FreshnessRule

ALWAYS = {"real_time": "day"}
"""Data that flow all the time must show a change every day."""


class State(StrEnum):
    """What the age of the data means against the declared frequency."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    DELINQUENT = "delinquent"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Freshness:
    """The state, the last new data, and the last day on which the next are in time."""

    state: State
    last: datetime | None = None
    due: date | None = None
    undeclared: bool = False
    """No frequency with dates is declared: unknown, and the agency can change it."""


def last_new_data(events: Iterable[DataEvent], as_of: datetime) -> datetime | None:
    """Return when new data last came, not after ``as_of``.

    Bytes count once for each resource, when they first came as new data. Corrections do not count. The
    order in which events are given makes no difference.
    """
    first: dict[tuple[str, str], datetime] = {}
    last: datetime | None = None
    for event in events:
        if event.kind is not EventKind.NEW_DATA or event.at > as_of:
            continue
        if not event.sha256:
            last = event.at if last is None else max(last, event.at)
            continue
        key = (event.resource_id, event.sha256)
        first[key] = min(event.at, first.get(key, event.at))
    return max((*first.values(), *([last] if last else [])), default=None)


def judge(
    events: Iterable[DataEvent],
    unit: str,
    interval: int,
    as_of: datetime,
    rule: FreshnessRule,
    *,
    history_known: bool = True,
) -> Freshness:
    """Judge by the declared frequency; a due day lasts until 23:59:59 in Bangkok.

    With a history that could not be read in full, what is seen can show that data are in time, never that
    they are late: then the state is unknown.
    """
    last = last_new_data(events, as_of)
    if unit in EXEMPT:
        if last:
            return Freshness(State.EXEMPT, last)
        return Freshness(State.DELINQUENT if history_known else State.UNKNOWN)
    unit = ALWAYS.get(unit, unit)
    start = in_bangkok(last).date() if last else in_bangkok(as_of).date()
    due = next_due(start, unit, interval)
    if due is None:
        return Freshness(State.UNKNOWN, last, undeclared=True)
    if last is None:
        return Freshness(State.DELINQUENT if history_known else State.UNKNOWN)
    period = (due - start).days
    state = _state(in_bangkok(as_of).date(), due, period, rule)
    if state in (State.OVERDUE, State.DELINQUENT) and not history_known:
        state = State.UNKNOWN
    return Freshness(state, last, due)


def _state(today: date, due: date, period: int, rule: FreshnessRule) -> State:
    if today < due - timedelta(days=min(rule.notice_days, period // 3)):
        return State.FRESH
    grace_end = due + timedelta(days=rule.grace_days)
    if today <= grace_end:
        return State.DUE
    limit = int(rule.delinquent_periods * period)
    return State.OVERDUE if today <= grace_end + timedelta(days=limit) else State.DELINQUENT


def share(result: Freshness, rule: FreshnessRule) -> tuple[Fraction, Fraction]:
    """Return what is earned and what is not known, as shares of one."""
    return _share(result.state, result.undeclared, rule)


@lru_cache(maxsize=256)
def _share(state: State, undeclared: bool, rule: FreshnessRule) -> tuple[Fraction, Fraction]:
    if undeclared:
        return Fraction(rule.undeclared_share), Fraction(0)
    earned = {
        State.FRESH: Fraction(1),
        State.DUE: Fraction(1),
        State.EXEMPT: Fraction(1),
        State.OVERDUE: Fraction(rule.overdue_share),
        State.DELINQUENT: Fraction(0),
    }
    return (earned[state], Fraction(0)) if state in earned else (Fraction(0), Fraction(1))
