"""What other rules would make of what is known: nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.kpi.common.services.agencies import Scored, scored_agencies
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.engine import ScoreCard, evaluate
from ckanext.bmagov.kpi.score.services import facts as service
from ckanext.bmagov.kpi.score.services.score import see_milestones

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import Facts


@dataclass(frozen=True)
class Pair:
    """An agency by the rules in force and by the others; None where one of them does not speak of it."""

    agency: Scored
    before: ScoreCard | None
    after: ScoreCard | None
    left: int
    """How many agencies come after it."""


def moved_to(rules: RuleSet, fiscal_year: int) -> RuleSet:
    """Return rules as they would be for another year: every day moves by as many years."""
    if fiscal_year == rules.fiscal_year:
        return rules
    shift = FiscalYear(fiscal_year).start.year - FiscalYear(rules.fiscal_year).start.year
    steps = tuple(replace(step, deadline=_shifted(step.deadline, shift)) for step in rules.steps)
    last_day = _shifted(rules.report_deadline, shift)
    return replace(rules, fiscal_year=fiscal_year, steps=steps, report_deadline=last_day)


def _shifted(day: dt.date, years: int) -> dt.date:
    """29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def pairs(
    session: AlchemySession, current: RuleSet, other: RuleSet, as_of: dt.datetime, *, beyond: str = ""
) -> Iterator[Pair]:
    """Score every agency by both, from one look at its facts.

    :param present: the rules in force in the year that is looked at
    :param other: for the same year; see :func:`moved_to`
    :param beyond: name of an agency: only those that come after it
    :raises LookupError: there is no agency of this name
    """
    before = {agency.node.id: agency for agency in scored_agencies(session, current)}
    after = {agency.node.id: agency for agency in scored_agencies(session, other)}
    every = list({**before, **after}.items())
    places = {agency.node.name: place for place, (_, agency) in enumerate(every, 1)}
    if beyond and beyond not in places:
        raise LookupError(beyond)
    asked = every[places.get(beyond, 0) :]
    return (
        _pair(session, agency, (current, other), as_of, (key in before, key in after), len(asked) - place)
        for place, (key, agency) in enumerate(asked, 1)
    )


def _pair(
    session: AlchemySession,
    agency: Scored,
    rules: tuple[RuleSet, RuleSet],
    as_of: dt.datetime,
    speak: tuple[bool, bool],
    left: int,
) -> Pair:
    current, other = rules
    facts = service.collect(session, agency, current, as_of)
    own = rule_service.for_agency(session, current, agency.node.id)
    return Pair(
        agency,
        _card(session, facts, own, as_of) if speak[0] else None,
        _card(session, facts, other, as_of) if speak[1] else None,
        left,
    )


def _card(session: AlchemySession, facts: Facts, rules: RuleSet, as_of: dt.datetime) -> ScoreCard:
    with session.begin_nested() as held:
        seen = see_milestones(session, facts, rules, as_of)
        held.rollback()
    return evaluate(seen, rules, as_of)
