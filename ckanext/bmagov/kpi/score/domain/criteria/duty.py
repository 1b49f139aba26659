"""What the checks of Part 1 share: each judges every duty of the register by itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import REGISTER_PAGE, Check
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    NOT_IN_CATALOG,
    ZERO,
    Assessment,
    Question,
    Reason,
    SubjectKind,
)

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts


class DutyCheck(Check):
    """Judges the dataset of each duty of the year, of the kinds that the criterion names.

    Where rules ask for a register (`substance.register_required`), an agency that has no duty at all is not
    known: what it has to keep was never agreed. A kind of which nothing was agreed is not asked for.
    """

    page = REGISTER_PAGE
    by_duty = True

    no_duties = Reason("NO-OBLIGATIONS", N_("The register has no such dataset for this agency."))
    no_register = Reason(
        "NO-REGISTER",
        N_("No register of data is agreed with this agency yet, so what it has to keep is not known."),
        N_("Agree with the Strategy Office on the data to keep."),
    )
    not_in_catalog = NOT_IN_CATALOG
    not_linked = Reason(
        "NO-DATASET-LINKED",
        N_("No dataset is linked to this duty yet."),
        N_("Link the dataset that answers this duty, or publish it."),
    )

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge the duties of the year in the order of their ids."""
        datasets = {dataset.id: dataset for dataset in facts.datasets if dataset.in_catalog}
        kinds = question.criterion.kinds
        binding = [
            duty
            for duty in sorted(facts.obligations, key=lambda duty: duty.id)
            if duty.binds(facts.fiscal_year, question.today)
        ]
        duties = [duty for duty in binding if not kinds or duty.kind.value in kinds]
        if not duties:
            subject = (SubjectKind.AGENCY, facts.agency_id)
            if question.rules.substance.register_required and not binding:
                return (Assessment(*subject, self.no_register, ZERO, FULL),)
            return (Assessment(*subject, self.no_duties, ZERO, applies=False),)
        return tuple(
            self.judge_dataset(duty, datasets[duty.dataset_id], question)
            if duty.dataset_id in datasets
            else self._without_dataset(duty)
            for duty in duties
        )

    @abstractmethod
    def judge_dataset(self, duty: Obligation, dataset: DatasetFacts, question: Question) -> Assessment:
        """Judge the dataset that answers a duty."""

    def _without_dataset(self, duty: Obligation) -> Assessment:
        reason = self.not_in_catalog if duty.dataset_id else self.not_linked
        return Assessment(SubjectKind.OBLIGATION, duty.id, reason, ZERO, params={"dataset": duty.dataset_id})
