"""What the freshness of a dataset is worth in the score (KPI design, "Freshness")."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from ckanext.bmagov.files import Freshness, FreshnessRule, History, State, judge

if TYPE_CHECKING:
    from datetime import datetime

    from ckanext.bmagov.kpi.register.domain.obligations import Agreement
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


def freshness_of(
    dataset: DatasetFacts, agreed: Agreement | None, rule: FreshnessRule, as_of: datetime
) -> Freshness:
    """Judge a dataset of the catalog; the agreement of its duty, where one is in force, goes first."""
    history = History(dataset.events, dataset.events_known)
    return judge(history, dataset.frequency, agreed.frequency if agreed else None, rule, as_of)


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
