"""By what the freshness of datasets is judged: the rules in force and the agreements of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.domain.calendar import in_bangkok
from ckanext.bmagov.domain.freshness import WITHOUT_RULES
from ckanext.bmagov.domain.kpi.obligations import strictest
from ckanext.bmagov.domain.kpi.ruleset import DEFAULT_KPI
from ckanext.bmagov.services.freshness import Terms
from ckanext.bmagov.services.kpi import rules as rule_service
from ckanext.bmagov.services.kpi.register import binding_duties

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
    return Terms(
        rules.freshness if rules else WITHOUT_RULES,
        {key: one.frequency for key, one in agreed.items() if one},
    )
