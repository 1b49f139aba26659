"""All that is known of one agency in one fiscal year, from the register, the catalog and the workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov import usage
from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.kpi.common.services.year_rows import standing, year_key
from ckanext.bmagov.kpi.evidence.domain.duplicates import find_overlaps
from ckanext.bmagov.kpi.evidence.model.link import LinkCheck
from ckanext.bmagov.kpi.evidence.model.workspace import (
    Deliverable,
    Proposal,
    Statement,
    Use,
    document_address,
)
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.evidence.services.documents import documents_of
from ckanext.bmagov.kpi.register.services import duties_of
from ckanext.bmagov.kpi.score.domain import facts as domain
from ckanext.bmagov.kpi.score.readers import dataset_facts, published_ids
from ckanext.bmagov.usage import BURST_DAYS, bursts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


def collect(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> domain.Facts:
    """Return the facts of one agency as they stand now, in a handful of queries."""
    duties = duties_of(session, agency.carries)
    proposal = last_proposal(session, agency.node.id, rules)
    database = proposal.dataset_id if proposal else ""
    datasets = dataset_facts(session, {*(duty.dataset_id for duty in duties), database}, {database})
    return _facts(session, agency, rules, as_of, duties, datasets, proposal)


def collect_some(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    changed: Mapping[str, DatasetFacts | None],
    alike_ids: Collection[str],
) -> domain.Facts | None:
    """Return the facts with the duties of some datasets only; None when the year's own database is one.

    :param changed: those datasets as they are now; None for one that the catalog never had
    :param alike_ids: datasets that the proposed database was found to be like
    """
    proposal = last_proposal(session, agency.node.id, rules)
    database = proposal.dataset_id if proposal else ""
    if database in changed:
        return None
    duties = duties_of(session, agency.carries, changed)
    datasets = {key: pair for key, pair in changed.items() if pair}
    datasets |= dataset_facts(session, {database, *alike_ids} - set(changed), {database})
    return _facts(session, agency, rules, as_of, duties, datasets, proposal, alike_ids)


def collect_about(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    dataset_ids: Collection[str],
    alike_ids: Collection[str],
) -> domain.Facts:
    """Return the facts with some datasets and their duties only, and all that is read of nothing else.

    :param dataset_ids: those datasets; an empty one stands for duties without a dataset
    :param alike_ids: datasets that the proposed database was found to be like
    """
    proposal = last_proposal(session, agency.node.id, rules)
    database = proposal.dataset_id if proposal else ""
    duties = duties_of(session, agency.carries, dataset_ids)
    datasets = dataset_facts(session, {*dataset_ids, database, *alike_ids}, {database})
    return _facts(session, agency, rules, as_of, duties, datasets, proposal, alike_ids)


def databases(
    session: AlchemySession, agency: Scored, rules: RuleSet, facts: domain.Facts, dataset_ids: Collection[str]
) -> list[tuple[DatasetFacts, tuple[str, ...]]]:
    """Return datasets as they would be read as the year's database, each with those of Part 1 it is like."""
    proposal = last_proposal(session, agency.node.id, rules)
    rows = proposal.planned_rows if proposal else None
    register = {duty.dataset_id for duty in facts.obligations}
    kept = [dataset for dataset in facts.datasets if dataset.id in register]
    read = dataset_facts(session, dataset_ids, dataset_ids)
    return [
        (
            _planned(dataset, rows) if rows else dataset,
            tuple(overlap.dataset_id for overlap in find_overlaps(dataset, kept)),
        )
        for dataset in read.values()
    ]


def _facts(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    duties: tuple[Obligation, ...],
    datasets: dict[str, DatasetFacts],
    proposal: Proposal | None,
    in_register: Collection[str] = (),
) -> domain.Facts:
    agency_id = agency.node.id
    database = proposal.dataset_id if proposal else ""
    if proposal and proposal.planned_rows and database in datasets:
        datasets[database] = _planned(datasets[database], proposal.planned_rows)
    register = {*(duty.dataset_id for duty in duties), *in_register}
    return domain.Facts(
        agency_id=agency_id,
        agency_kind=agency.node.kind,
        fiscal_year=rules.fiscal_year,
        obligations=duties,
        datasets=tuple(datasets[key] for key in sorted(datasets)),
        documents=_documents(session, agency_id, rules),
        proposal=_as_domain(proposal, datasets, register) if proposal else None,
        uses=_uses(session, agency_id, rules, database, as_of),
        published=published_ids(session, agency_id),
        stated=session.scalar(sa.select(Statement.stated).filter_by(**year_key(agency_id, rules))),
    )


def last_proposals(session: AlchemySession, rules: RuleSet) -> dict[str, Proposal]:
    """Return the databases that agencies propose for the year, by agency; the last one counts."""
    query = sa.select(Proposal).where(
        Proposal.kpi == rules.kpi,
        Proposal.fiscal_year == rules.fiscal_year,
        Proposal.withdrawn_at.is_(None),
    )
    rows = session.scalars(query.order_by(Proposal.created_at, Proposal.id.desc()))
    return {row.agency_id: row for row in rows}


