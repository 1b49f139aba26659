"""A kept score brought up to date after some datasets changed, without reading the rest of the register."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.model.copy import copy_rows
from ckanext.bmagov.kpi.oversight.domain.flags import amended as amended_flags, read_flags
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.register.services import duties_of
from ckanext.bmagov.kpi.score.domain import amend as domain
from ckanext.bmagov.kpi.score.domain.criteria import governed_parts
from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Looked
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind
from ckanext.bmagov.kpi.score.model import CriterionScore, Finding, Scorecard
from ckanext.bmagov.kpi.score.readers import dataset_facts
from ckanext.bmagov.kpi.score.services import cards, facts as service, score, score_changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


@dataclass(frozen=True)
class Batch:
    """What happened to some agencies, and what is read for all of them at once, after it was asked for."""

    noted: Mapping[str, score_changes.Noted]
    """Agency -> what happened to it and to those whose duties it carries."""
    datasets: Mapping[str, DatasetFacts]
    duties: Mapping[str, tuple[Obligation, ...]]
    """Agency of the register -> its duties that name a changed dataset."""
    proposals: Mapping[str, Proposal]
    alike: Mapping[str, frozenset[str]]
    """Agency -> what its proposed database was found to be like."""


def read_batch(session: AlchemySession, agencies: Iterable[Scored], rules: RuleSet) -> Batch:
    """Read what is needed to mend the scores of those of the agencies where something happened."""
    ids = score_changes.changed_ids(session)
    agencies = [agency for agency in agencies if not ids.isdisjoint(agency.carries)]
    noted = {agency.node.id: score_changes.of(session, agency.carries) for agency in agencies}
    changed = {dataset for notes in noted.values() for dataset in notes.datasets}
    proposals = service.last_proposals(session, rules) if changed else {}
    wanted = changed | {proposal.dataset_id for key, proposal in proposals.items() if key in noted}
    duties: dict[str, list[Obligation]] = defaultdict(list)
    for duty in duties_of(session, {each for agency in agencies for each in agency.carries}, changed):
        duties[duty.agency_id].append(duty)
    return Batch(
        noted,
        dataset_facts(session, wanted) if changed else {},
        {key: tuple(some) for key, some in duties.items()},
        proposals,
        _alike_datasets(session, rules) if changed else {},
    )


def _alike_datasets(session: AlchemySession, rules: RuleSet) -> dict[str, frozenset[str]]:
    query = sa.select(Finding.agency_id, Finding.params["overlaps"]).where(
        Finding.kpi == rules.kpi,
        Finding.fiscal_year == rules.fiscal_year,
        Finding.criterion.in_(domain.asked_in_full(rules)),
        Finding.subject == SubjectKind.PROPOSAL.value,
    )
    return {agency_id: frozenset(overlaps or ()) for agency_id, overlaps in session.execute(query).tuples()}


def amend_agency(
    session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime, batch: Batch
) -> bool:
    """Bring the kept score up to date; return false when it has to be made anew.

    It has to when something else than datasets changed, when the day or the rules are others, and when the
    database of the year itself is among what changed. Otherwise what is stored is what a whole run stores.

    :param rules: with the deadlines as they were moved for this agency
    """
    noted = batch.noted[agency.node.id]
    card = None if noted.whole else _kept_card(session, agency.node.id, rules, as_of)
    if card is None:
        return False
    register_only = not _concerns_proposal(session, agency, batch)
    own = (duty for each in agency.carries for duty in batch.duties.get(each, ()))
    duties = tuple(duty for duty in own if duty.dataset_id in noted.datasets)
    rows = _kept_findings(session, card, duties, () if register_only else domain.asked_in_full(rules))
    facts: Facts | None
    if register_only:
        seen = tuple(
            batch.datasets[dataset_id]
            for dataset_id in sorted(noted.datasets)
            if dataset_id in batch.datasets
        )
        facts = Facts(agency.node.id, agency.node.kind, rules.fiscal_year, duties, seen, stated=card.stated)
        facts = service.with_governance(session, agency, rules, facts, as_of)
    else:
        changed = {dataset_id: batch.datasets.get(dataset_id) for dataset_id in noted.datasets}
        alike = batch.alike.get(agency.node.id, frozenset())
        facts = service.collect_some(session, agency, rules, as_of, changed, alike)
        facts = facts and score.see_milestones(session, facts, rules, as_of)
    if facts is None:
        return False
    looked = _looked_again(card, facts, noted.datasets, batch, rules, as_of)
    if looked is None and rules.substance.governance:
        return False
    criteria = session.scalars(cards.of_card(CriterionScore, card)).all()
    amended = domain.amend(
        {row.criterion: cards.as_score(row) for row in criteria},
        card.counts,
        [cards.as_finding(row, rules) for row in rows],
        facts,
        rules,
        as_of,
        looked=looked,
        register_only=register_only,
    )
    if amended is None:
        return False
    card.looked = to_plain(looked) if looked else None
    _keep(session, card, criteria, rows, facts, amended, as_of)
    if card.flags is not None:
        scores, kept = amended.scores.values(), read_flags(card.flags)
        flags = amended_flags(kept, noted.datasets, facts, scores, rules, limits(), as_of)
        for name, value in score.flag_values(flags).items():
            setattr(card, name, value)
        session.flush()
    score_changes.forget(session, noted)
    return True


def _looked_again(
    card: Scorecard,
    facts: Facts,
    changed: Collection[str],
    batch: Batch,
    rules: RuleSet,
    as_of: dt.datetime,
) -> Looked | None:
    """Ask the measures of governance of what changed, and keep what they found of the rest."""
    datasets = tuple(batch.datasets[key] for key in sorted(changed) if key in batch.datasets)
    again = governed_parts.look(replace(facts, datasets=datasets), rules, as_of)
    if again is None or card.looked is None:
        return None
    kept = Looked(tuple(card.looked["measures"]), card.looked["marks"])
    return kept.renewed(again, changed, frozenset(facts.published or ()))


def _concerns_proposal(session: AlchemySession, agency: Scored, batch: Batch) -> bool:
    """Tell whether what changed is the proposed database, or is or was like it."""
    proposal = batch.proposals.get(agency.node.id)
    if proposal is None:
        return False
    changed = batch.noted[agency.node.id].datasets
    if proposal.dataset_id in changed or changed & batch.alike.get(agency.node.id, frozenset()):
        return True
    some = {
        dataset_id: batch.datasets[dataset_id]
        for dataset_id in {*changed, proposal.dataset_id}
        if dataset_id in batch.datasets
    }
    dataset_ids = {duty.dataset_id for each in agency.carries for duty in batch.duties.get(each, ())}
    return bool(service.alike(session, proposal, some, dataset_ids & changed))


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
    return card if card and cards.same_day(card.as_of, as_of) else None


def _kept_findings(
    session: AlchemySession, card: Scorecard, duties: Iterable[Obligation], criteria: Iterable[str]
) -> Sequence[Finding]:
    asked = (
        Finding.subject_id.in_([duty.id for duty in duties])
        | Finding.criterion.in_(criteria)
        | (Finding.subject == SubjectKind.GOVERNANCE.value)
    )
    return session.scalars(cards.of_card(Finding, card).where(asked)).all()


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
    places = {(row.criterion, row.subject_id): row.place for row in rows}
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
