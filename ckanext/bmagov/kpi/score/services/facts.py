"""All that is known of one agency in one fiscal year, from the register, the catalog and the workspace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov import files, usage
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
from ckanext.bmagov.kpi.evidence.services.governance import record_facts
from ckanext.bmagov.kpi.evidence.services.readings import LIST, readings_of
from ckanext.bmagov.kpi.register.domain.obligations import ObligationKind
from ckanext.bmagov.kpi.register.services import duties_of
from ckanext.bmagov.kpi.score.domain import facts as domain
from ckanext.bmagov.kpi.score.readers import dataset_facts
from ckanext.bmagov.kpi.score.services import history
from ckanext.bmagov.usage import BURST_DAYS, bursts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
    from ckanext.bmagov.kpi.evidence.domain.duplicates import Overlap
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.register.domain.obligations import Obligation
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


def collect(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    as_of: dt.datetime,
    seen_now: Mapping[str, DatasetFacts] | None = None,
) -> domain.Facts:
    """Return the facts of one agency in a handful of queries, as they stand, or stood on a past day.

    :param seen_now: what was seen of datasets a moment ago (`history.look`)
    """
    duties = _owed(duties_of(session, agency.carries), agency, rules)
    proposal = last_proposal(session, agency.node.id, rules)
    database = proposal.dataset_id if proposal else ""
    published = history.published_ids(session, agency.node.id, as_of)
    governed = published if rules.substance.governance else ()
    wanted = {*(duty.dataset_id for duty in duties), database, *governed}
    datasets = history.dataset_facts(session, wanted, as_of, {database}, seen_now)
    return _facts(session, agency, rules, as_of, duties, datasets, proposal, published=published)


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
    duties = _owed(duties_of(session, agency.carries, changed), agency, rules)
    datasets = {key: pair for key, pair in changed.items() if pair}
    more = {database, *alike_ids} - set(changed)
    datasets |= history.dataset_facts(session, more, as_of, {database})
    return _facts(session, agency, rules, as_of, duties, datasets, proposal, alike_ids)


def _governed_ids(
    session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime
) -> tuple[str, ...]:
    """Return the ids of the datasets over which the agency's governance is measured, if it is."""
    return history.published_ids(session, agency.node.id, as_of) if rules.substance.governance else ()


def with_governance(
    session: AlchemySession, agency: Scored, rules: RuleSet, facts: domain.Facts, as_of: dt.datetime
) -> domain.Facts:
    """Return facts with what governance is judged by beside datasets, where the rules measure it."""
    if not rules.substance.governance:
        return facts
    return replace(
        facts,
        documents=_documents(session, agency.node.id, rules, _files(session, agency.node.id, rules)),
        published=_governed_ids(session, agency, rules, as_of),
        governance=record_facts(session, agency, as_of),
    )


