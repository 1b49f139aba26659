"""What the checks of steps 2 and 3 share: each measures the database of Part 2 (2.2.1-2.2.5).

It is read from the catalog and typed by nobody.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import CHECKS, DATABASE_PAGE, Check
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    NOT_IN_CATALOG,
    NOT_NEW,
    ZERO,
    Assessment,
    Evidence,
    Question,
    Reason,
    SubjectKind,
)

if TYPE_CHECKING:
    from datetime import datetime
    from fractions import Fraction

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts


class MeasuredCheck(Check):
    """Weighs a measure of the database by the day on which it was first complete.

    What was complete in time and has aged since loses by its age only; what never was, is late from the
    deadline on.
    """

    page = DATABASE_PAGE
    day = "since"

    milestone: ClassVar[str]
    """The name under which the day of its first completion is noted."""

    no_database = Reason(
        "NO-DATABASE",
        N_("No dataset is named as the database of Part 2."),
        N_("Name the dataset of the proposed database."),
        DATABASE_PAGE,
    )
    not_in_catalog = replace(NOT_IN_CATALOG, form=DATABASE_PAGE)
    not_new = replace(NOT_NEW, form=DATABASE_PAGE)
    complete: ClassVar[Reason]
    late: ClassVar[Reason]
    time_not_seen: ClassVar[Reason]
    not_seen: ClassVar[Reason]
    incomplete: ClassVar[Reason]
    missing: ClassVar[Reason]

    @abstractmethod
    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure a dataset, in shares of one."""

    def since(self, dataset: DatasetFacts, question: Question) -> datetime | None:  # noqa: ARG002
        """Return when the measure was first complete."""
        return dataset.milestones.get(self.milestone)

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge the dataset that the agency proposed."""
        proposal = facts.proposal
        proposed = proposal.dataset_id if proposal and proposal.proposed_at <= question.as_of else ""
        dataset = next(
            (known for known in facts.datasets if proposed and known.id == proposed and known.in_catalog),
            None,
        )
        refused = proposal is not None and question.rules.substance.asks and proposal.is_duty_as_new()
        if dataset is None or refused:
            reason = self.not_new if refused else self.not_in_catalog if proposed else self.no_database
            subject = (SubjectKind.DATASET, proposed) if proposed else (SubjectKind.AGENCY, facts.agency_id)
            return (Assessment(*subject, reason, ZERO, reachable=question.worth()),)
        return (self._judge_dataset(dataset, question),)

    def _judge_dataset(self, dataset: DatasetFacts, question: Question) -> Assessment:
        measure = self.measure(dataset, question)
        since = self.since(dataset, question)
        if since and since > question.as_of:
            since = None
        complete = measure.earned == FULL
        worth = question.worth(since)
        earned, unknown = measure.earned * worth, measure.unknown * worth
        if not measure.lost and since is None:
            unknown = FULL - earned  # when it came, or whether it did, nobody saw: that costs nothing
        return Assessment(
            SubjectKind.DATASET,
            dataset.id,
            self._reason(measure, worth, since),
            earned,
            unknown,
            max(earned + unknown, ZERO if complete else worth),
            {
                "missing": measure.missing,
                "columns": measure.columns,
                "since": in_bangkok(since).date().isoformat() if since else "",
                **thin_params(measure),
                **measure.numbers,
            },
            (Evidence(dataset.url, measure.value, seen_at=since),),
        )

    def _reason(self, measure: Measure, worth: Fraction, since: datetime | None) -> Reason:
        if measure.earned == FULL:
            if worth == FULL:
                return self.complete
            return self.late if since else self.time_not_seen
        if measure.because:
            return measure.because
        if measure.unknown and not measure.lost:
            return self.not_seen
        return self.incomplete if measure.earned else self.missing


def thin_params(*measures: Measure) -> dict[str, int | tuple[str, ...]]:
    """Return what a finding tells of words that say too little; nothing where there are none."""
    fields = tuple(name for measure in measures for name in measure.thin)
    columns = sum(measure.thin_columns for measure in measures)
    return {**({"thin": fields} if fields else {}), **({"thin_columns": columns} if columns else {})}


def complete_measures(dataset: DatasetFacts, rules: RuleSet, as_of: datetime) -> tuple[str, ...]:
    """Return the milestones that a database of Part 2 has reached by the criteria of a rule set."""
    asked = [(criterion, CHECKS[criterion.check]) for criterion in rules.criteria]
    return tuple(
        check.milestone
        for criterion, check in asked
        if isinstance(check, MeasuredCheck)
        and check.measure(dataset, Question(criterion, rules, as_of)).earned == FULL
    )


def with_milestones(dataset: DatasetFacts, rules: RuleSet, as_of: datetime) -> DatasetFacts:
    """Return a database of Part 2 with the day noted for each measure that is complete and was not noted."""
    if not dataset.in_catalog:
        return dataset
    names = complete_measures(dataset, rules, as_of)
    fresh = {name: as_of for name in names if dataset.milestones.get(name) is None}
    return replace(dataset, milestones={**dataset.milestones, **fresh}) if fresh else dataset


def note_milestones(facts: Facts, rules: RuleSet, as_of: datetime) -> Facts:
    """Return facts with the milestones that the year's database has reached by now; nothing is kept."""
    database = facts.proposal.dataset_id if facts.proposal else ""
    datasets = (
        with_milestones(dataset, rules, as_of) if dataset.id == database else dataset
        for dataset in facts.datasets
    )
    return replace(facts, datasets=tuple(datasets))


def milestone_names() -> tuple[str, ...]:
    """Return the names under which the checks note a first completion."""
    return tuple(check.milestone for check in CHECKS.values() if isinstance(check, MeasuredCheck))
