"""Which aliases the DataStore may have: none that reads in the place of another resource."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.dictionary import readers
from ckanext.bmagov.dictionary.domain.table_alias import alias_problems, has_form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ckan.types import AlchemySession, Context

log = logging.getLogger(__name__)


def problems(
    session: AlchemySession, context: Context, resource_id: str, aliases: Collection[str]
) -> list[Problem]:
    """Return why a table may not have these aliases (`dictionary/domain/table_alias.py`).

    The aliases that the table has already are its own. Datasets count as far as the caller may know of them:
    the answer must not tell of others.
    """
    if not aliases:
        return []
    own = {name for name, table in readers.stored_aliases() if table == resource_id}
    taken = readers.names_in_use(aliases) - own
    return list(alias_problems(aliases, taken | _ids(session, context, aliases)))


def _ids(session: AlchemySession, context: Context, aliases: Collection[str]) -> set[str]:
    """Return those of the names that are ids of resources, or ids or names of datasets."""
    names = [aliase.lower() for aliase in aliases]
    resource, package = model.Resource, model.Package
    lower: Any = sa.func.lower
    resources = session.scalars(sa.select(resource.id).where(lower(resource.id).in_(names)))
    wanted = sa.or_(lower(package.id).in_(names), lower(package.name).in_(names))
    datasets: dict[str, str] = {row.id: row.name for row in session.execute(_id_and_name().where(wanted))}
    known = access.readable(context, list(datasets), Aspect.EXISTENCE)
    return {*resources, *(item for key in known for item in (key, datasets[key]))}


def _id_and_name() -> Any:
    fields: tuple[Any, ...] = (model.Package.id, model.Package.name)
    return sa.select(*fields)


def stands_in(session: AlchemySession, resource_id: str) -> bool:
    """Return whether an alias that nobody could give today stands in the place of the table of a resource.

    Its rows are another's. An id of a form that an alias may have, too, is left to the one who was first.
    """
    if has_form(resource_id) or session.get(model.Resource, resource_id) is None:
        return False
    return bool(readers.table_behind(resource_id))


def make_way(session: AlchemySession, resource_id: str) -> Problem | None:
    """Take away an alias that stands in the place of the table of a resource: the resource has the right.

    :returns: `ALIAS-TAKEN` (`alias`) when the alias was given rightly, before there was such a resource
    """
    if not stands_in(session, resource_id):
        taken = readers.table_behind(resource_id)
        return Problem("ALIAS-TAKEN", {"alias": resource_id}) if taken else None
    readers.drop_alias(resource_id)
    log.warning("An alias was taken away that is the id of the resource %s", resource_id)
    return None


def bad_aliases(session: AlchemySession) -> Iterator[tuple[str, str]]:
    """Yield each alias that would not be taken today, with the id of the resource whose table it reads."""
    stored = readers.stored_aliases()
    trusted: Any = {"ignore_auth": True}
    taken = _ids(session, trusted, [name for name, _ in stored])
    for name, table in stored:
        if not has_form(name) or list(alias_problems([name], taken)):
            yield name, table
