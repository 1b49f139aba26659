"""What harvesters of GD Catalog have got, and what of it must be withdrawn there. Nothing is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.model.package import package_table

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.exchange.gdc.domain.state import State
from ckanext.bmagov.exchange.gdc.model import GdcDataset
from ckanext.bmagov.exchange.gdc.services.shares import condition

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession


def note(session: AlchemySession, dataset_ids: Collection[str], user_id: str) -> None:
    """Remember what an account has got just now; what was withdrawn is there again."""
    moment = now()
    ids = sorted(set(dataset_ids))
    rows = [{"dataset_id": dataset_id, "sent_at": moment, "sent_to": user_id} for dataset_id in ids]
    if not rows:
        return
    statement = insert(GdcDataset.__table__).values(rows)  # type: ignore[arg-type]
    again = {"sent_at": moment, "sent_to": user_id, "withdrawn_at": None, "withdrawn_by": ""}
    session.execute(statement.on_conflict_do_update(index_elements=["dataset_id"], set_=again))


def to_withdraw(session: AlchemySession, agencies: Collection[str]) -> list[Any]:
    """Return what GD Catalog still has of agencies and no longer gets: deleted, closed, without consent.

    What it says it has not, or what somebody has said to have withdrawn, is left out.

    :returns: rows of `id`, `name`, `title`, `title_en`, `owner_org`, `deleted`, `sent_at`, `state` and
        `remote_name`, the last sent first
    """
    package, sent = package_table.c, GdcDataset
    query = (
        sa.select(
            package.id,
            package.name,
            package.title,
            package.extras["title_en"].astext.label("title_en"),
            package.owner_org,
            (package.state == model.State.DELETED).label("deleted"),
            sent.sent_at,
            sent.state,
            sent.remote_name,
        )
        .join(sent, sent.dataset_id == package.id)  # pyright: ignore[reportArgumentType]
        .where(
            sent.sent_at.is_not(None),
            sent.withdrawn_at.is_(None),
            sent.state.not_in((State.ABSENT, State.REVOKED)),
            package.owner_org.in_(list(agencies)),
            sa.not_(condition(private=True)),
        )
        .order_by(sent.sent_at.desc(), package.id)
    )
    return list(session.execute(query))


def withdraw(session: AlchemySession, dataset_id: str, user_id: str) -> bool:
    """Note that somebody has asked GD Catalog to withdraw a dataset; False: it never got it."""
    row = session.get(GdcDataset, dataset_id)
    if row is None or row.sent_at is None:
        return False
    row.withdrawn_at, row.withdrawn_by = now(), user_id
    session.flush()
    return True
