"""What has happened since scores were made, noted in the transaction that did it.

Each change is a row of its own: who scores takes away the rows that were there when the facts were read, and
no others, so that a change of the same moment is never overlooked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.base.request_state import SCORES_TO_MAKE
from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.score.model import Scorecard, ScoreChange, ScoreTouch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from ckan.types import AlchemySession

MANY: Final = 500
"""From so many changed datasets of one agency on, scoring it anew is as fast."""


@dataclass(frozen=True)
class Noted:
    """What happened to one agency: the rows that say so, and the datasets, if nothing else changed."""

    ids: frozenset[int]
    datasets: frozenset[str]
    whole: bool
    """Something changed that is not a dataset (register, documents, deadlines), or a great many datasets."""
    changed: frozenset[str] = frozenset()
    """All datasets that the rows name."""


def note_datasets(session: AlchemySession, dataset_ids: Collection[str]) -> None:
    """Note that datasets changed: for their agencies, and for those whose register or proposal names them."""
    queries = (
        sa.select(table.agency_id, table.dataset_id).where(table.dataset_id.in_(dataset_ids))
        for table in (Obligation, Proposal)
    )
    owners = sa.select(sa.func.coalesce(model.Package.owner_org, ""), model.Package.id).where(
        model.Package.id.in_(dataset_ids)
    )
    rows = session.execute(sa.union(owners, *queries)).all()
    _insert(session, ((agency_id, dataset_id) for agency_id, dataset_id in rows if agency_id))


def note_agencies(session: AlchemySession, agency_ids: Iterable[str]) -> None:
    """Note that something else changed which the score of agencies is made from."""
    _insert(session, ((agency_id, "") for agency_id in agency_ids))


def note_all(session: AlchemySession) -> None:
    """Note that every score may have changed: a rule or a deadline for all did."""
    note_agencies(session, session.scalars(sa.select(Scorecard.agency_id).distinct()))


def _insert(session: AlchemySession, rows: Iterable[tuple[str, str]]) -> None:
    values = [{"agency_id": agency, "dataset_id": dataset} for agency, dataset in sorted(rows)]
    if values:
        session.execute(sa.insert(ScoreChange), values)
        SCORES_TO_MAKE.put(session, True)


def changed_ids(session: AlchemySession) -> set[str]:
    """Return the agencies where something happened since they were scored."""
    return set(session.scalars(sa.select(ScoreChange.agency_id).distinct()))


def of(session: AlchemySession, agency_ids: Collection[str]) -> Noted:
    """Return what happened to an agency and to those whose duties it carries; ask before reading facts."""
    rows = session.execute(
        sa.select(ScoreChange.id, ScoreChange.dataset_id).where(ScoreChange.agency_id.in_(agency_ids))
    ).all()
    datasets = frozenset(row.dataset_id for row in rows)
    whole = "" in datasets or len(datasets) > MANY
    ids = frozenset(row.id for row in rows)
    return Noted(ids, frozenset() if whole else datasets, whole, changed=datasets - {""})


def touched(session: AlchemySession) -> dict[str, dt.datetime | None]:
    """Return when something last happened to each agency; None where it is not scored since."""
    waiting = sa.select(ScoreChange.agency_id, sa.cast(None, ScoreTouch.at.type)).distinct()
    rows = session.execute(sa.union_all(sa.select(ScoreTouch.agency_id, ScoreTouch.at), waiting))
    moments: dict[str, dt.datetime | None] = {}
    for agency_id, moment in rows:
        moments[agency_id] = moment if moment and agency_id not in moments else None
    return moments


def forget(session: AlchemySession, noted: Noted) -> None:
    """Take away what a score now holds; that there was something stays."""
    if noted.ids:
        agencies = sa.select(ScoreChange.agency_id, sa.func.now()).where(ScoreChange.id.in_(noted.ids))
        row = insert(ScoreTouch).from_select(["agency_id", "at"], agencies.distinct())
        session.execute(
            row.on_conflict_do_update(index_elements=["agency_id"], set_={"at": row.excluded["at"]})
        )
        session.execute(sa.delete(ScoreChange).where(ScoreChange.id.in_(noted.ids)))
