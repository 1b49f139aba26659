"""Lines of the notice list: what is asked of a person or happened, at which stage it is, and who is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.notices.domain.rules import NEW, Kind, NoticeRules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from ckanext.bmagov.notices.domain.working_days import WorkingDays


class Section(StrEnum):
    """The parts of the list, the most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    ASKED = "asked"
    NEWS = "news"


WAITING: Final = frozenset({"asked", "handed_in", "late", "operation"})
"""Kinds that wait for somebody, though no day is named."""


@dataclass(frozen=True)
class Line:
    """A line. Its kind and key name it on whatever day it is made; the key holds the last day.

    `by` is the id of the account whose act it is.
    """

    kind: str
    key: str
    text: str
    link: str
    button: str
    due: dt.date | None = None
    at: dt.datetime | None = None
    by: str = ""
    agency: str = ""
    least: Decimal | None = None
    gain: Decimal | None = None
    stage: str = ""
    """What has been reached: `new`, `before-7`, `after-10`; empty for nothing yet."""

    @property
    def name(self) -> str:
        """What tells it from all others, with its stage: this is said once."""
        return f"{self.kind} {self.key} {self.stage}"

    def section(self, today: dt.date) -> Section:
        """Return where it stands in the list."""
        if self.due:
            return Section.OVERDUE if self.due < today else Section.DUE
        return Section.ASKED if self.kind in WAITING else Section.NEWS


@dataclass(frozen=True)
class Person:
    """For whom a list is made, with the roles of their own in agencies (id to role)."""

    user_id: str
    roles: dict[str, str] = field(default_factory=dict)
    auditor: bool = False
    operator: bool = False


def stage_of(
    kind: Kind, due: dt.date | None, since: dt.date | None, today: dt.date, days: WorkingDays
) -> str:
    """Return the last stage that is reached; empty for none.

    What falls on a day on which nobody works is reached on the working day before.
    """
    stage = NEW if kind.at_once else ""
    for count in sorted(kind.before, reverse=True):
        if due and today >= days.last_until(due - dt.timedelta(days=count)):
            stage = f"before-{count}"
    start = due or since
    gone = days.between(start, today) if start else 0
    for count in sorted(kind.after):
        if gone >= count:
            stage = f"after-{count}"
    return stage


def staged(lines: Iterable[Line], rules: NoticeRules, today: dt.date, days: WorkingDays) -> list[Line]:
    """Return the lines that are of today, each with its stage, the most pressing first.

    News that is old is left out; so is what is not yet near.
    """
    oldest = today - dt.timedelta(days=rules.news_days)
    reached: list[Line] = []
    for line in lines:
        since = in_bangkok(line.at).date() if line.at else None
        kind = rules.kinds[line.kind]
        is_old = line.section(today) is Section.NEWS and since is not None and since < oldest
        if not is_old and (stage := stage_of(kind, line.due, since, today, days)):
            reached.append(replace(line, stage=stage))
    order = list(Section)
    return sorted(
        reached,
        key=lambda line: (
            order.index(line.section(today)),
            line.due or dt.date.max,
            -(line.gain or 0),
            -(line.at.timestamp() if line.at else 0),
            line.key,
        ),
    )


def merged(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with each duty once: new data bring the points that the score has for them.

    Of two lines that lead to the same form of a dataset, the one about its data stays.
    """
    every = list(lines)
    data = {line.link for line in every if line.kind == "data"}
    points = {line.link: line for line in every if line.kind == "act" and line.link in data}
    kept = (line for line in every if not (line.kind == "act" and line.link in data))
    return [
        replace(line, least=points[line.link].least, gain=points[line.link].gain)
        if line.kind == "data" and line.link in points
        else line
        for line in kept
    ]


def of_person(lines: Iterable[Line], person: Person) -> list[Line]:
    """Return the lines that are shown to a person: not what they did themselves."""
    return [line for line in lines if not line.by or line.by != person.user_id]


def unseen(lines: Sequence[Line], seen: Collection[str]) -> int:
    """Return how many lines were not there, or not at this stage, when the person last looked."""
    return sum(line.name not in seen for line in lines)
