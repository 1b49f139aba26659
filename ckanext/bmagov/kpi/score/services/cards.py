"""Score cards as they are kept, and one made now where the kept one no longer holds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.base.domain.plain import from_plain
from ckanext.bmagov.kpi.score.domain.criteria.measured import note_milestones
from ckanext.bmagov.kpi.score.domain.engine import (
    CriterionScore,
    Finding,
    PartScore,
    Points,
    ScoreCard,
    evaluate,
    gains,
)
from ckanext.bmagov.kpi.score.domain.findings import Evidence, State, SubjectKind
from ckanext.bmagov.kpi.score.model import (
    CriterionScore as CriterionScoreRow,
    Finding as FindingRow,
    Scorecard,
)
from ckanext.bmagov.kpi.score.services import facts as service, score_changes

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import Facts

DAY_ENDS = dt.time(23, 59, 59)
BANGKOK = dt.timezone(dt.timedelta(hours=7))


def moment(fiscal_year: int, now: dt.datetime) -> dt.datetime:
    """Return the moment for which a year is scored: now, and for a year that is over its last second."""
    end = dt.datetime.combine(FiscalYear(fiscal_year).end, DAY_ENDS, BANGKOK)
    return min(now, end)


def current(
    session: AlchemySession, agency: Scored, rules: RuleSet, now: dt.datetime
) -> tuple[ScoreCard, bool]:
    """Return the score card that holds now, and whether it was kept.

    One that is kept holds while the rules are the same, nothing changed, and the day in Bangkok is the same
    (data age by the day). Otherwise it is made anew, so that it is right without a worker.
    """
    as_of = agency.until(moment(rules.fiscal_year, now))
    kept = load(session, agency.node.id, agency.node.kind, rules)
    changed = bool(score_changes.of(session, agency.carries).ids)
    if kept and not changed and same_day(kept.as_of, as_of):
        return kept, True
    return at(session, agency, rules, as_of), False


def same_day(kept: dt.datetime, as_of: dt.datetime) -> bool:
    """Tell whether both are of one day in Bangkok: data age by the day."""
    return in_bangkok(kept).date() == in_bangkok(as_of).date()


def at(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> ScoreCard:
    """Return the score card for a moment, from what is known now. Nothing is kept."""
    return evaluate(facts_at(session, agency, rules, as_of), rules, as_of)


def facts_at(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> Facts:
    """Return the facts for a moment, from what is known now, without noting that anything was seen."""
    return note_milestones(service.collect(session, agency, rules, as_of), rules, as_of)


def load(session: AlchemySession, agency_id: str, agency_kind: str, rules: RuleSet) -> ScoreCard | None:
    """Return the kept score card; None when there is none, or when it was made by other rules."""
    row = session.get(Scorecard, (agency_id, rules.kpi, rules.fiscal_year))
    if row is None or row.rule_digest != rules.digest:
        return None
    criteria = {score.criterion: score for score in session.scalars(of_card(CriterionScoreRow, row))}
    order = {criterion.id: place for place, criterion in enumerate(rules.criteria)}
    rows = session.scalars(of_card(FindingRow, row)).all()
    findings = tuple(
        as_finding(finding, rules)
        for finding in sorted(rows, key=lambda finding: (order[finding.criterion], finding.place))
    )
    scores = tuple(
        as_score(criteria[criterion.id]) for criterion in rules.criteria if criterion.id in criteria
    )
    total = sum((score.points for score in scores), Points())
    return ScoreCard(
        agency_id=agency_id,
        agency_kind=agency_kind,
        fiscal_year=rules.fiscal_year,
        kpi=rules.kpi,
        rule_version=row.rule_version,
        rule_digest=row.rule_digest,
        as_of=in_bangkok(row.as_of),
        target=rules.target,
        result=_decimal(row.result),
        highest=_decimal(row.highest),
        points=total,
        parts=tuple(_part(part, scores) for part in row.parts),
        criteria=scores,
        findings=findings,
        gains=gains(findings, total, rules, row.as_of),
        counts=row.counts,
        stated=_decimal(row.stated),
    )


def of_card(table: Any, row: Scorecard) -> sa.Select[Any]:
    """Return the statement for what stands with a card in another table."""
    return sa.select(table).where(
        table.agency_id == row.agency_id, table.kpi == row.kpi, table.fiscal_year == row.fiscal_year
    )


def _decimal(value: Decimal | None) -> Decimal | None:
    return value if value is None else Decimal(value)


def _points(row: Any) -> Points:
    return Points(*(Fraction(getattr(row, name)) for name in ("earned", "lost", "unknown", "reachable")))


def as_score(row: CriterionScoreRow) -> CriterionScore:
    """Return what is kept of a criterion as a value."""
    return CriterionScore(row.criterion, row.part, State(row.state), _points(row), row.deadline)


def _part(plain: dict[str, Any], scores: tuple[CriterionScore, ...]) -> PartScore:
    points = sum((score.points for score in scores if score.part == plain["id"]), Points())
    result = None if plain["result"] is None else Decimal(plain["result"])
    return PartScore(plain["id"], State(plain["state"]), points, result)


def as_finding(row: FindingRow, rules: RuleSet) -> Finding:
    """Return what is kept of a finding as a value."""
    params = {
        name: tuple(value) if isinstance(value, list) else value for name, value in sorted(row.params.items())
    }
    return Finding(
        row.criterion,
        SubjectKind(row.subject),
        row.subject_id,
        State(row.state),
        _points(row),
        row.reason,
        params,
        tuple(from_plain(Evidence, piece) for piece in row.evidence),
        rules.digest,
    )
