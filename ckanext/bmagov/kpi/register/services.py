"""The register of obligations as stored, and as the domain knows it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import OPEN, Aspect, Subject, policy
from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.base.domain.plain import from_plain, to_plain
from ckanext.bmagov.kpi.register.domain import obligations as domain
from ckanext.bmagov.kpi.register.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ckan.types import AlchemySession, Context


def as_domain(row: Any) -> domain.Obligation:
    """Return a stored duty (an :class:`Obligation`, or a row of its table) as a value."""
    return domain.Obligation(
        id=row.id,
        agency_id=row.agency_id,
        kind=domain.ObligationKind(row.kind),
        added_year=row.added_year,
        title=row.title,
        dataset_id=row.dataset_id,
        level=row.level,
        owner=row.owner,
        agreements=tuple(from_plain(domain.Agreement, agreement) for agreement in row.agreements),
        removal=from_plain(domain.Removal, row.removal) if row.removal else None,
        added_on=in_bangkok(row.created_at).date() if row.created_at else None,
    )


def fill(row: Obligation, duty: domain.Obligation) -> None:
    """Write a value over a stored duty."""
    plain: dict[str, Any] = to_plain(duty)
    for name in ("agency_id", "kind", "added_year", "title", "dataset_id", "level", "owner"):
        setattr(row, name, plain[name])
    row.agreements, row.removal = plain["agreements"], plain["removal"]


_COLUMNS = tuple(
    getattr(Obligation, name)
    for name in (
        "id", "agency_id", "kind", "added_year", "title", "dataset_id", "level", "owner", "agreements",
        "removal", "created_at",
    )
)  # fmt: skip
"""Rows of these, not objects: an agency may have thousands of duties."""


def duties_of(
    session: AlchemySession, agency_ids: Collection[str], dataset_ids: Collection[str] | None = None
) -> tuple[domain.Obligation, ...]:
    """Return the duties of agencies, those taken off the register too, by id.

    :param dataset_ids: only duties that name one of these
    """
    query = sa.select(*_COLUMNS).where(Obligation.agency_id.in_(agency_ids)).order_by(Obligation.id)
    if dataset_ids is not None:
        query = query.where(Obligation.dataset_id.in_(dataset_ids))
    return tuple(as_domain(row) for row in session.execute(query))


def duties_by_id(session: AlchemySession, ids: Collection[str]) -> tuple[domain.Obligation, ...]:
    """Return duties by their ids, those taken off the register too."""
    query = sa.select(*_COLUMNS).where(Obligation.id.in_(ids)).order_by(Obligation.id)
    return tuple(as_domain(row) for row in session.execute(query))


def binding_duties(
    session: AlchemySession, dataset_ids: Collection[str], day: date
) -> dict[str, list[domain.Obligation]]:
    """Return the duties that count on a day, by the dataset that answers them, each by its id."""
    query = sa.select(*_COLUMNS).where(Obligation.dataset_id.in_(dataset_ids)).order_by(Obligation.id)
    duties: dict[str, list[domain.Obligation]] = defaultdict(list)
    for duty in map(as_domain, session.execute(query)):
        if duty.binds(FiscalYear.of(day).year, day):
            duties[duty.dataset_id].append(duty)
    return dict(duties)


def with_register(session: AlchemySession, fiscal_year: int, day: date) -> set[str]:
    """Return the agencies that have a duty which counts in a year, as it stands on a day."""
    removed_on = sa.cast(Obligation.removal["on"].astext, sa.Date)
    query = sa.select(Obligation.agency_id).where(
        Obligation.added_year <= fiscal_year, sa.or_(Obligation.removal.is_(None), removed_on > day)
    )
    return set(session.scalars(query.distinct()))


def readable_duties(context: Context, duties: Collection[domain.Obligation]) -> set[str]:
    """Return the ids of the duties whose words the caller may read.

    A duty is as closed as its dataset and as the level agreed for it, whichever is higher. Deleting a
    dataset, or keeping it private, hides no duty: the register would lose what the audit has to see.
    """
    subjects = access.subjects(model.Session, {duty.dataset_id for duty in duties if duty.dataset_id})

    def level(duty: domain.Obligation) -> str:
        dataset = subjects.get(duty.dataset_id)
        known = policy().levels[dataset.rank(policy())] if dataset else OPEN
        return policy().effective(known, duty.level or OPEN)

    return {
        duty.id
        for duty in duties
        if access.is_allowed(context, Subject(level(duty), duty.agency_id, duty.dataset_id), Aspect.METADATA)
    }
