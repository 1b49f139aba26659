"""For whom a deadline is moved, and who has handed in for it already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckanext.bmagov.kpi.common.services.agencies import scored_agencies
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.round.model import Deadline, Round
from ckanext.bmagov.kpi.rules.domain.ruleset import REPORT
from ckanext.bmagov.kpi.score.model import CriterionScore

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def concerned(session: AlchemySession, rules: RuleSet, step: str, agency_id: str = "") -> list[Scored]:
    """Return the agencies for which a day is moved: one, or all that have none of their own."""
    agencies = scored_agencies(session, rules)
    if agency_id:
        return [agency for agency in agencies if agency.node.id == agency_id]
    own = set(
        session.scalars(
            sa.select(Deadline.agency_id).where(
                Deadline.kpi == rules.kpi, Deadline.fiscal_year == rules.fiscal_year, Deadline.step == step
            )
        )
    )
    return [agency for agency in agencies if agency.node.id not in own]


def handed_in(session: AlchemySession, rules: RuleSet, step: str, agency_ids: Collection[str]) -> set[str]:
    """Return those who have handed in for a step: a document of it, or work that its criteria count."""
    if step == REPORT:
        begun = sa.func.jsonb_array_length(Round.content["decisions"]) > 0
        return set(session.scalars(_of_year(Round, rules, agency_ids).where(begun)))
    kinds = {deliverable.kind for deliverable in rules.step(step).deliverables} - {""}
    documents = _of_year(Deliverable, rules, agency_ids).where(
        Deliverable.kind.in_(kinds), Deliverable.withdrawn_at.is_(None)
    )
    criteria = [criterion.id for criterion in rules.criteria if criterion.step == step]
    counted = _of_year(CriterionScore, rules, agency_ids).where(
        CriterionScore.criterion.in_(criteria),
        sa.or_(CriterionScore.earned != "0", CriterionScore.unknown != "0"),
    )
    return {*session.scalars(documents), *session.scalars(counted)}


def _of_year(table: Any, rules: RuleSet, agency_ids: Collection[str]) -> sa.Select[tuple[str]]:
    return (
        sa.select(table.agency_id)
        .where(
            table.kpi == rules.kpi,
            table.fiscal_year == rules.fiscal_year,
            table.agency_id.in_(agency_ids),
        )
        .distinct()
    )