def _owed(duties: tuple[Obligation, ...], agency: Scored, rules: RuleSet) -> tuple[Obligation, ...]:
    """Return duties with those that were taken over this year owed from the day of it."""
    year = FiscalYear(rules.fiscal_year)
    days = {key: day for key, day in agency.taken_over.items() if day in year}
    return tuple(
        replace(duty, added_year=max(duty.added_year, year.year), added_on=days[duty.agency_id])
        if duty.agency_id in days
        else duty
        for duty in duties
    )


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
    duties = _owed(duties_of(session, agency.carries, dataset_ids), agency, rules)
    wanted = {*dataset_ids, database, *alike_ids, *_governed_ids(session, agency, rules, as_of)}
    datasets = history.dataset_facts(session, wanted, as_of, {database})
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
    contents = files.contents_of(session, {*dataset_ids, *register})
    return [
        (
            _planned(dataset, rows) if rows else dataset,
            tuple(overlap.dataset_id for overlap in find_overlaps(dataset, kept, contents)),
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
    *,
    published: tuple[str, ...] | None = None,
) -> domain.Facts:
    agency_id = agency.node.id
    database = proposal.dataset_id if proposal else ""
    if proposal and proposal.planned_rows and database in datasets:
        datasets[database] = _planned(datasets[database], proposal.planned_rows)
    register = {*(duty.dataset_id for duty in duties), *in_register} - {database}
    if database and _is_duty(session, agency, rules, as_of, database):
        register.add(database)
    received = _files(session, agency_id, rules)
    return domain.Facts(
        agency_id=agency_id,
        agency_kind=agency.node.kind,
        fiscal_year=rules.fiscal_year,
        obligations=duties,
        datasets=tuple(datasets[key] for key in sorted(datasets)),
        documents=_documents(session, agency_id, rules, received),
        proposal=_as_domain(proposal, alike(session, proposal, datasets, register)) if proposal else None,
        uses=_uses(session, agency_id, rules, received, database, as_of),
        published=history.published_ids(session, agency_id, as_of) if published is None else published,
        governance=record_facts(session, agency, as_of) if rules.substance.governance else None,
        stated=session.scalar(sa.select(Statement.stated).filter_by(**year_key(agency_id, rules))),
        measured=history.is_measured(session, agency_id, rules),
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
    session: AlchemySession,
    proposal: Proposal,
    datasets: Mapping[str, DatasetFacts],
    register: Collection[str],
) -> tuple[Overlap, ...]:
    """Return what a proposed database has in common with datasets of a register, the most alike first.

    :param register: with its own dataset, where that is a duty of the year
    """
    proposed = datasets.get(proposal.dataset_id) or domain.DatasetFacts(
        id=proposal.dataset_id, url="", title=proposal.title
    )
    kept = [dataset for dataset in datasets.values() if dataset.id in register]
    contents = files.contents_of(session, {proposed.id, *register}) if proposal.dataset_id else {}
    return find_overlaps(proposed, kept, contents)


def _as_domain(row: Proposal, overlaps: tuple[Overlap, ...]) -> domain.Proposal:
    shares = [overlap.rows for overlap in overlaps if overlap.rows is not None]
    return domain.Proposal(
        id=row.id,
        proposed_at=row.proposed_at,
        origin=domain.Origin(row.origin),
        importance=row.importance,
        widened_by=row.widened_by,
        dataset_id=row.dataset_id,
        accepted=row.accepted,
        title=row.title,
        overlaps=tuple(overlap.dataset_id for overlap in overlaps),
        itself=any(overlap.itself for overlap in overlaps),
        shared_rows=int(100 * max(shares)) if shares else None,
    )


def _is_duty(
    session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime, dataset_id: str
) -> bool:
    """Tell whether a dataset is a duty of Part 1 in the year: one that was added later is not yet."""
    day = in_bangkok(as_of).date()
    duties = duties_of(session, agency.carries, {dataset_id})
    return any(_is_part_1(duty, rules, day) for duty in duties)


def _is_part_1(duty: Obligation, rules: RuleSet, day: dt.date) -> bool:
    """A database of Part 2 is a duty from the next year on."""
    developed_now = duty.kind is ObligationKind.NEW_DATABASE and duty.added_year >= rules.fiscal_year
    return duty.binds(rules.fiscal_year, day) and not developed_now


@dataclass(frozen=True)
class _Files:
    """What an agency handed in for the year and did not take back, and what is known of it."""

    rows: Mapping[str, Deliverable]
    readings: Mapping[str, Reading]


def _files(session: AlchemySession, agency_id: str, rules: RuleSet) -> _Files:
    query = standing(Deliverable, agency_id, rules).order_by(Deliverable.received_at, Deliverable.id)
    rows = session.scalars(query).all()
    return _Files({row.id: row for row in rows}, readings_of(session, rows))


def _documents(
    session: AlchemySession, agency_id: str, rules: RuleSet, received: _Files
) -> tuple[domain.Document, ...]:
    rows = [row for row in received.rows.values() if row.kind in domain.DOCUMENT_KINDS]
    looked = _looked(session, {row.url for row in rows})
    by_day = rules.substance.list_as_of_its_day
    return tuple(
        domain.Document(
            id=row.id,
            kind=row.kind,
            received_at=row.received_at,
            sha256=row.sha256,
            url=document_address(row.id),
            readable=document_store.is_there(row.sha256)
            if row.sha256
            else _answered(looked.get(row.url), rules),
            listed_datasets=tuple(row.listed_datasets),
            unknown_since=_unknown_since(looked.get(row.url)),
            reading=received.readings.get(row.id),
            published=history.published_ids(session, agency_id, row.received_at)
            if by_day and row.kind == LIST
            else None,
        )
        for row in rows
    )


def _uses(
    session: AlchemySession,
    agency_id: str,
    rules: RuleSet,
    received: _Files,
    database: str,
    as_of: dt.datetime,
) -> tuple[domain.Use, ...]:
    rows = session.scalars(standing(Use, agency_id, rules).order_by(Use.place)).all()
    urls = {piece["url"] for row in rows for piece in row.evidence if piece.get("url")}
    looked = _looked(session, urls | {file.url for file in received.rows.values()})
    counted = {row.id: _counted(session, row, rules, database, as_of) for row in rows}
    return tuple(
        domain.Use(
            id=row.id,
            kind=domain.UseKind(row.kind),
            declared_at=row.declared_at,
            start=row.start,
            end=row.end,
            evidence=tuple(_evidence(piece, received, looked, rules) for piece in row.evidence),
            counted=counted[row.id][0],
            bursts=counted[row.id][1],
            description=row.description,
        )
        for row in rows
    )


def _looked(session: AlchemySession, urls: set[str]) -> dict[str, LinkCheck]:
    """Return what was seen at addresses that were looked at."""
    rows = session.scalars(sa.select(LinkCheck).where(LinkCheck.url.in_(urls - {""})))
    return {row.url: row for row in rows}


def _answered(row: LinkCheck | None, rules: RuleSet) -> bool | None:
    """Tell whether an address is there. Of one that was never looked at, the rule set says what counts."""
    return row.answered if row else None if rules.substance.unseen_is_unknown else True


def _unknown_since(row: LinkCheck | None) -> dt.datetime | None:
    return row.unknown_since if row else None


def _evidence(
    piece: EvidencePiece, received: _Files, looked: Mapping[str, LinkCheck], rules: RuleSet
) -> domain.UseEvidence:
    if "deliverable_id" not in piece:
        row = looked.get(piece["url"])
        return domain.UseEvidence(
            piece["url"], readable=_answered(row, rules), unknown_since=_unknown_since(row)
        )
    ref = document_address(piece["deliverable_id"])
    file = received.rows.get(piece["deliverable_id"])
    if file is None:
        return domain.UseEvidence(ref, readable=False)
    if file.sha256:
        readable = document_store.is_there(file.sha256)
        return domain.UseEvidence(ref, file.sha256, readable, reading=received.readings.get(file.id))
    row = looked.get(file.url)
    readable = _answered(row, rules) if rules.substance.unseen_is_unknown else file.readable
    return domain.UseEvidence(ref, readable=readable, unknown_since=_unknown_since(row))


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
