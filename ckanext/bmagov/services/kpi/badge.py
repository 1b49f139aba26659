"""How one dataset stands against the KPI, and whether somebody has the duty to keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.collect.kpi_facts import dataset_facts
from ckanext.bmagov.domain.calendar import in_bangkok
from ckanext.bmagov.domain.kpi.badge import Mark, marks
from ckanext.bmagov.model.kpi import Proposal
from ckanext.bmagov.services.kpi.register import duties_of

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.domain.kpi.ruleset import RuleSet


@dataclass(frozen=True)
class Badge:
    """``duty``: its kind of obligation in the register, empty for none; ``database``: it is a year's own."""

    marks: tuple[Mark, ...]
    duty: str
    database: bool


def of_dataset(
    session: AlchemySession, dataset_id: str, agency_id: str, rules: RuleSet, as_of: dt.datetime
) -> Badge | None:
    """Return the badge of a dataset of an agency; None of one that is not in the catalog."""
    found = dataset_facts(session, [dataset_id]).get(dataset_id)
    if found is None or not found.in_catalog:
        return None
    day = in_bangkok(as_of).date()
    duty = next(
        (one for one in duties_of(session, (agency_id,)) if one.dataset_id == dataset_id and not one.removal),
        None,
    )
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
    agreed = duty.agreement(day) if duty else None
    return Badge(
        marks(found, agreed, rules.freshness, as_of), duty.kind.value if duty else "", bool(proposed)
    )
