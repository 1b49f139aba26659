"""The governance record of an agency as the report keeps it: what is entered, handed in and measured."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.evidence.domain import governance as domain
from ckanext.bmagov.kpi.evidence.model.workspace import document_address
from ckanext.bmagov.kpi.evidence.readers.governance import governance_parts
from ckanext.bmagov.kpi.register.model import GovernanceItem
from ckanext.bmagov.kpi.score.services import history

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def standing_items(agency: Scored) -> sa.Select[tuple[GovernanceItem]]:
    """Return the statement for what an agency entered and did not take back, by part, the newest first."""
    return (
        sa.select(GovernanceItem)
        .where(GovernanceItem.agency_id.in_(agency.carries), GovernanceItem.withdrawn_at.is_(None))
        .order_by(GovernanceItem.part, GovernanceItem.day.desc().nulls_last(), GovernanceItem.created_at)
    )


def counts(
    session: AlchemySession, dataset_ids: Collection[str], rules: RuleSet, as_of: dt.datetime
) -> dict[str, domain.Count]:
    """Return what each measure of the six parts finds over some datasets."""
    datasets = history.dataset_facts(session, dataset_ids, as_of).values()
    names = {name for part in governance_parts() for name in part.measures}
    return {name: domain.count(name, datasets, rules.freshness, as_of) for name in sorted(names)}


def parts_of(
    session: AlchemySession,
    agency: Scored,
    rules: RuleSet,
    files: Iterable[Deliverable],
    as_of: dt.datetime,
) -> tuple[domain.PartRecord, ...]:
    """Return the six parts over all that the agency published, whoever may read it.

    :param files: documents of the year that were not taken back
    """
    measured = counts(session, history.published_ids(session, agency.node.id, as_of), rules, as_of)
    entries: dict[str, list[domain.Entry]] = {}
    day = in_bangkok(as_of).date()
    last = day if day < today() else dt.date.max
    for kind, entry in (*_handed_in(files), *_entered(session, agency, last)):
        entries.setdefault(kind, []).append(entry)
    return tuple(
        domain.PartRecord(
            part.number,
            part.name,
            tuple(entry for kind in part.kinds for entry in entries.get(kind.id, ())),
            tuple(kind.name for kind in part.kinds if kind.id not in entries),
            tuple(measured[name] for name in part.measures),
        )
        for part in governance_parts()
    )


def _handed_in(files: Iterable[Deliverable]) -> Iterator[tuple[str, domain.Entry]]:
    files = list(files)
    replaced = {row.replaces_id for row in files}
    kinds = {kind.document: kind for part in governance_parts() for kind in part.kinds if kind.document}
    for row in files:
        if row.kind in kinds and row.id not in replaced:
            kind = kinds[row.kind]
            day = in_bangkok(row.received_at).date()
            yield kind.id, domain.Entry(kind.name, row.title, day, address=document_address(row.id))


def _entered(session: AlchemySession, agency: Scored, last: dt.date) -> Iterator[tuple[str, domain.Entry]]:
    names = {kind.id: kind.name for part in governance_parts() for kind in part.kinds}
    for row in session.scalars(standing_items(agency)):
        if row.kind in names and (row.day or in_bangkok(row.created_at).date()) <= last:
            address = document_address(row.deliverable_id) if row.deliverable_id else row.url
            yield row.kind, domain.Entry(names[row.kind], row.title, row.day, row.result, address)
