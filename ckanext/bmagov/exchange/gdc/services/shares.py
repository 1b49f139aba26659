"""What of the catalog goes out, by the database as it is now. Nothing is committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model
from ckan.model.package import package_table

from ckanext.bmagov import access, config
from ckanext.bmagov.exchange.gdc.domain.consent import NO, YES, Share, Standing, nameable, share_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from ckan.types import AlchemySession, Context

CONSENT: Final = "allow_harvest"
NOBODY: Final[Context] = {"user": ""}
"""The context of somebody who is not signed in, whoever makes the request."""

_EXTRAS: Any = package_table.c.extras
_LEVEL: Final = sa.func.coalesce(_EXTRAS[access.LEVEL].astext, "")
_CONSENT: Final = sa.func.coalesce(_EXTRAS[CONSENT].astext, "")


@dataclass(frozen=True)
class Entry:
    """A dataset that goes out."""

    id: str
    name: str
    title: str
    owner_org: str
    share: Share
    modified: dt.datetime


def is_harvester(user: Any) -> bool:
    """Return whether an account is one of GD Catalog's."""
    return bool(user is not None and not user.is_anonymous and user.name in config.gdc_harvesters())


def shares(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, Entry]:
    """Return the datasets of these that go out at all, in whole or by name."""
    if not dataset_ids:
        return {}
    table = package_table.c
    query = sa.select(
        table.id, table.name, table.title, table.owner_org, table.state, table.type, table.private,
        table.metadata_modified, _LEVEL.label("level"), _CONSENT.label("consent"),
    ).where(table.id.in_(list(dataset_ids)))  # fmt: skip
    rules = access.policy()
    entries: dict[str, Entry] = {}
    for row in session.execute(query):
        standing = Standing(row.state, row.type, bool(row.private), row.level, row.consent)
        share = share_of(standing, rules)
        if share is not Share.NOTHING:
            entries[row.id] = Entry(
                row.id, row.name, row.title or "", row.owner_org or "", share, row.metadata_modified
            )
    return entries


def condition(*, private: bool) -> sa.ColumnElement[bool]:
    """Return the condition on CKAN's table that a dataset goes out.

    :param private: those that go out by name, too
    """
    table = package_table.c
    is_active = sa.and_(table.state == model.State.ACTIVE, table.type == "dataset")
    whole = sa.and_(table.private.is_(False), _LEVEL == access.OPEN, _CONSENT != NO)
    by_name = sa.and_(
        sa.or_(table.private.is_(True), _LEVEL != access.OPEN),
        _LEVEL.in_(nameable(access.policy())),
        _CONSENT == YES,
    )
    return sa.and_(is_active, sa.or_(whole, by_name) if private else whole)


def names(
    session: AlchemySession, *, private: bool, limit: int | None = None, offset: int = 0
) -> list[tuple[str, str]]:
    """Return the names and ids of what goes out, by name."""
    table = package_table.c
    query = sa.select(table.name, table.id).where(condition(private=private)).order_by(table.name)
    return [(row.name, row.id) for row in session.execute(query.limit(limit).offset(offset))]


def counts(session: AlchemySession, *, private: bool) -> dict[str, int]:
    """Return how many datasets of each agency go out."""
    owner = package_table.c.owner_org
    query = sa.select(owner, sa.func.count()).where(condition(private=private)).group_by(owner)
    return {row[0]: row[1] for row in session.execute(query) if row[0]}


def find(session: AlchemySession, name_or_id: str, *, beginning: tuple[str, str] | None) -> str | None:
    """Return the id of a dataset by id or name, or by the beginnings of both; None where there is none.

    :param beginning: of the name and of the id, where the name was cut
    """
    table = package_table.c
    wanted = sa.or_(table.id == name_or_id, table.name == name_or_id)
    if beginning:
        cut = sa.and_(
            table.name.startswith(beginning[0], autoescape=True),
            table.id.startswith(beginning[1], autoescape=True),
        )
        wanted = sa.or_(wanted, cut)
    return session.scalar(sa.select(table.id).where(wanted).order_by(table.id).limit(1))


def same_titles(session: AlchemySession, entries: Collection[Entry], *, private: bool) -> set[str]:
    """Return the ids of those whose title another one has that goes out, too."""
    titles = {entry.title for entry in entries if entry.title}
    if not titles:
        return set()
    table = package_table.c
    query = (
        sa.select(table.title)
        .where(condition(private=private), table.title.in_(titles))
        .group_by(table.title)
        .having(sa.func.count() > 1)
    )
    shared = set(session.scalars(query))
    return {entry.id for entry in entries if entry.title in shared}
