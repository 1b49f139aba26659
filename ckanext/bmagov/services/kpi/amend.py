"""A kept score brought up to date after some datasets changed, without reading the rest of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckanext.bmagov.domain.calendar import in_bangkok
from ckanext.bmagov.domain.kpi import amend as domain
from ckanext.bmagov.domain.kpi.plain import to_plain
from ckanext.bmagov.model.copy import copy_rows
from ckanext.bmagov.model.kpi import CriterionScore, Finding, Obligation, Scorecard
from ckanext.bmagov.services.kpi import cards, changes, score
from ckanext.bmagov.services.kpi import facts as service

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.domain.kpi.facts import DatasetFacts, Facts
    from ckanext.bmagov.domain.kpi.ruleset import RuleSet
    from ckanext.bmagov.services.kpi.agencies import Scored


def amend_agency(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    noted: changes.Noted,
    known: Mapping[str, DatasetFacts],
) -> bool:
    """Mend what is kept; false when it has to be made anew.

    It has to when something else than datasets changed, when the day or the rules are others, and when the
    database of the year itself is among what changed. Otherwise what is stored is what a whole run stores.

    :param rules: with the deadlines as they were moved for this agency
    :param noted: what happened, asked for before the facts were read
    :param known: facts of the changed datasets of this agency, and of any others
    """
    card = None if noted.whole else _kept_card(session, agency.node.id, rules, as_of)
    if card is None:
        return False
    rows = _kept_findings(session, card, agency, rules, noted.datasets)
    facts = service.collect_some(
        session, agency, rules, as_of, {one: known.get(one) for one in noted.datasets}, _alike(rows)
    )
    if facts is None:
        return False
    facts = score.see_milestones(session, facts, rules, as_of)
    criteria = session.scalars(_of(CriterionScore, card)).all()
    amended = domain.amend(
        {row.criterion: cards.as_score(row) for row in criteria},
        card.counts,
        [cards.as_finding(row, rules) for row in rows],
        facts,
        rules,
        as_of,
    )
    if amended is None:
        return False
    _keep(session, card, criteria, rows, facts, amended, as_of)
    changes.forget(session, noted)
    return True


def _kept_card(
    session: AlchemySession, agency_id: str, rules: RuleSet, as_of: dt.datetime
) -> Scorecard | None:
    """Return the card that can be mended, locked; data age by the day, so it must be of today."""
    query = sa.select(Scorecard).where(
        Scorecard.agency_id == agency_id,
        Scorecard.kpi == rules.kpi,
        Scorecard.fiscal_year == rules.fiscal_year,
        Scorecard.rule_digest == rules.digest,
        Scorecard.as_of <= as_of,
    )
    card = session.scalars(query.with_for_update(), execution_options={"populate_existing": True}).first()
    same_day = card is not None and in_bangkok(card.as_of).date() == in_bangkok(as_of).date()
    return card if same_day else None


def _of(table: Any, card: Scorecard) -> sa.Select[Any]:
    return sa.select(table).where(
        table.agency_id == card.agency_id, table.kpi == card.kpi, table.fiscal_year == card.fiscal_year
    )


def _kept_findings(
    session: AlchemySession, card: Scorecard, agency: Scored, rules: RuleSet, datasets: frozenset[str]
) -> Sequence[Finding]:
    duties = sa.select(Obligation.id).where(
        Obligation.agency_id.in_(agency.carries), Obligation.dataset_id.in_(datasets)
    )
    asked = Finding.criterion.in_(domain.asked_in_full(rules)) | Finding.subject_id.in_(duties)
    return session.scalars(_of(Finding, card).where(asked)).all()


def _alike(rows: Sequence[Finding]) -> frozenset[str]:
    return frozenset(one for row in rows for one in row.params.get("overlaps", ()))


def _keep(
    session: AlchemySession,
    card: Scorecard,
    criteria: Sequence[CriterionScore],
    rows: Sequence[Finding],
    facts: Facts,
    amended: domain.Amended,
    as_of: dt.datetime,
) -> None:
    card.as_of, card.result, card.highest = as_of, amended.totals.result, amended.totals.highest
    card.stated, card.parts, card.counts = facts.stated, to_plain(amended.totals.parts), dict(amended.counts)
    for row in criteria:
        for name, value in score.score_values(amended.scores[row.criterion]).items():
            setattr(row, name, value)
    key = {"agency_id": card.agency_id, "kpi": card.kpi, "fiscal_year": card.fiscal_year}
    places = {f"{row.criterion} {row.subject_id}": row.place for row in rows}
    primary = sa.tuple_(Finding.criterion, Finding.place)
    gone = [(row.criterion, row.place) for row in rows]
    session.execute(
        sa.delete(Finding).where(
            *(getattr(Finding, name) == value for name, value in key.items()), primary.in_(gone)
        ),
        execution_options={"synchronize_session": False},
    )
    for row in rows:
        session.expunge(row)
    copy_rows(session, Finding, score.finding_rows(key, facts, amended.findings, places))
    session.flush()
