"""The aliases of the DataStore's tables, as the database has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins as p

from ckanext.bmagov.base.domain.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Collection

_NAMES = sa.text(
    """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE lower(c.relname) = ANY(:names) OR (n.nspname = 'public' AND c.relkind = 'v')
    UNION
    SELECT t.typname FROM pg_type t WHERE lower(t.typname) = ANY(:names)
    """
)
"""What stands in the way of a name: relations and types, wherever a search finds them; and all aliases."""

_ALIASES = sa.text('SELECT name, alias_of FROM "_table_metadata" WHERE alias_of IS NOT NULL ORDER BY name')
_ALIAS_OF = sa.text('SELECT alias_of FROM "_table_metadata" WHERE name = :name AND alias_of IS NOT NULL')


def names_in_use(names: Collection[str]) -> set[str]:
    """Return every alias, and what else in the database has one of these names, in any case."""
    return {row.relname for row in _read(_NAMES, names=[name.lower() for name in names])}


def stored_aliases() -> list[tuple[str, str]]:
    """Return every alias with the id of the resource whose table it reads; none without a DataStore."""
    return [(row.name, row.alias_of) for row in _read(_ALIASES)]


def table_behind(name: str) -> str:
    """Return the id of the resource whose table is read under an alias; empty for what is no alias."""
    result = _read(_ALIAS_OF, name=name)
    return str(result[0].alias_of) if result else ""


def drop_alias(name: str) -> None:
    """Take an alias away; the table that it reads stays."""
    from ckanext.datastore.backend.postgres import get_write_engine

    with get_write_engine().begin() as connection:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {quoted(name)}".replace("%", "%%"))


def _read(query: Any, **params: Any) -> list[Any]:
    if not p.plugin_loaded("datastore"):
        return []
    from ckanext.datastore.backend.postgres import get_read_engine

    with get_read_engine().connect() as connection:
        return list(connection.execute(query, params))
