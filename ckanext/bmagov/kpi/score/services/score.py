"""Score agencies and keep what was found. The caller commits, one agency at a time."""

from __future__ import annotations

import contextlib
import gc
from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.model.copy import copy_rows
from ckanext.bmagov.kpi.common.services.agencies import Scored  # noqa: TC001 - part of the signature
from ckanext.bmagov.kpi.oversight.domain.flags import flags_of, risk_of
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.score.domain.criteria import governed_parts
from ckanext.bmagov.kpi.score.domain.criteria.measured import note_milestones
from ckanext.bmagov.kpi.score.domain.engine import ScoreCard, evaluate
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind
from ckanext.bmagov.kpi.score.model import CriterionScore, DatasetFacts, Finding, Scorecard
from ckanext.bmagov.kpi.score.services import facts as service, history, score_changes, seen

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.oversight.domain.flags import Flag
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Looked
    from ckanext.bmagov.kpi.score.domain.engine import (
        CriterionScore as Score,
        Finding as ScoredFinding,
        Points,
    )
    from ckanext.bmagov.kpi.score.domain.facts import Facts
    from ckanext.bmagov.kpi.score.domain.findings import Evidence
    from ckanext.bmagov.kpi.score.services.seen import Marks


@contextlib.contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for circles of garbage less often while a city is scored.

    Facts are hundred thousands of small things without circles; looking among them costs a quarter of the
    time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def score_agency(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    *,
    looks: Marks | None = None,
) -> tuple[Facts, ScoreCard]:
    """Collect, evaluate and store; return both so that a snapshot can keep them.

    :param rules: with the deadlines as they were moved for this agency
    :param looks: marks of all datasets, where what is to be seen is kept as well, for days to come
    """
    noted = score_changes.of(session, agency.carries)
    marks = seen.since(session, looks, agency.carries, noted) if looks else None
    now = {**marks.apart, **history.look(session, agency.carries, marks)} if marks else None
    facts = see_milestones(session, service.collect(session, agency, rules, as_of, now), rules, as_of)
    looked = governed_parts.look(facts, rules, as_of)
    card = evaluate(facts, rules, as_of, looked)
    store(session, facts, card, rules, looked)
    score_changes.forget(session, noted)
    return facts, card


def see_milestones(session: AlchemySession, facts: Facts, rules: RuleSet, as_of: dt.datetime) -> Facts:
    """Note since when each measure of the year's database is complete; what once was, stays noted."""
    noted = note_milestones(facts, rules, as_of)
    for before, after in zip(facts.datasets, noted.datasets, strict=True):
        if after is not before:
            _keep_milestones(session, after.id, facts.agency_id, to_plain(after.milestones), as_of)
    return noted


def _keep_milestones(
    session: AlchemySession,
    dataset_id: str,
    agency_id: str,
    plain: Mapping[str, str | None],
    as_of: dt.datetime,
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


def store(
    session: AlchemySession, facts: Facts, card: ScoreCard, rules: RuleSet, looked: Looked | None = None
) -> None:
    """Put a score card in the place of the last one: card, criteria, findings and flags together.

    :param looked: what the measures of governance found; without it a change makes the card anew
    """
    flags = flags_of(facts, card.criteria, rules, limits(), card.as_of)
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
            looked=to_plain(looked) if looked else None,
            **flag_values(flags),
        )
    )
    session.execute(
        sa.insert(CriterionScore),
        [{**key, "criterion": criterion.id, **score_values(criterion)} for criterion in card.criteria],
    )
    copy_rows(session, Finding, finding_rows(key, facts, card.findings))


def flag_values(flags: Iterable[Flag]) -> dict[str, Any]:
    """Return what is kept of flags, and what they come to."""
    known = tuple(flags)
    return {"flags": [flag.to_dict() for flag in known], "risk": risk_of(known, limits())}


def score_values(score: Score) -> dict[str, object]:
    """Return what is kept of one criterion."""
    return {
        "part": score.part,
        "state": score.state.value,
        "deadline": score.deadline,
        **_points(score.points),
    }


def finding_rows(
    key: Mapping[str, str | int],
    facts: Facts,
    findings: Iterable[ScoredFinding],
    places: Mapping[tuple[str, str], int] | None = None,
) -> Iterator[dict[str, object]]:
    """Return what is kept of findings, numbered within each criterion.

    :param places: the numbers of those subjects that keep theirs
    """
    datasets = {duty.id: duty.dataset_id for duty in facts.obligations}
    if facts.proposal:
        datasets[facts.proposal.id] = facts.proposal.dataset_id
    numbers: Counter[str] = Counter()
    points: dict[int, dict[str, str]] = {}  # thousands of findings share a few points
    for finding in findings:
        numbers[finding.criterion] += 1
        shown = points.get(id(finding.points)) or points.setdefault(
            id(finding.points), _points(finding.points)
        )
        yield {
            **key,
            "criterion": finding.criterion,
            "place": (places or {}).get((finding.criterion, finding.subject_id))
            or numbers[finding.criterion],
            "subject": finding.subject.value,
            "subject_id": finding.subject_id,
            "dataset_id": finding.subject_id
            if finding.subject is SubjectKind.DATASET
            else datasets.get(finding.subject_id, ""),
            "state": finding.state.value,
            **shown,
            "reason": finding.reason,
            "params": dict(finding.params),
            "evidence": [_evidence(piece) for piece in finding.evidence],
        }


def _evidence(piece: Evidence) -> dict[str, str | None]:
    return {
        "ref": piece.ref,
        "value": piece.value,
        "sha256": piece.sha256,
        "seen_at": piece.seen_at.isoformat() if piece.seen_at else None,
    }


def _points(points: Points) -> dict[str, str]:
    return {
        "earned": str(points.earned),
        "lost": str(points.lost),
        "unknown": str(points.unknown),
        "reachable": str(points.reachable),
    }
