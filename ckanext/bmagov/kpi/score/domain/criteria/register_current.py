"""Criteria 1.1 and 1.2: the datasets of the register are current."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.files import FRESHNESS_SENTENCES, Day
from ckanext.bmagov.kpi.rules.domain.ruleset import Currency
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.check import (
    FILES_FORM,
    METADATA_FORM,
    REGISTER_PAGE,
    SYSTEMS_PAGE,
    check,
)
from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck
from ckanext.bmagov.kpi.score.domain.findings import FULL, Assessment, Evidence, Question, Reason, SubjectKind

if TYPE_CHECKING:
    from fractions import Fraction

    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


def _by_age(code: str, remedy: str = "", form: str = FILES_FORM) -> Reason:
    return Reason(code, FRESHNESS_SENTENCES[code], remedy, form)


@check("register_current")
class RegisterCurrent(DutyCheck):
    """Every dataset of the kind is in the catalog and current by its frequency.

    The frequency both sides agreed goes before the one the dataset declares. The rules say whether the state
    at the moment counts, or the share of days of the year on which the data were current. Where the criterion
    names systems (1.2: the indicator system and the District Catalog), each counts as much as being current;
    databases of earlier years, which may stand beside its own kind, are not asked for them.
    """

    undeclared = _by_age(
        "FREQUENCY-NOT-DECLARED", N_("Declare the update frequency in the metadata."), METADATA_FORM
    )
    unconfirmed = _by_age(
        "FREQUENCY-NOT-CONFIRMED",
        N_("Agree with the auditors how often the data are updated."),
        REGISTER_PAGE,
    )
    fresh = _by_age("DATA-FRESH")
    due = _by_age("DATA-DUE")
    overdue = _by_age("DATA-OVERDUE", N_("Upload the new data."))
    delinquent = _by_age("DATA-DELINQUENT", N_("Upload the new data."))
    exempt = _by_age("DATA-EXEMPT")
    never = _by_age("DATA-NEVER", N_("Upload the data."))
    unknown = _by_age("DATA-UNKNOWN")
    late_before = Reason(
        "DATA-LATE-BEFORE",
        N_("Current now, but not on all days before. Last new data on {last}, next due {due} ({frequency})."),
        N_("Keep the data current until the year ends."),
        FILES_FORM,
    )
    not_seen_before = Reason(
        "DATA-NOT-SEEN-BEFORE",
        N_("Current now; of some days before it is not known. Last new data on {last} ({frequency})."),
        form=FILES_FORM,
    )
    not_in_system = Reason(
        "NOT-IN-SYSTEM",
        N_("Current, but not in: {systems}."),
        N_("Import the dataset into {systems} and say so here."),
        SYSTEMS_PAGE,
    )
    system_unconfirmed = Reason(
        "SYSTEM-UNCONFIRMED",
        N_("Current; that it is in {systems} is declared, and no auditor has confirmed it yet."),
        N_("Ask the auditors to confirm it."),
        SYSTEMS_PAGE,
    )
    system_not_seen = Reason(
        "SYSTEM-NOT-SEEN",
        N_("Current; whether it is in {systems} could not be seen."),
        form=SYSTEMS_PAGE,
    )

    def judge_dataset(self, duty: Obligation, dataset: DatasetFacts, question: Question) -> Assessment:
        """Judge by the age of the data, and by the systems that the criterion names."""
        rules = question.rules
        freshness = currency.freshness_of_duty(duty, dataset, rules, question.as_of)
        earned, unknown = currency.share(freshness, rules.freshness)
        reachable, days, value = FULL, {}, freshness.state.value
        reason = REASONS_OF_AGE[freshness.reason]
        over = (
            currency.days_of_duty(duty, dataset, rules, question.as_of)
            if rules.substance.currency is Currency.DAYS
            else None
        )
        if over:
            if earned == FULL:
                reason = self._of_days(reason, over)
            earned, unknown, reachable = over.shares
            days, value = over.params, f"{value}; days {over.of(Day.CURRENT)}/{over.days}"
        systems = question.systems_for(duty.kind)
        absent = tuple(name for name in systems if dataset.systems.get(name, False) is False)
        unseen = tuple(name for name in systems if dataset.systems.get(name, False) is None)
        counts_out = question.rules.substance.unknown_days > 0
        if not freshness.undeclared and earned == FULL and (absent or unseen):
            waits = self.system_unconfirmed if counts_out else self.system_not_seen
            reason = self.not_in_system if absent else waits
        if systems:
            waiting = 0 if counts_out else len(unseen)
            there = len(systems) - len(absent) - len(unseen)
            earned, unknown, reachable = _with_systems(
                (earned, unknown, reachable), there, waiting, len(systems)
            )
        return Assessment(
            SubjectKind.OBLIGATION,
            duty.id,
            reason,
            earned,
            unknown,
            reachable,
            {"dataset": dataset.id, **freshness.params, "systems": absent or unseen, **days},
            (Evidence(dataset.url, value, seen_at=freshness.last),),
        )

    def _of_days(self, reason: Reason, over: currency.DaysOfDuty) -> Reason:
        earned, unknown, _ = over.shares
        if earned == FULL:
            return reason
        return self.late_before if earned + unknown < FULL else self.not_seen_before


@lru_cache(maxsize=16_384)
def _with_systems(
    shares: tuple[Fraction, Fraction, Fraction], there: int, waiting: int, count: int
) -> tuple[Fraction, Fraction, Fraction]:
    """Return shares of which being current is one part, and each system another."""
    earned, unknown, reachable = shares
    parts = 1 + count
    return (earned + there) / parts, (unknown + waiting) / parts, (reachable + count) / parts


REASONS_OF_AGE = {
    code: reason for code, reason in RegisterCurrent().reasons.items() if code in FRESHNESS_SENTENCES
}
"""The reasons by the codes of freshness."""
