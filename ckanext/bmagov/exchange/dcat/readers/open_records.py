"""The open datasets as anybody gets them, read in batches straight from the tables: for the whole catalog.

`package_show` gives the same, a dataset at a time (a test compares the two).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import sqlalchemy as sa

from ckan import model
from ckan.lib import munge
from ckan.model.package import package_table
from ckan.model.resource import resource_table

from ckanext.bmagov import access
from ckanext.bmagov.exchange.dcat.readers.table import choices_of_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict, ResourceDict

ANYBODY: Final[Context] = {"user": "", "auth_user_obj": None}
AT_ONCE: Final = 500
SAFE: Final = "!$&'()*+,:;=@"
"""What CKAN leaves as it is in the name of a file."""

_TABLES: Final = sa.text(
    """
    SELECT p.id,
        (SELECT json_agg(t.name ORDER BY t.name) FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
         WHERE pt.package_id = p.id AND pt.state = 'active' AND t.vocabulary_id IS NULL),
        (SELECT json_agg(g.name ORDER BY g.name) FROM member m JOIN "group" g ON g.id = m.group_id
         WHERE m.table_id = p.id AND m.table_name = 'package' AND m.state = 'active'
           AND g.state = 'active' AND NOT g.is_organization)
    FROM package p WHERE p.id = ANY(:ids)
    """
)


@dataclass(frozen=True)
class Batch:
    """Some of the open datasets, and what each of them showed just before it was read."""

    datasets: list[PackageDict]
    standings: Mapping[str, str]


def open_batches(session: AlchemySession, site: str) -> Iterator[Batch]:
    """Yield all open datasets in the order of their ids, some hundreds at a time.

    What they show is read first. So one that is closed while it is read is known by it later.
    """
    last = ""
    while standings := dict(access.open_standings(session, access.policy(), after=last, limit=AT_ONCE)):
        yield Batch(open_datasets(session, site, list(standings)), standings)
        last = max(standings)


def open_datasets(session: AlchemySession, site: str, ids: Collection[str]) -> list[PackageDict]:
    """Return datasets, which must be open, as anybody gets them."""
    query = sa.select(package_table).where(package_table.c.id.in_(ids))
    known = {row.id: row._asdict() for row in session.execute(query)}
    words = {
        key: (tags or [], groups or []) for key, tags, groups in session.execute(_TABLES, {"ids": list(ids)})
    }
    files: dict[str, list[ResourceDict]] = {key: [] for key in known}
    column = resource_table.c
    query = sa.select(resource_table).where(column.package_id.in_(ids), column.state == model.State.ACTIVE)
    for row in session.execute(query.order_by(column.package_id, column.position)):
        files[row.package_id].append(_resource(row._asdict(), site))
    shown = access.shown_parts(ANYBODY, access.wholes(session, ids).values())
    return [access.stripped(_dataset(known[key], *words[key], files[key]), shown) for key in sorted(known)]


def _dataset(
    row: Mapping[str, Any], tags: list[str], groups: list[str], resources: list[ResourceDict]
) -> PackageDict:
    stored = {name: value for name, value in row.items() if name not in ("extras", "plugin_data")}
    several = {name for name, choice in choices_of_fields()["dataset"].items() if choice.several}
    extras = {
        name: _list(value) if name in several else value for name, value in (row["extras"] or {}).items()
    }
    return {
        **extras,
        **stored,
        "metadata_created": row["metadata_created"].isoformat(),
        "metadata_modified": row["metadata_modified"].isoformat(),
        "tags": [{"name": name} for name in tags],
        "groups": [{"name": name} for name in groups],
        "resources": resources,
    }


def _resource(row: Mapping[str, Any], site: str) -> ResourceDict:
    extras = row["extras"] or {}
    several = {name for name, choice in choices_of_fields()["file"].items() if choice.several}
    stored = {name: value for name, value in row.items() if name != "extras"}
    times = {
        name: row[name].isoformat() if row[name] else None
        for name in ("created", "last_modified", "metadata_modified")
    }
    decoded = {name: _list(value) if name in several else value for name, value in extras.items()}
    return {**decoded, **stored, **times, "url": _address(row, site)}


def _address(row: Mapping[str, Any], site: str) -> str:
    """Return where a resource is had, as CKAN makes it of what is stored."""
    url = row["url"] or ""
    if row["url_type"] == "upload":
        name = quote(munge.munge_filename(url.rsplit("/")[-1]), safe=SAFE)
        return f"{site}/dataset/{row['package_id']}/resource/{row['id']}/download/{name}"
    if url.startswith("/"):
        return f"{site}{url}"
    return url if not url or "://" in url else f"http://{url}"


def _list(value: Any) -> Any:
    """Return a choice of several codes, which is stored as JSON."""
    if not isinstance(value, str) or not value.startswith("["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
