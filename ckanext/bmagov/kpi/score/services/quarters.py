"""What stood at the end of each quarter, kept for good by the first night after it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.kpi.round.services import rounds, snapshots
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.services import cards

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

STILL_KNOWN: Final = dt.timedelta(days=31)
"""So long after its end a quarter is kept: later nobody knows how it stood."""


def keep_ended(session: AlchemySession, agency: Scored, rules: RuleSet, now: dt.datetime) -> list[str]:
    """Keep the quarters of a year that have just ended, each once; return those that were kept.

    :param rules: with the deadlines as they were moved for this agency
    """
    revision = rounds.load(session, agency.node.id, rules).revision
    kept = []
    for quarter in FiscalYear(rules.fiscal_year).quarters:
        period = f"q{quarter.number}"
        ago = in_bangkok(now).date() - quarter.end
        if not dt.timedelta(0) < ago <= STILL_KNOWN or snapshots.has_period(
            session, agency.node.id, rules, period, revision
        ):
            continue
        moment = dt.datetime.combine(quarter.end, cards.DAY_ENDS, cards.BANGKOK)
        facts = cards.facts_at(session, agency, rules, moment)
        snapshots.keep(session, agency, rules, period, revision, facts, evaluate(facts, rules, moment))
        kept.append(period)
    return kept
