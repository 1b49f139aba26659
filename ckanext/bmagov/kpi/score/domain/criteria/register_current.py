"""Criteria 1.1 and 1.2: the datasets of the register are current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.files import FRESHNESS_SENTENCES
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.check import FILES_FORM, METADATA_FORM, SYSTEMS_PAGE, check
from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck
from ckanext.bmagov.kpi.score.domain.findings import FULL, Assessment, Evidence, Question, Reason, SubjectKind

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


def _by_age(code: str, remedy: str = "", form: str = FILES_FORM) -> Reason:
    return Reason(code, FRESHNESS_SENTENCES[code], remedy, form)


@check("register_current")
class RegisterCurrent(DutyCheck):
    """Every dataset of the kind is in the catalog and current by its frequency.

    The frequency both sides agreed goes before the one the dataset declares. Where the criterion names
    systems (1.2: the indicator system and the District Catalog), each counts as much as being current.
    """

    undeclared = _by_age(
        "FREQUENCY-NOT-DECLARED", N_("Declare the update frequency in the metadata."), METADATA_FORM
    )
    fresh = _by_age("DATA-FRESH")
    due = _by_age("DATA-DUE")
    overdue = _by_age("DATA-OVERDUE", N_("Upload the new data."))
    delinquent = _by_age("DATA-DELINQUENT", N_("Upload the new data."))
    exempt = _by_age("DATA-EXEMPT")
    never = _by_age("DATA-NEVER", N_("Upload the data."))
    unknown = _by_age("DATA-UNKNOWN")
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
        rule = question.rules.freshness
        freshness = currency.freshness_of(dataset, duty.agreement(question.today), rule, question.as_of)
        earned, unknown = currency.share(freshness, rule)
        systems = question.systems()
        absent = tuple(name for name in systems if dataset.systems.get(name, False) is False)
        unseen = tuple(name for name in systems if dataset.systems.get(name, False) is None)
        counts_out = question.rules.substance.unknown_days > 0
        reason = REASONS_OF_AGE[freshness.reason]
        if not freshness.undeclared and earned == FULL and (absent or unseen):
            waits = self.system_unconfirmed if counts_out else self.system_not_seen
            reason = self.not_in_system if absent else waits
        if systems:
            earned = (earned + len(systems) - len(absent) - len(unseen)) / (1 + len(systems))
            unknown = (unknown + (0 if counts_out else len(unseen))) / (1 + len(systems))
        return Assessment(
            SubjectKind.OBLIGATION,
            duty.id,
            reason,
            earned,
            unknown,
            params={"dataset": dataset.id, **freshness.params, "systems": absent or unseen},
            evidence=(Evidence(dataset.url, freshness.state.value, seen_at=freshness.last),),
        )


REASONS_OF_AGE = {
    code: reason for code, reason in RegisterCurrent().reasons.items() if code in FRESHNESS_SENTENCES
}
"""The reasons by the codes of freshness."""
