"""What the freshness of a dataset is worth in the score (KPI design, "Freshness").

By its state at the moment, or by the share of days of the fiscal year on which it was current
(`Substance.currency`): data that were late for eleven months are not mended by an upload on the last day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import BANGKOK, FiscalYear, in_bangkok
from ckanext.bmagov.files import (
    Day,
    Freshness,
    FreshnessRule,
    Period,
    State,
    Stretch,
    judge,
    judge_days,
)
from ckanext.bmagov.kpi.register.domain.obligations import frequency_of
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ckanext.bmagov.files import Frequency
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Params


def freshness_of(
    dataset: DatasetFacts, agreed: Frequency | None, rule: FreshnessRule, as_of: dt.datetime
) -> Freshness:
    """Judge a dataset of the catalog; the frequency of its duty, where there is one, goes first."""
    return judge(dataset.history, dataset.frequency_on(in_bangkok(as_of).date()), agreed, rule, as_of)


def freshness_of_duty(
    duty: Obligation, dataset: DatasetFacts, rules: RuleSet, as_of: dt.datetime
) -> Freshness:
    """Judge the dataset of a duty at a moment."""
    frequency = _frequency(duty, dataset, rules, in_bangkok(as_of).date())
    return freshness_of(dataset, frequency, rules.freshness, as_of)


def _frequency(duty: Obligation, dataset: DatasetFacts, rules: RuleSet, day: dt.date) -> Frequency:
    confirmed = rules.substance.confirmed_frequency
    return frequency_of((duty,), dataset.frequency_on(day), day, only_confirmed=confirmed)


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


@dataclass(frozen=True)
class DaysOfDuty:
    """How the dataset of a duty stood over the days of the year until a moment."""

    stretches: tuple[Stretch, ...]
    left: int
    """Days of the fiscal year that are still to come."""
    rule: FreshnessRule

    @cached_property
    def counts(self) -> Mapping[Day, int]:
        """How many days were of each kind."""
        counts = dict.fromkeys(Day, 0)
        for stretch in self.stretches:
            counts[stretch.day] += stretch.days
        return counts

    @cached_property
    def days(self) -> int:
        """On how many days something was due."""
        return sum(self.counts.values()) - self.counts[Day.WAITING]

    def of(self, day: Day) -> int:
        """Return how many days were of a kind."""
        return self.counts[day]

    @cached_property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        """What is earned, not known, and within reach until the year ends, as shares of one."""
        rule, counts = self.rule, tuple(self.counts.items())
        return _shares(counts, self.stretches[-1].day, self.left, rule.overdue_share, rule.undeclared_share)

    @property
    def params(self) -> Params:
        """Return what a finding tells: counts, and each stretch as `first/last kind`."""
        return {
            "current_days": self.of(Day.CURRENT),
            "unknown_days": self.of(Day.UNKNOWN),
            "days": self.days,
            "strip": tuple(f"{part.first}/{part.last} {part.day.value}" for part in self.stretches),
        }


@lru_cache(maxsize=16_384)
def _shares(
    counts: tuple[tuple[Day, int], ...], last: Day, left: int, overdue: Decimal, undeclared: Decimal
) -> tuple[Fraction, Fraction, Fraction]:
    """Return the shares that days are worth; thousands of duties have the same few."""
    worth = {Day.CURRENT: FULL, Day.OVERDUE: Fraction(overdue), Day.UNDECLARED: Fraction(undeclared)}
    of = dict(counts)
    days, unknown = sum(of.values()) - of[Day.WAITING], of[Day.UNKNOWN]
    earned = sum((share * of[day] for day, share in worth.items() if of[day]), ZERO)
    mended = FULL - worth.get(last, ZERO) if last is not Day.UNKNOWN else ZERO
    reached = (earned + unknown + mended + left) / (days + left)
    return earned / days, Fraction(unknown, days), reached


def days_of_duty(
    duty: Obligation, dataset: DatasetFacts, rules: RuleSet, as_of: dt.datetime
) -> DaysOfDuty | None:
    """Judge the dataset of a duty on each day of the fiscal year until a moment.

    A duty of the year itself counts from the day on which it was entered; data that are not there yet are
    late only once the first would have been due. None where no day counts.
    """
    year = FiscalYear(rules.fiscal_year)
    moment = min(as_of, dt.datetime.combine(year.end, dt.time.max, BANGKOK))
    is_new = duty.added_year == year.year and duty.added_on is not None and duty.added_on in year
    opened = duty.added_on if is_new else None
    period = Period(opened or year.start, moment, opened, dataset.seen_since)
    turns = {period.first, *(declared.since for declared in dataset.declared)}
    for agreement in duty.agreements:
        turns |= {agreement.proposed_on, agreement.in_force_from or agreement.proposed_on}
    days = sorted(day for day in turns if day >= period.first)
    frequencies = [(day, _frequency(duty, dataset, rules, day)) for day in days]
    stretches = judge_days(dataset.history, frequencies, rules.freshness, period)
    judged = DaysOfDuty(stretches, (year.end - period.last).days, rules.freshness)
    return judged if judged.days else None