def last_proposal(session: AlchemySession, agency_id: str, rules: RuleSet) -> Proposal | None:
    """Return the database that an agency proposes for the year; the last one counts."""
    query = standing(Proposal, agency_id, rules)
    return session.scalars(query.order_by(Proposal.created_at.desc(), Proposal.id).limit(1)).first()


def _planned(dataset: DatasetFacts, rows: int) -> DatasetFacts:
    if dataset.imported is None:
        return dataset
    return replace(dataset, imported=replace(dataset.imported, planned_rows=rows))


def alike(
    proposal: Proposal, datasets: Mapping[str, DatasetFacts], register: Collection[str]
) -> tuple[str, ...]:
    """Return the datasets of a register that a proposed database is like, the most alike first."""
    proposed = datasets.get(proposal.dataset_id) or domain.DatasetFacts(
        id=proposal.dataset_id, url="", title=proposal.title
    )
    kept = [dataset for dataset in datasets.values() if dataset.id in register]
    return tuple(overlap.dataset_id for overlap in find_overlaps(proposed, kept))


def _as_domain(
    row: Proposal, datasets: Mapping[str, DatasetFacts], register: Collection[str]
) -> domain.Proposal:
    return domain.Proposal(
        id=row.id,
        proposed_at=row.proposed_at,
        origin=domain.Origin(row.origin),
        importance=row.importance,
        widened_by=row.widened_by,
        dataset_id=row.dataset_id,
        accepted=row.accepted,
        overlaps=alike(row, datasets, register),
    )


def _documents(session: AlchemySession, agency_id: str, rules: RuleSet) -> tuple[domain.Document, ...]:
    query = standing(Deliverable, agency_id, rules).where(Deliverable.kind.in_(domain.DOCUMENT_KINDS))
    rows = session.scalars(query.order_by(Deliverable.received_at, Deliverable.id)).all()
    answers = _answers(session, {row.url for row in rows if row.url})
    return tuple(
        domain.Document(
            id=row.id,
            kind=row.kind,
            received_at=row.received_at,
            sha256=row.sha256,
            url=document_address(row.id),
            readable=document_store.is_there(row.sha256)
            if row.sha256
            else answers.get(row.url, row.readable),
            listed_datasets=tuple(row.listed_datasets),
        )
        for row in rows
    )


def _uses(
    session: AlchemySession, agency_id: str, rules: RuleSet, database: str, as_of: dt.datetime
) -> tuple[domain.Use, ...]:
    rows = session.scalars(standing(Use, agency_id, rules).order_by(Use.place)).all()
    files = documents_of(session, (piece.get("deliverable_id") for row in rows for piece in row.evidence))
    answers = _answers(session, {piece["url"] for row in rows for piece in row.evidence if piece.get("url")})
    counted = {row.id: _counted(session, row, rules, database, as_of) for row in rows}
    return tuple(
        domain.Use(
            id=row.id,
            kind=domain.UseKind(row.kind),
            declared_at=row.declared_at,
            start=row.start,
            end=row.end,
            evidence=tuple(_evidence(piece, files, answers) for piece in row.evidence),
            counted=counted[row.id][0],
            bursts=counted[row.id][1],
        )
        for row in rows
    )


def _answers(session: AlchemySession, urls: set[str]) -> dict[str, bool | None]:
    """Return what is known of addresses. One that was never looked at counts as there."""
    rows = session.scalars(sa.select(LinkCheck).where(LinkCheck.url.in_(urls)))
    seen = {row.url: row.answered for row in rows}
    return {url: seen.get(url, True) for url in urls}


def _evidence(
    piece: EvidencePiece, files: dict[str, Deliverable], answers: dict[str, bool | None]
) -> domain.UseEvidence:
    if "deliverable_id" not in piece:
        return domain.UseEvidence(piece["url"], readable=answers[piece["url"]])
    file = files.get(piece["deliverable_id"])
    if file is None or file.withdrawn_at is not None:
        return domain.UseEvidence(document_address(piece["deliverable_id"]), readable=False)
    readable = document_store.is_there(file.sha256) if file.sha256 else file.readable
    return domain.UseEvidence(document_address(file.id), file.sha256, readable)


def _counted(
    session: AlchemySession, row: Use, rules: RuleSet, database: str, as_of: dt.datetime
) -> tuple[int, int]:
    """Return how many people used the database in the period, each network once a day, and days of bursts.

    Who they are nobody knows, so they are the public. Uses of days on which no people were counted tell only
    how often somebody clicked: they stay shown, and are not evidence.
    """
    if row.kind != domain.UseKind.PUBLIC or not database:
        return 0, 0
    year = FiscalYear(rules.fiscal_year)
    start, end = row.start or year.start, min(row.end or year.end, in_bangkok(as_of).date())
    people = usage.people_by_day(session, database, start - dt.timedelta(days=BURST_DAYS), end)
    inside = {day for day in people if day >= start}
    return sum(people[day] for day in inside), len(inside.intersection(bursts(people)))
