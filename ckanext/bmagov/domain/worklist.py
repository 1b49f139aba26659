"""What waits for an editor: drafts, records with gaps, data that are due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .freshness import Freshness, frequency, freshness, next_due
from .metadata.completeness import completeness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from .metadata.facts import Facts


class Kind(StrEnum):
    """The sections of the work list, the most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    INCOMPLETE = "incomplete"
    DRAFT = "draft"


@dataclass(frozen=True)
class Task:
    """One thing to do on one dataset. `missing` are names of mandatory fields; `due` the last day in time."""

    kind: Kind
    record: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    due: dt.date | None = None


def tasks(
    records: Iterable[tuple[Mapping[str, Any], dt.date | None]], facts: Facts, today: dt.date
) -> tuple[Task, ...]:
    """Say what waits, by kind, the longest overdue and the emptiest first.

    Each record comes with the day its data last changed. A draft is one task, however little it holds; a
    published record can be two: incomplete, and due for update.
    """
    found = [task for record, last in records for task in _of_one(record, last, facts, today)]
    order = list(Kind)
    return tuple(
        sorted(found, key=lambda task: (order.index(task.kind), str(task.due or ""), -len(task.missing)))
    )


def _of_one(record: Mapping[str, Any], last: dt.date | None, facts: Facts, today: dt.date) -> list[Task]:
    measured = completeness(record, facts)
    missing = (
        *measured.total.mandatory_missing,
        *(name for part in measured.resources for name in part.mandatory_missing),
    )
    if record.get("state") == "draft":
        return [Task(Kind.DRAFT, record, missing)]
    found = [Task(Kind.INCOMPLETE, record, missing)] if missing else []
    unit, interval = frequency(record)
    state = freshness(last, unit, interval, today)
    if last and state in (Freshness.DUE, Freshness.OVERDUE):
        found.append(Task(Kind(state.value), record, due=next_due(last, unit, interval)))
    return found
