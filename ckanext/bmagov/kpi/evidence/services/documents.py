"""Documents that uses, references and entries name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import AlchemySession


def documents_of(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, Deliverable]:
    """Return documents by id, also those that were taken back."""
    wanted = {deliverable_id for deliverable_id in ids if deliverable_id}
    rows = session.scalars(sa.select(Deliverable).where(Deliverable.id.in_(wanted)))
    return {row.id: row for row in rows}
