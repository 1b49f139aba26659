"""What an operator wants to know: which parts of the site work, and what to look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QUEUE_HOURS: Final = 1
"""Hours that a job may wait while workers run. A check of a large file takes less."""

NIGHT_HOURS: Final = 26
"""Hours after which scores were due again: they are made every night, and a night may take two hours."""

LEAST_FREE: Final = 0.05
"""Share of a disk below which its operator should make room."""


class Grade(StrEnum):
    """How a part of the site does."""

    GOOD = "good"
    LOOK = "look"
    """It works, and somebody should look at it."""

    BAD = "bad"
    """Something does not work."""


@dataclass(frozen=True)
class Queue:
    """Background work of one kind that waits."""

    name: str
    waiting: int
    oldest: dt.datetime | None
    """When the one that waits longest was put there."""


@dataclass(frozen=True)
class ScoredNight:
    """The last run that scored agencies."""

    as_of: dt.datetime
    finished: bool
    failed: Mapping[str, str] = field(default_factory=dict)
    """Title of an agency -> kind of the fault."""


@dataclass(frozen=True)
class SiteFacts:
    """What was seen of a site. None stands for what could not be seen."""

    services: Mapping[str, bool]
    workers: int | None = None
    queues: tuple[Queue, ...] = ()
    has_rules: bool = False
    """Whether rules of the current fiscal year are in force, so that scores are due."""
    scored: ScoredNight | None = None
    datasets: int | None = None
    indexed: int | None = None
    outdated: int | None = None
    """Datasets in the index that were written by the rules of an earlier version."""
    documents_here: bool | None = None
    """Whether documents are stored where they were before."""
    free: int | None = None
    """Bytes, as `total`."""
    total: int | None = None
    mail: bool = False
    database_version: str | None = None
    """The last migration that the database has been through, as `code_version` is the last that there is."""
    code_version: str | None = None


@dataclass(frozen=True)
class Part:
    """One part of the site: its grade, and a code with its parameters that says why."""

    code: str
    grade: Grade
    params: Mapping[str, str | int] = field(default_factory=dict)


def judge(facts: SiteFacts, now: dt.datetime) -> list[Part]:
    """Judge each part of a site; those that cannot be seen because a service is away are left out."""
    return [
        *_services(facts),
        *_jobs(facts, now),
        *_scores(facts, now),
        *_index(facts),
        *_storage(facts),
        *_setup(facts),
    ]


def worst(parts: list[Part]) -> Grade:
    """Return the worst grade of all parts."""
    order = list(Grade)
    return max((part.grade for part in parts), key=order.index, default=Grade.GOOD)


def _services(facts: SiteFacts) -> Iterator[Part]:
    for name, answers in facts.services.items():
        state = "UP" if answers else "AWAY"
        yield Part(f"{name.upper()}-{state}", Grade.GOOD if answers else Grade.BAD)


def _jobs(facts: SiteFacts, now: dt.datetime) -> Iterator[Part]:
    if facts.workers is None:
        return
    if not facts.workers:
        yield Part("WORKERS-NONE", Grade.BAD)
    else:
        yield Part("WORKERS", Grade.GOOD, {"count": facts.workers})
    for queue in facts.queues:
        waits = now - queue.oldest if queue.oldest else dt.timedelta()
        late = waits >= dt.timedelta(hours=QUEUE_HOURS)
        code = "QUEUE-LATE" if late else "QUEUE"
        params: dict[str, str | int] = {"name": queue.name, "count": queue.waiting}
        if late:
            params["hours"] = int(waits.total_seconds() // 3600)
        yield Part(code, Grade.LOOK if late else Grade.GOOD, params)


def _scores(facts: SiteFacts, now: dt.datetime) -> Iterator[Part]:
    if not facts.has_rules or not facts.services.get("database"):
        return
    if facts.scored is None:
        yield Part("SCORES-NONE", Grade.LOOK)
        return
    age = now - facts.scored.as_of
    hours = int(age.total_seconds() // 3600)
    if age > dt.timedelta(hours=NIGHT_HOURS):
        yield Part("SCORES-OLD", Grade.BAD, {"hours": hours})
    else:
        yield Part("SCORES", Grade.GOOD, {"hours": hours})
    if facts.scored.failed:
        agencies = ", ".join(sorted(facts.scored.failed))
        yield Part("SCORES-FAILED", Grade.BAD, {"count": len(facts.scored.failed), "agencies": agencies})


def _index(facts: SiteFacts) -> Iterator[Part]:
    if facts.indexed is None or facts.datasets is None:
        return
    numbers = {"datasets": facts.datasets, "indexed": facts.indexed}
    same = facts.datasets == facts.indexed
    yield Part("INDEX" if same else "INDEX-DRIFT", Grade.GOOD if same else Grade.LOOK, numbers)
    if facts.outdated:
        yield Part("INDEX-OUTDATED", Grade.LOOK, {"count": facts.outdated})


def _storage(facts: SiteFacts) -> Iterator[Part]:
    if facts.documents_here is not None:
        here = facts.documents_here
        yield Part("DOCUMENTS" if here else "DOCUMENTS-AWAY", Grade.GOOD if here else Grade.BAD)
    if facts.free is not None and facts.total:
        full = facts.free < facts.total * LEAST_FREE
        params = {"free": facts.free // 1024**3, "total": facts.total // 1024**3}
        yield Part("DISK-FULL" if full else "DISK", Grade.BAD if full else Grade.GOOD, params)


def _setup(facts: SiteFacts) -> Iterator[Part]:
    if not facts.mail:
        yield Part("MAIL-NONE", Grade.LOOK)
    if facts.database_version and facts.database_version != facts.code_version:
        versions = {"database": facts.database_version, "code": facts.code_version or "?"}
        yield Part("MIGRATIONS-WAIT", Grade.BAD, versions)
