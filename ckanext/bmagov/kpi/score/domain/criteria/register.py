"""Part 1: the datasets of the register stand in the catalog, current and well governed (1.1-1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria.measures import MEASURES, Measure, once
from ckanext.bmagov.kpi.score.domain.criteria.registry import check
from ckanext.bmagov.kpi.score.domain.findings import (
    ONE,
    ZERO,
    Assessment,
    Evidence,
    Question,
    SubjectKind,
    not_applicable,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts


def _duties(facts: Facts, question: Question) -> list[tuple[Obligation, DatasetFacts | None]]:
    """Duties of the year in the order of their ids, with the dataset that answers each, if it is there."""
    datasets = {one.id: one for one in facts.datasets if one.in_catalog}
    kind = question.kind()
    return [
        (duty, datasets.get(duty.dataset_id))
        for duty in sorted(facts.obligations, key=lambda one: one.id)
        if duty.binds(facts.fiscal_year, question.today) and kind in ("", duty.kind.value)
    ]


def _missing(duty: Obligation) -> Assessment:
    reason = "NOT-IN-CATALOG" if duty.dataset_id else "NO-DATASET-LINKED"
    return Assessment(SubjectKind.OBLIGATION, duty.id, reason, ZERO, params={"dataset": duty.dataset_id})


@check("register_current", by_duty=True)
def current(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """1.1 and 1.2: every dataset of the kind is in the catalog and current by its frequency.

    The frequency both sides agreed goes before the one the dataset declares. Where the criterion names
    systems (1.2: the indicator system and the District Catalog), each counts as much as being current.
    """
    duties = _duties(facts, question)
    if not duties:
        return not_applicable(facts, "NO-OBLIGATIONS")
    return tuple(_current(duty, one, question) if one else _missing(duty) for duty, one in duties)


def _current(duty: Obligation, dataset: DatasetFacts, question: Question) -> Assessment:
    rule = question.rules.freshness
    result = currency.freshness_of(dataset, duty.agreement(question.today), rule, question.as_of)
    earned, unknown = currency.share(result, rule)
    systems = question.systems()
    absent = tuple(name for name in systems if dataset.systems.get(name, False) is False)
    unseen = tuple(name for name in systems if dataset.systems.get(name, False) is None)
    reason = result.reason
    if not result.undeclared and earned == ONE and (absent or unseen):
        reason = "NOT-IN-SYSTEM" if absent else "SYSTEM-NOT-SEEN"
    if systems:
        earned = (earned + len(systems) - len(absent) - len(unseen)) / (1 + len(systems))
        unknown = (unknown + len(unseen)) / (1 + len(systems))
    return Assessment(
        SubjectKind.OBLIGATION,
        duty.id,
        reason,
        earned,
        unknown,
        params={"dataset": dataset.id, **result.params, "systems": absent or unseen},
        evidence=(Evidence(dataset.url, result.state.value, seen_at=result.last),),
    )


@check("register_governed", by_duty=True)
def governed(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """1.3: those datasets keep to the data governance framework.

    Four things count alike: mandatory metadata, category and classification, owner, and the dictionary of
    what is tabular.
    """
    duties = _duties(facts, question)
    if not duties:
        return not_applicable(facts, "NO-OBLIGATIONS")
    return tuple(_governed(duty, one) if one else _missing(duty) for duty, one in duties)


GOVERNANCE = ("metadata", "classification", "owner", "dictionary")


@dataclass(frozen=True)
class _Kept:
    """What several measures that count alike say together."""

    reason: str
    earned: Fraction
    unknown: Fraction
    lacking: tuple[str, ...]
    missing: tuple[str, ...]
    columns: int


@once
def _kept(measures: tuple[Measure, ...]) -> _Kept:
    lacking = [one for one in measures if one.lost]
    unseen = [one for one in measures if one.unknown]
    count = len(measures)
    return _Kept(
        "GOVERNANCE-LACKING" if lacking else "GOVERNANCE-NOT-SEEN" if unseen else "GOVERNANCE-KEPT",
        sum((one.earned for one in measures), ZERO) / count,
        sum((one.unknown for one in measures), ZERO) / count,
        tuple(one.name for one in lacking or unseen),
        tuple(item for one in measures for item in one.missing),
        sum(one.columns for one in measures),
    )


def _governed(duty: Obligation, dataset: DatasetFacts) -> Assessment:
    measures = tuple(
        MEASURES[name](dataset) for name in GOVERNANCE if name != "dictionary" or dataset.tabular
    )
    kept = _kept(measures)
    return Assessment(
        SubjectKind.OBLIGATION,
        duty.id,
        kept.reason,
        kept.earned,
        kept.unknown,
        params={
            "dataset": dataset.id,
            "lacking": kept.lacking,
            "missing": kept.missing,
            "columns": kept.columns,
        },
        evidence=tuple(Evidence(dataset.url, one.value) for one in measures),
    )
