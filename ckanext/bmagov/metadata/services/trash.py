"""What is kept of deleted datasets, and bringing one back. Nothing is committed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.model.group import group_table, member_table
from ckan.model.package import package_table

from ckanext.bmagov.base.services.acting import acting_user
from ckanext.bmagov.metadata.domain.trash import free_name, last_moment
from ckanext.bmagov.metadata.model import DeletedDataset

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession


def note(session: AlchemySession) -> None:
    """Keep which datasets the transaction is about to delete, before CKAN takes them out of their categories;
    forget those that it brings back.
    """
    for record in session.dirty:
        if not isinstance(record, model.Package):
            continue
        history: Any = sa.inspect(record).attrs.state.history  # type: ignore[union-attr]
        if model.State.DELETED in (history.added or ()):
            _keep(session, record)
        elif model.State.DELETED in (history.deleted or ()):
            session.execute(_of(record.id))


def _keep(session: AlchemySession, package: Any) -> None:
    member, group = member_table.c, group_table.c
    query = (
        sa.select(member.group_id)
        .join(group_table, group.id == member.group_id)
        .where(
            member.table_name == "package",
            member.table_id == package.id,
            member.state == model.State.ACTIVE,
            sa.not_(group.is_organization),
        )
    )
    row = {
        "dataset_id": package.id,
        "name": package.name,
        "deleted_at": dt.datetime.now(dt.UTC),
        "user_id": acting_user(session),
        "categories": list(session.execute(query).scalars()),
    }
    statement = insert(DeletedDataset.__table__).values(row)  # type: ignore[arg-type]
    session.execute(statement.on_conflict_do_update(index_elements=["dataset_id"], set_=row))


def _of(dataset_id: str) -> Any:
    table: Any = DeletedDataset.__table__
    return sa.delete(table).where(table.c.dataset_id == dataset_id)


def deleted_of(session: AlchemySession, agencies: Collection[str] | None, now: dt.datetime) -> list[Any]:
    """Return the datasets of agencies (of all for None) that can come back, the last deleted first.

    Rows of `id`, `name`, `title`, `title_en`, `owner_org`, `deleted_at` and `user_id`.
    """
    package, kept = package_table.c, DeletedDataset
    query = (
        sa.select(
            package.id,
            kept.name,
            package.title,
            package.extras["title_en"].astext.label("title_en"),
            package.owner_org,
            kept.deleted_at,
            kept.user_id,
        )
        .join(kept, kept.dataset_id == package.id)  # pyright: ignore[reportArgumentType]
        .where(
            package.state == model.State.DELETED,
            package.type == "dataset",
            kept.deleted_at >= last_moment(now),
        )
        .order_by(kept.deleted_at.desc(), package.id)
    )
    if agencies is not None:
        query = query.where(package.owner_org.in_(list(agencies)))
    return list(session.execute(query))


def bring_back(session: AlchemySession, package: Any) -> list[str]:
    """Make a deleted dataset a draft again; return the ids of the categories in which it was."""
    kept = session.get(DeletedDataset, package.id)
    categories = list(kept.categories) if kept else []
    wanted = kept.name if kept else package.name
    package.name = free_name(wanted, lambda name: _is_taken(session, name, package.id))
    package.state = "draft"
    package.metadata_modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    session.flush()
    return categories


def _is_taken(session: AlchemySession, name: str, dataset_id: str) -> bool:
    package = package_table.c
    query = sa.select(package.id).where(
        package.name == name, package.id != dataset_id, package.state != model.State.DELETED
    )
    return session.execute(query).first() is not None
