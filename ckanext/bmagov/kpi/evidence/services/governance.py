"""The governance record of an agency as the report keeps it: what is entered, handed in and measured."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.evidence.domain import governance as domain
from ckanext.bmagov.kpi.evidence.model.workspace import document_address
from ckanext.bmagov.kpi.evidence.readers.governance import governance_parts
from ckanext.bmagov.kpi.register.model import GovernanceItem
from ckanext.bmagov.kpi.score.domain.criteria import governed_parts
from ckanext.bmagov.kpi.score.services import history

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from fractions import Fraction

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, GovernancePart


def standing_items(agency: Scored) -> sa.Select[tuple[GovernanceItem]]:
    """Return the statement for what an agency entered and did not take back, by part, the newest first."""
    return (
        sa.select(GovernanceItem)
        .where(GovernanceItem.agency_id.in_(agency.carries), GovernanceItem.withdrawn_at.is_(None))
        .order_by(GovernanceItem.part, GovernanceItem.day.desc().nulls_last(), GovernanceItem.created_at)
    )


def measured_parts(items: Iterable[GovernanceItem]) -> tuple[GovernancePart, ...]:
    """Return what an agency entered as it is measured, without its words."""
    entered: dict[str, list[str]] = defaultdict(list)
    for row in items:
        entered[row.kind].append(f"{row.title} {row.text} {row.result}")
    return domain.measured_parts(governance_parts(), entered)


def record_facts(session: AlchemySession, agency: Scored, as_of: dt.datetime) -> tuple[GovernancePart, ...]:
    """Return the governance record of an agency as the score reads it."""
    return measured_parts(_entered_by(session, agency, as_of))


def _entered_by(session: AlchemySession, agency: Scored, as_of: dt.datetime) -> list[GovernanceItem]:
    """Return the entries of a moment; those of a past day were dated by then."""
    day = in_bangkok(as_of).date()
    last = day if day < today() else dt.date.max
    return [
        row
        for row in session.scalars(standing_items(agency))
        if (row.day or in_bangkok(row.created_at).date()) <= last
    ]


def counts(
    datasets: Collection[DatasetFacts], rules: RuleSet, as_of: dt.datetime
) -> dict[str, governed_parts.Count]:
    """Return what each measure of the six parts finds over some datasets."""
    return looked_at(datasets, rules, as_of).counts()


def looked_at(
    datasets: Collection[DatasetFacts], rules: RuleSet, as_of: dt.datetime
) -> governed_parts.Looked:
    """Ask the measures of the six parts of some datasets."""
    measures = governed_parts.measures_of(measured_parts(()))
    return governed_parts.Looked.at(measures, datasets, rules, as_of)


def judged(
    items: Collection[GovernanceItem],
    documents: Collection[str],
    datasets: Sequence[DatasetFacts],
    rules: RuleSet,
    as_of: dt.datetime,
) -> tuple[frozenset[str], dict[int, Fraction]]:
    """Return the kinds under which something stands that counts, and how much of each part is in place.

    The shares are those of criterion 1.3; there are none where the rules do not measure the parts.

    :param documents: kinds of documents that were handed in
    :param datasets: all that the agency published, whoever may read it
    """
    parts = measured_parts(items)
    standing = governed_parts.counting_kinds(parts, documents, rules.substance.words.governance)
    if not rules.substance.governance:
        return standing, {}
    shares = governed_parts.shares(parts, documents, looked_at(datasets, rules, as_of), rules)
    return standing, {share.number: share.earned for share in shares if share.applies}


def parts_of(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    files: Collection[Deliverable],
    as_of: dt.datetime,
) -> tuple[domain.PartRecord, ...]:
    """Return the six parts over all that the agency published, whoever may read it.

    :param files: documents of the year that were not taken back
    """
    published = history.published_ids(session, agency.node.id, as_of)
    datasets = tuple(history.dataset_facts(session, published, as_of).values())
    measured = counts(datasets, rules, as_of)
    items = _entered_by(session, agency, as_of)
    standing, shares = judged(items, {row.kind for row in files}, datasets, rules, as_of)
    entries: dict[str, list[domain.Entry]] = {}
    for kind, entry in (*_handed_in(files), *_entered(items)):
        entries.setdefault(kind, []).append(replace(entry, counts=kind in standing))
    return tuple(
        domain.PartRecord(
            part.number,
            part.name,
            tuple(entry for kind in part.kinds for entry in entries.get(kind.id, ())),
            tuple(kind.name for kind in part.kinds if kind.id not in standing),
            tuple(measured[name] for name in part.measures),
            shares.get(part.number),
        )
        for part in governance_parts()
    )


def _handed_in(files: Collection[Deliverable]) -> Iterator[tuple[str, domain.Entry]]:
    replaced = {row.replaces_id for row in files}
    kinds = {kind.document: kind for part in governance_parts() for kind in part.kinds if kind.document}
    for row in files:
        if row.kind in kinds and row.id not in replaced:
            kind = kinds[row.kind]
            day = in_bangkok(row.received_at).date()
            yield kind.id, domain.Entry(kind.name, row.title, day, address=document_address(row.id))


def _entered(items: Iterable[GovernanceItem]) -> Iterator[tuple[str, domain.Entry]]:
    names = {kind.id: kind.name for part in governance_parts() for kind in part.kinds}
    for row in items:
        if row.kind in names:
            address = document_address(row.deliverable_id) if row.deliverable_id else row.url
            yield row.kind, domain.Entry(names[row.kind], row.title, row.day, row.result, address)
