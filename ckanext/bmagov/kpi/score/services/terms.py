"""By what the freshness of datasets is judged: the rules in force and the agreements of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.files import WITHOUT_RULES, Terms
from ckanext.bmagov.kpi.register.domain.obligations import strictest
from ckanext.bmagov.kpi.register.services import binding_duties
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI
from ckanext.bmagov.kpi.rules.services import rules as rule_service

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from ckan.types import AlchemySession


def terms(session: AlchemySession, dataset_ids: Collection[str], as_of: dt.datetime) -> Terms:
    """Return the thresholds of the day, and the agreed frequency of each dataset that has one."""
    day = in_bangkok(as_of).date()
    rules = rule_service.last_published(session, DEFAULT_KPI, day)
    duties = binding_duties(session, dataset_ids, day)
    agreed = {key: strictest(some, day) for key, some in duties.items()}
    confirmed = rules is not None and rules.substance.confirmed_frequency
    return Terms(
        rules.freshness if rules else WITHOUT_RULES,
        {key: pair.frequency for key, pair in agreed.items() if pair},
        {
            key: tuple(offer.frequency for duty in some for offer in duty.proposals(day))
            for key, some in duties.items()
            if confirmed and not agreed[key]
        },
    )
