"""Score agencies and keep what was found. The caller commits, one agency at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.domain.kpi.criteria.database import complete_measures
from ckanext.bmagov.domain.kpi.engine import ScoreCard, evaluate
from ckanext.bmagov.domain.kpi.findings import SubjectKind
from ckanext.bmagov.domain.kpi.plain import digest, to_plain
from ckanext.bmagov.model.copy import copy_rows
from ckanext.bmagov.model.kpi import (
    CriterionScore,
    DatasetFacts,
    DirtyAgency,
    Finding,
    Obligation,
    Proposal,
    Scorecard,
)
from ckanext.bmagov.services.kpi import facts as service
from ckanext.bmagov.services.kpi.agencies import Scored  # noqa: TC001 - part of the signature

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.domain.kpi.facts import Facts
    from ckanext.bmagov.domain.kpi.ruleset import RuleSet


WAKE: Final = "bmagov_score_wake"
"""Stands in the info of a session that has noted a change: who commits it wakes a worker."""


def score_agency(
    session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime
) -> tuple[Facts, ScoreCard]:
    """Collect, evaluate and store; return both so that a snapshot can keep them.

    :param rules: with the deadlines as they were moved for this agency
    """
    facts = see_milestones(session, service.collect(session, agency, rules, as_of), rules, as_of)
    card = evaluate(facts, rules, as_of)
    store(session, facts, card)
    return facts, card


def see_milestones(session: AlchemySession, facts: Facts, rules: RuleSet, as_of: dt.datetime) -> Facts:
    """Note since when each measure of the year's database is complete; what once was, stays noted."""
    database = facts.proposal.dataset_id if facts.proposal else ""
    datasets = []
    for one in facts.datasets:
        names = complete_measures(one, rules, as_of) if one.id == database and one.in_catalog else ()
        fresh = {name: as_of for name in names if getattr(one.milestones, name) is None}
        seen = replace(one, milestones=replace(one.milestones, **fresh)) if fresh else one
        if fresh:
            _keep_milestones(session, seen.id, facts.agency_id, to_plain(seen.milestones), as_of)
        datasets.append(seen)
    return replace(facts, datasets=tuple(datasets))


def _keep_milestones(
    session: AlchemySession, dataset_id: str, agency_id: str, plain: dict[str, Any], as_of: dt.datetime
) -> None:
    milestones = {name: at for name, at in plain.items() if at}
    row = insert(DatasetFacts).values(
        dataset_id=dataset_id, agency_id=agency_id, milestones=milestones, seen_at=as_of
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["dataset_id"], set_={"milestones": milestones, "seen_at": as_of}
        )
    )


def store(session: AlchemySession, facts: Facts, card: ScoreCard) -> None:
    """Put a score card in the place of the last one: card, criteria and findings together."""
    key = {"agency_id": card.agency_id, "kpi": card.kpi, "fiscal_year": card.fiscal_year}
    for table in (Finding, CriterionScore, Scorecard):
        session.execute(
            sa.delete(table).where(*(getattr(table, name) == value for name, value in key.items()))
        )
    session.execute(
        sa.insert(Scorecard).values(
            **key,
            as_of=card.as_of,
            rule_version=card.rule_version,
            rule_digest=card.rule_digest,
            result=card.result,
            highest=card.highest,
            stated=card.stated,
            parts=to_plain(card.parts),
            counts=to_plain(card.counts),
            facts_digest=digest(facts),
        )
    )
    session.execute(
        sa.insert(CriterionScore),
        [
            {
                **key,
                "criterion": one.id,
                "part": one.part,
                "state": one.state.value,
                "deadline": one.deadline,
                **_points(one.points),
            }
            for one in card.criteria
        ],
    )
    copy_rows(session, Finding, _findings(key, facts, card))
    session.execute(sa.delete(DirtyAgency).where(DirtyAgency.agency_id == card.agency_id))


def _findings(key: dict[str, Any], facts: Facts, card: ScoreCard) -> Iterator[dict[str, Any]]:
    datasets = {duty.id: duty.dataset_id for duty in facts.obligations}
    if facts.proposal:
        datasets[facts.proposal.id] = facts.proposal.dataset_id
    for place, one in enumerate(card.findings, 1):
        yield {
            **key,
            "criterion": one.criterion,
            "place": place,
            "subject": one.subject.value,
            "subject_id": one.subject_id,
            "dataset_id": one.subject_id
            if one.subject is SubjectKind.DATASET
            else datasets.get(one.subject_id, ""),
            "state": one.state.value,
            **_points(one.points),
            "reason": one.reason,
            "params": to_plain(one.params),
            "evidence": to_plain(one.evidence),
        }


def _points(points: Any) -> dict[str, str]:
    return {name: str(getattr(points, name)) for name in ("earned", "lost", "unknown", "reachable")}


def mark_dirty(session: AlchemySession, dataset_ids: list[str], agency_ids: list[str]) -> None:
    """Note whose score may have changed, in the transaction that changed it.

    The agencies given, and those whose register or proposal names one of the datasets.
    """
    concerned = set(agency_ids)
    for table in (Obligation, Proposal):
        concerned |= set(session.scalars(sa.select(table.agency_id).where(table.dataset_id.in_(dataset_ids))))
    if concerned:
        rows = [{"agency_id": one} for one in sorted(concerned)]
        session.execute(insert(DirtyAgency).on_conflict_do_nothing(), rows)
        session.info[WAKE] = True


def mark_all_dirty(session: AlchemySession) -> None:
    """Note that every score may have changed: a rule or a deadline for all did."""
    every = sa.select(Scorecard.agency_id).distinct()
    session.execute(insert(DirtyAgency).from_select(["agency_id"], every).on_conflict_do_nothing())
    session.info[WAKE] = True
