"""The datasets of an agency that can be worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.metadata.bulk import auth, schema
from ckanext.bmagov.metadata.bulk.domain.reading import MAX_DATASETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.bulk.answers import ListedDict, ListingDict

_SHOWN = ("data_type", "data_category", "data_classification")


@reads(schema.list_schema, allowed=auth.edits_agency)
def bmagov_dataset_bulk_list(context: Context, data_dict: DataDict) -> ListingDict:
    """List the datasets of an agency that you may edit, drafts too, by title: those to choose from.

    :param organization: id or name of the agency
    :param q: words that the title or the web address has (optional)
    :param state: `draft` or `active` (optional, default: both)

    :returns: `count` (of all that match), `results`: the first 300, with `id`, `name`, `title`, `state`,
        `data_type`, `data_category`, `data_classification`, `license_id`, `maintainer`
    """
    ids = editable_ids(context, auth.agency_of(data_dict).id, q=data_dict["q"], state=data_dict["state"])
    return {"count": len(ids), "results": _rows(ids[:MAX_DATASETS])}


def editable_ids(
    context: Context, agency_id: str, *, wanted: Sequence[str] = (), q: str = "", state: str = ""
) -> list[str]:
    """Return the datasets of an agency that the caller may edit, by title.

    :param wanted: ids or names; empty for all
    :param q: what the title or the name has in it
    """
    package: Any = model.Package
    query = sa.select(package.id).where(
        package.owner_org == agency_id,
        package.type == DATASET_TYPE,
        package.state == state if state else package.state != model.State.DELETED,
    )
    if wanted:
        query = query.where(sa.or_(package.id.in_(wanted), package.name.in_(wanted)))
    if q:
        query = query.where(
            sa.or_(package.title.icontains(q, autoescape=True), package.name.icontains(q, autoescape=True))
        )
    ids = list(model.Session.scalars(query.order_by(package.title, package.id)))
    # Nobody can change a dataset with a file in it that is hidden from him.
    mine = access.cleared(context, ids)
    return [dataset_id for dataset_id in ids if dataset_id in mine]


def _rows(ids: Sequence[str]) -> list[ListedDict]:
    package: Any = model.Package
    columns = [package.extras[name].astext.label(name) for name in _SHOWN]
    own = (package.id, package.name, package.title, package.state, package.license_id, package.maintainer)
    query = sa.select(*own, *columns).where(package.id.in_(ids))
    by_id = {row.id: row for row in model.Session.execute(query)}
    return [_row(by_id[dataset_id]) for dataset_id in ids]


def _row(row: Any) -> ListedDict:
    texts = {name: value or "" for name, value in row._mapping.items()}
    return {**texts, "title": texts["title"] or texts["name"]}  # pyright: ignore[reportReturnType]
