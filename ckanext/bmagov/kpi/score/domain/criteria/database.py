"""Part 2, steps 2 and 3: the database itself, read from the catalog and typed by nobody (2.2.1-2.2.5)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.score.domain import currency
from ckanext.bmagov.kpi.score.domain.criteria import measures
from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
from ckanext.bmagov.kpi.score.domain.criteria.registry import check
from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts
from ckanext.bmagov.kpi.score.domain.findings import ONE, ZERO, Assessment, Evidence, Question, SubjectKind

if TYPE_CHECKING:
    from datetime import datetime

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

Measured = Callable[[DatasetFacts, Question], Measure]


@check("database_metadata")
def metadata(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.2.1: its metadata are complete (เอกสารหมายเลข 5)."""
    return _judge(facts, question, _metadata, "metadata")


@check("database_dictionary")
def dictionary(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.2.2: its dictionary (เอกสารหมายเลข 6) tells every column and agrees with the data."""
    return _judge(facts, question, _dictionary, "dictionary")


@check("database_stored")
def stored(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.2.3: others can search, query and exchange it: rows in the DataStore, or an API that answers."""
    return _judge(facts, question, _stored, "stored")


@check("database_imported")
def imported(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.2.4: what was imported is correct, complete and current, as the plan says; a third each."""
    return _judge(facts, question, _imported, "imported")


@check("database_linked")
def linked(facts: Facts, question: Question) -> tuple[Assessment, ...]:
    """2.2.5: it is linked to the systems that the Strategy Office names."""
    return _judge(facts, question, _linked, "linked")


def complete_measures(dataset: DatasetFacts, rules: RuleSet, as_of: datetime) -> tuple[str, ...]:
    """Return the measures of a database of Part 2 that are complete: what a milestone is noted for."""
    return tuple(
        criterion.check.removeprefix("database_")
        for criterion in rules.criteria
        if criterion.check in MEASURED
        and MEASURED[criterion.check](dataset, Question(criterion, rules, as_of)).earned == ONE
    )


def _metadata(dataset: DatasetFacts, _question: Question) -> Measure:
    return measures.metadata(dataset)


def _dictionary(dataset: DatasetFacts, _question: Question) -> Measure:
    return measures.dictionary(dataset)


def _stored(dataset: DatasetFacts, _question: Question) -> Measure:
    ways = (dataset.in_datastore, dataset.has_working_api)
    if True in ways:
        return Measure("stored", ONE, value="datastore" if dataset.in_datastore else "api")
    unseen = None in ways
    return Measure("stored", ZERO, ONE if unseen else ZERO, "?" if unseen else "none")


def _imported(dataset: DatasetFacts, question: Question) -> Measure:
    if not dataset.import_known:
        return Measure("imported", ZERO, ONE, "?")
    rows = dataset.imported
    if rows is None or not rows.rows:
        return Measure("imported", ZERO, value="rows 0")
    correct = ONE - Fraction(rows.bad_cells, rows.checked_cells) if rows.checked_cells else ONE
    complete = min(ONE, Fraction(rows.rows, rows.planned_rows)) if rows.planned_rows else ONE
    age = currency.freshness_of(dataset, None, question.rules.freshness, question.as_of)
    current, unknown = currency.share(age, question.rules.freshness)
    names = (("correct", correct), ("complete", complete), ("current", current + unknown))
    return Measure(
        "imported",
        (correct + complete + current) / 3,
        unknown / 3,
        "; ".join(
            (
                f"rows {rows.rows}/{rows.planned_rows or rows.rows}",
                f"errors {rows.bad_cells}/{rows.checked_cells}",
                age.state.value,
            )
        ),
        tuple(name for name, share in names if share < ONE),
    )


def _linked(dataset: DatasetFacts, question: Question) -> Measure:
    named = question.systems()
    seen = [dataset.systems.get(name, False) for name in named]
    if not named:
        return Measure("linked", ONE, value="0/0")
    return Measure(
        "linked",
        Fraction(seen.count(True), len(named)),
        Fraction(seen.count(None), len(named)),
        f"{seen.count(True)}/{len(named)}",
        tuple(name for name, there in zip(named, seen, strict=True) if there is not True),
    )


MEASURED: dict[str, Measured] = {
    "database_metadata": _metadata,
    "database_dictionary": _dictionary,
    "database_stored": _stored,
    "database_imported": _imported,
    "database_linked": _linked,
}


def _judge(facts: Facts, question: Question, measured: Measured, name: str) -> tuple[Assessment, ...]:
    """Measure the database of Part 2, and weigh it by the day on which the measure was first complete.

    What was complete in time and has aged since loses by its age only; what never was, is late from the
    deadline on.
    """
    word = name.upper()
    wanted = (
        facts.proposal.dataset_id if facts.proposal and facts.proposal.proposed_at <= question.as_of else ""
    )
    dataset = next((one for one in facts.datasets if wanted and one.id == wanted and one.in_catalog), None)
    if dataset is None:
        reason = "NOT-IN-CATALOG" if wanted else "NO-DATABASE"
        subject = (SubjectKind.DATASET, wanted) if wanted else (SubjectKind.AGENCY, facts.agency_id)
        return (Assessment(*subject, reason, ZERO, reachable=question.worth()),)
    result = measured(dataset, question)
    since: datetime | None = getattr(dataset.milestones, name)
    if since and since > question.as_of:
        since = None
    complete = result.earned == ONE
    worth = question.worth(since)
    earned, unknown = result.earned * worth, result.unknown * worth
    if not result.lost and since is None:
        unknown = ONE - earned  # when it came, or whether it did, nobody saw: that costs nothing
    reason = f"{word}-{_word(result, worth, since)}"
    params: dict[str, str | int | tuple[str, ...]] = {
        "missing": result.missing,
        "columns": result.columns,
        "since": in_bangkok(since).date().isoformat() if since else "",
    }
    evidence = (Evidence(dataset.url, result.value, seen_at=since),)
    best = max(earned + unknown, ZERO if complete else worth)
    return (Assessment(SubjectKind.DATASET, dataset.id, reason, earned, unknown, best, params, evidence),)


def _word(result: Measure, worth: Fraction, since: datetime | None) -> str:
    if result.earned == ONE:
        if worth == ONE:
            return "COMPLETE"
        return "LATE" if since else "TIME-NOT-SEEN"
    if result.unknown and not result.lost:
        return "NOT-SEEN"
    return "INCOMPLETE" if result.earned else "MISSING"
