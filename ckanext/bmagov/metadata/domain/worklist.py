"""What waits for an editor: drafts, records with gaps, data that are due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.files import LATE, State
from ckanext.bmagov.metadata.domain.completeness import completeness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from ckanext.bmagov.base.domain.schema_facts import Facts
    from ckanext.bmagov.files import Freshness


class Kind(StrEnum):
    """The sections of the work list, the most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    INCOMPLETE = "incomplete"
    DRAFT = "draft"


@dataclass(frozen=True)
class Task:
    """One thing to do on one dataset. `missing` are names of mandatory fields; `due` the last day in time,
    none where no data ever came.
    """

    kind: Kind
    record: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    due: dt.date | None = None


def tasks(records: Iterable[tuple[Mapping[str, Any], Freshness]], facts: Facts) -> tuple[Task, ...]:
    """Say what waits, by kind, the longest overdue and the emptiest first.

    Each record comes with the judgement of its data. A draft is one task, however little it holds; a
    published record can be two: incomplete, and due for update.
    """
    waiting = [task for record, age in records for task in _tasks_of(record, age, facts)]
    order = list(Kind)
    return tuple(
        sorted(waiting, key=lambda task: (order.index(task.kind), str(task.due or ""), -len(task.missing)))
    )


def _tasks_of(record: Mapping[str, Any], age: Freshness, facts: Facts) -> list[Task]:
    measured = completeness(record, facts)
    missing = (
        *measured.total.mandatory_missing,
        *(name for part in measured.resources for name in part.mandatory_missing),
    )
    if record.get("state") == "draft":
        return [Task(Kind.DRAFT, record, missing)]
    waiting = [Task(Kind.INCOMPLETE, record, missing)] if missing else []
    if age.state in LATE or age.state is State.DUE:
        waiting.append(Task(Kind.OVERDUE if age.state in LATE else Kind.DUE, record, due=age.due))
    return waiting
