"""How one dataset stands against the KPI, and whether somebody has the duty to keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
from ckanext.bmagov.kpi.register.domain.obligations import frequency_of
from ckanext.bmagov.kpi.register.services import binding_duties
from ckanext.bmagov.kpi.score.domain.badge import Mark, marks
from ckanext.bmagov.kpi.score.readers import dataset_facts

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Badge:
    """``duty``: its kind of obligation in the register, empty for none; ``database``: it is a year's own."""

    marks: tuple[Mark, ...]
    duty: str
    database: bool


def of_dataset(session: AlchemySession, dataset_id: str, rules: RuleSet, as_of: dt.datetime) -> Badge | None:
    """Return the badge of a dataset; None of one that is not in the catalog."""
    dataset = dataset_facts(session, [dataset_id]).get(dataset_id)
    if dataset is None or not dataset.in_catalog:
        return None
    day = in_bangkok(as_of).date()
    duties = binding_duties(session, [dataset_id], day).get(dataset_id, [])
    proposed = session.scalar(
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.dataset_id == dataset_id,
            Proposal.kpi == rules.kpi,
            Proposal.fiscal_year == rules.fiscal_year,
            Proposal.withdrawn_at.is_(None),
        )
    )
    confirmed = rules.substance.confirmed_frequency
    own = dataset.frequency_on(day)
    frequency = frequency_of(duties, own, day, only_confirmed=confirmed) if duties else None
    return Badge(
        marks(dataset, frequency, rules, as_of),
        duties[0].kind.value if duties else "",
        bool(proposed),
    )
