"""What is kept of deleted files and links, and what of them can come back. Nothing is committed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.model.package import package_table

from ckanext.bmagov import access, files
from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services.acting import acting_user
from ckanext.bmagov.metadata.domain.deleted_file import kept_fields, stands_again
from ckanext.bmagov.metadata.domain.trash import last_moment
from ckanext.bmagov.metadata.model import DeletedFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ckan.types import AlchemySession, Context

_VIEW = ("view_type", "title", "description", "order", "config")

_ROWS_ONLY = "datastore"
"""`url_type` of a table that was made by the API. Its rows are gone with it: nothing would come back."""


def note(session: AlchemySession) -> None:
    """Keep the files that the transaction is about to delete; forget those that it brings back, and those of
    a dataset that goes for good.
    """
    changed = {row: _state(row) for row in session.dirty if isinstance(row, model.Resource)}
    deleted = [row for row, state in changed.items() if model.State.DELETED in (state.added or ())]
    if deleted:
        _keep(session, deleted)
    back = [row.id for row, state in changed.items() if model.State.DELETED in (state.deleted or ())]
    back += [row.id for row in session.new if isinstance(row, model.Resource) and row.id]
    _forget(session, "resource_id", back)
    _forget(session, "dataset_id", [row.id for row in session.deleted if isinstance(row, model.Package)])


def _state(row: Any) -> Any:
    return sa.inspect(row).attrs.state.history  # type: ignore[union-attr]


def _forget(session: AlchemySession, column: str, ids: Sequence[str]) -> None:
    table: Any = DeletedFile.__table__
    if ids:
        session.execute(sa.delete(table).where(table.c[column].in_(ids)))


def _keep(session: AlchemySession, deleted: Sequence[Any]) -> None:
    """Keep them, and forget those that have waited too long."""
    table: Any = DeletedFile.__table__
    session.execute(sa.delete(table).where(table.c.deleted_at < last_moment(now())))
    subjects = access.resource_subjects(session, [row.id for row in deleted])
    rows = [
        {
            "resource_id": row.id,
            "dataset_id": subjects[row.id].dataset_id,
            "deleted_at": now(),
            "user_id": acting_user(session),
            "level": subjects[row.id].level,
            "record": kept_fields(row.as_dict()),
            "views": _views(session, row.id),
        }
        for row in deleted
        if row.id in subjects and _may_come_back(row)
    ]
    if rows:
        statement = insert(table).values(rows)
        replaced = {name: statement.excluded[name] for name in rows[0]}
        session.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=replaced))


def _may_come_back(row: Any) -> bool:
    """Whether there is something to bring back: not of the catalog's own files, nor of a slot of a copy."""
    return bool(row.url or row.name) and row.url_type != _ROWS_ONLY and not is_dictionary(row.as_dict())


def _views(session: AlchemySession, resource_id: str) -> list[dict[str, Any]]:
    view: Any = model.ResourceView
    query = sa.select(view).where(view.resource_id == resource_id).order_by(view.order)
    return [{name: getattr(row, name) for name in _VIEW} for row in session.scalars(query)]


def find(context: Context, session: AlchemySession, resource_id: str) -> DeletedFile | None:
    """Return a deleted file of a dataset that is there; None also where the caller may not know of it."""
    kept = session.get(DeletedFile, resource_id)
    dataset = access.subjects(session, [kept.dataset_id]).get(kept.dataset_id) if kept else None
    if kept is None or dataset is None or dataset.state == model.State.DELETED:
        return None
    seen = kept.dataset_id in access.cleared(context, [kept.dataset_id]) and _may_know(context, kept, dataset)
    return kept if seen else None


def _may_know(context: Context, kept: DeletedFile, dataset: access.Subject) -> bool:
    """Whether the caller may know of a file with the level that it had, or that its dataset has by now."""
    level = access.policy().effective(dataset.level, kept.level)
    file = replace(dataset, level=level, resource_id=kept.resource_id, dataset_level=dataset.level)
    return access.is_allowed(context, file, access.Aspect.METADATA)


def deleted_of(context: Context, session: AlchemySession, agencies: Collection[str]) -> list[Any]:
    """Return the files of datasets of agencies that the caller can bring back, the last deleted first.

    Rows of `DeletedFile`, and `name`, `title` and `title_en` of the dataset. What the dataset has again by
    now is left out.
    """
    package: Any = package_table.c
    title_en = package.extras["title_en"].astext.label("title_en")
    query = (
        sa.select(DeletedFile, package.name, package.title, title_en)
        .join(package_table, DeletedFile.dataset_id == package.id)
        .where(
            package.state != model.State.DELETED,
            package.owner_org.in_(list(agencies)),
            DeletedFile.deleted_at >= last_moment(now()),
        )
        .order_by(DeletedFile.deleted_at.desc(), DeletedFile.resource_id)
    )
    rows = list(session.execute(query))
    ids = sorted({row.DeletedFile.dataset_id for row in rows})
    mine, datasets = access.cleared(context, ids), access.subjects(session, ids)
    seen = [
        row
        for row in rows
        if row.DeletedFile.dataset_id in mine
        and _may_know(context, row.DeletedFile, datasets[row.DeletedFile.dataset_id])
    ]
    again = _standing_again(session, [row.DeletedFile for row in seen])
    return [row for row in seen if row.DeletedFile.resource_id not in again]


def _standing_again(session: AlchemySession, kept: Sequence[DeletedFile]) -> set[str]:
    """Return the ids of those that their dataset has again: a script sent all its files anew."""
    resource: Any = model.Resource
    query = sa.select(resource.id, resource.package_id, resource.url, resource.url_type).where(
        resource.package_id.in_({file.dataset_id for file in kept}), resource.state == model.State.ACTIVE
    )
    current = list(session.execute(query)) if kept else []
    digests = files.digests(session, [*(row.id for row in current), *(file.resource_id for file in kept)])
    links = _by_dataset((row.package_id, row.url) for row in current if row.url_type != "upload")
    bytes_of = _by_dataset((row.package_id, digests[row.id]) for row in current if row.id in digests)
    return {
        file.resource_id
        for file in kept
        if stands_again(
            file.record,
            digests.get(file.resource_id),
            links.get(file.dataset_id, set()),
            bytes_of.get(file.dataset_id, set()),
        )
    }


def _by_dataset(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    said_of: dict[str, set[str]] = {}
    for dataset_id, said in pairs:
        said_of.setdefault(dataset_id, set()).add(said)
    return said_of


def with_views(session: AlchemySession, kept_views: Iterable[Mapping[str, Any]], resource_id: str) -> None:
    """Give a file that is back its views again, unless it has some."""
    view: Any = model.ResourceView
    if session.scalar(sa.select(sa.func.count()).where(view.resource_id == resource_id)):
        return
    session.add_all(view(resource_id=resource_id, **fields) for fields in kept_views)
    session.flush()
