"""What stops a run before anybody is told: signs that it is the catalog that is wrong, not the agencies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.problem import Problem

if TYPE_CHECKING:
    from ckanext.bmagov.notices.domain.rules import Guard


@dataclass(frozen=True)
class Situation:
    """What is known before a run. `scored_at` is None where nothing is to be scored."""

    agencies: int
    alarmed: int
    """Agencies that would hear for the first time of something that comes from the catalog."""
    datasets: int
    datasets_before: int
    """In the last run that was not stopped; 0 without one."""
    scoring: bool
    """Rules are in force, so that scores are to be there."""
    scored_at: dt.datetime | None = None


def problems(situation: Situation, guard: Guard, now: dt.datetime) -> list[Problem]:
    """Return why a run must stop: MANY-AT-ONCE, CATALOG-SHRANK, SCORES-OLD; empty for no reason."""
    reasons: list[Problem] = []
    many = 100 * situation.alarmed > guard.share * situation.agencies
    if situation.agencies >= guard.least and many:
        reasons.append(Problem("MANY-AT-ONCE", {"count": situation.alarmed, "all": situation.agencies}))
    if 100 * situation.datasets < guard.shrunk * situation.datasets_before:
        counts = {"count": situation.datasets, "before": situation.datasets_before}
        reasons.append(Problem("CATALOG-SHRANK", counts))
    oldest = now - dt.timedelta(hours=guard.scored_hours)
    if situation.scoring and (situation.scored_at is None or situation.scored_at < oldest):
        at = situation.scored_at.isoformat() if situation.scored_at else ""
        reasons.append(Problem("SCORES-OLD", {"at": at, "hours": guard.scored_hours}))
    return reasons
