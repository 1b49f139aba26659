"""Dictionaries as they are stored: read, saved as a new version, deleted, seen with a reader's eyes.

Nothing here asks who may, and nothing commits. :func:`readable_columns` and :func:`readable_version` answer
for a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect, Change, policy
from ckanext.bmagov.base.domain.stored_bytes import has_bytes
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.services.audit_log import SYSTEM
from ckanext.bmagov.base.services.row_log import allow_clearing
from ckanext.bmagov.dictionary.domain.checks import Surroundings, check_dictionary
from ckanext.bmagov.dictionary.domain.part import readable_part
from ckanext.bmagov.dictionary.domain.reading import Finding, parse_dictionary
from ckanext.bmagov.dictionary.domain.search import search_key, title_key
from ckanext.bmagov.dictionary.domain.spec import Dictionary, to_dict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.access import Subject
    from ckanext.bmagov.dictionary.domain.answers import TablesAnswer

EMPTY: Final = Dictionary()

FROM_DATASTORE: Final = "datastore"
"""The origin of a version that took in what somebody wrote on the DataStore's side."""

_LOCK: Final = 0x64696374
"""The space of our advisory locks ("dict"), apart from those of others."""


@dataclass(frozen=True)
class Stored:
    """One version of the dictionary of a resource. `columns` of a deleted one are none."""

    resource_id: str
    package_id: str
    version: int
    dictionary: Dictionary
    at: dt.datetime
    user_id: str | None
    note: str
    origin: str = ""
    deleted: bool = False


# reading


def load(session: AlchemySession, resource_id: str) -> tuple[Dictionary, int] | None:
    """Return the current dictionary and its version; none when there is none or it was deleted."""
    current = stored(session, resource_id)
    return (current.dictionary, current.version) if current and not current.deleted else None


def stored(session: AlchemySession, resource_id: str, version: int | None = None) -> Stored | None:
    """Return a version, the current one by default; also one that is a deletion."""
    query = (
        sa.select(DictionaryVersion, ResourceDictionary.package_id)
        .join(ResourceDictionary, ResourceDictionary.resource_id == DictionaryVersion.resource_id)
        .where(
            DictionaryVersion.resource_id == resource_id,
            DictionaryVersion.version == (ResourceDictionary.version if version is None else version),
        )
    )
    row = session.execute(query).one_or_none()
    return _stored(*row) if row else None


def versions(session: AlchemySession, resource_id: str, limit: int, offset: int) -> list[Stored]:
    """Return the versions, the newest first."""
    query = (
        sa.select(DictionaryVersion, ResourceDictionary.package_id)
        .join(ResourceDictionary, ResourceDictionary.resource_id == DictionaryVersion.resource_id)
        .where(DictionaryVersion.resource_id == resource_id)
        .order_by(DictionaryVersion.version.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_stored(*row) for row in session.execute(query)]


def of_dataset(session: AlchemySession, package_id: str, resource_ids: Sequence[str]) -> dict[str, Stored]:
    """Return the current dictionaries of these resources of a dataset, in their order."""
    query = (
        sa.select(DictionaryVersion, ResourceDictionary.package_id)
        .join(
            ResourceDictionary,
            (ResourceDictionary.resource_id == DictionaryVersion.resource_id)
            & (ResourceDictionary.version == DictionaryVersion.version),
        )
        .where(
            ResourceDictionary.package_id == package_id,
            ResourceDictionary.resource_id.in_(resource_ids),
            ~ResourceDictionary.deleted,
        )
    )
    versions = {row[0].resource_id: _stored(*row) for row in session.execute(query)}
    return {resource_id: versions[resource_id] for resource_id in resource_ids if resource_id in versions}


def _stored(row: DictionaryVersion, package_id: str) -> Stored:
    return Stored(
        row.resource_id,
        package_id,
        row.version,
        parse_dictionary(row.content).dictionary,
        row.at,
        row.user_id,
        row.note,
        row.origin,
        row.deleted,
    )


# what may be said


def problems(dictionary: Dictionary, level: str, *, stored: bool = False) -> tuple[Finding, ...]:
    """Return what is wrong with a dictionary of a resource of this effective level.

    :param stored: whether the catalog holds the resource's data (`holds_data`)
    """
    return check_dictionary(dictionary, Surroundings(policy(), level, frozenset(codelists()), stored))


def holds_data(session: AlchemySession, resource_id: str) -> bool:
    """Tell whether the catalog itself holds the data of a resource: a file or a table."""
    resource: Any = session.get(model.Resource, resource_id)
    if resource is None:
        return False
    return has_bytes({"url_type": resource.url_type, **(resource.extras or {})})


# saving


def lock(session: AlchemySession, resource_id: str) -> Stored | None:
    """Wait for others who save the same; return what is stored, which stays so until the transaction ends."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, sa.func.hashtext(resource_id))))
    return stored(session, resource_id)


def save(
    session: AlchemySession,
    resource_id: str,
    package_id: str,
    current: Stored | None,
    dictionary: Dictionary,
    *,
    user_id: str | None,
    note: str = "",
    origin: str = "",
) -> Stored:
    """Save as the next version; return it, or the current one when nothing is changed.

    :param current: what :func:`lock` returned
    """
    if current and not current.deleted and current.dictionary == dictionary:
        return current
    before = subject_of(resource_id)
    row = _add(session, resource_id, package_id, current, to_dict(dictionary), user_id, note, origin)
    _insert_rows(session, resource_id, package_id, dictionary)
    _log_level(session, before, user_id)
    return Stored(resource_id, package_id, row.version, dictionary, row.at, user_id, note, origin)


def delete(session: AlchemySession, current: Stored, *, user_id: str | None, note: str = "") -> int:
    """Delete the dictionary: a version of its own, without content. All versions stay.

    :param current: what :func:`lock` returned
    :returns: the number of the new version
    """
    before = subject_of(current.resource_id)
    row = _add(
        session,
        current.resource_id,
        current.package_id,
        current,
        to_dict(EMPTY),
        user_id,
        note,
        "",
        deleted=True,
    )
    _log_level(session, before, user_id)
    return row.version


def _log_level(session: AlchemySession, before: Subject | None, user_id: str | None) -> None:
    """Have it logged that the data of a resource are more or less closed than before, by their columns."""
    after = subject_of(before.resource_id) if before and before.resource_id else None
    if before is None or after is None or before.level_of_data == after.level_of_data:
        return
    change = Change(after.resource_id, before.level_of_data, after.level_of_data)
    payload = {"from": change.before, "to": change.after, "lowering": change.is_lowering(policy())}
    where = access.log_place(after)
    access.at_commit(session, user_id or SYSTEM, access.CHANGED, payload, where)


def withdraw(session: AlchemySession, resource_id: str, version: int) -> None:
    """Take back a version that was saved for something that then failed, unless somebody saved since."""
    current = lock(session, resource_id)
    if current is None or current.version != version:
        return
    allow_clearing(session)
    session.execute(
        sa.delete(DictionaryVersion).where(
            DictionaryVersion.resource_id == resource_id, DictionaryVersion.version == version
        )
    )
    session.execute(sa.delete(DictionaryColumn).where(DictionaryColumn.resource_id == resource_id))
    before = stored(session, resource_id, version - 1)
    row = session.get_one(ResourceDictionary, resource_id)
    if before is None:
        session.delete(row)
    else:
        row.version, row.deleted = before.version, before.deleted
        _insert_rows(session, resource_id, current.package_id, before.dictionary)
    session.flush()


def _add(
    session: AlchemySession,
    resource_id: str,
    package_id: str,
    before: Stored | None,
    content: TablesAnswer,
    user_id: str | None,
    note: str,
    origin: str,
    *,
    deleted: bool = False,
) -> DictionaryVersion:
    number = before.version + 1 if before else 1
    row = DictionaryVersion(
        resource_id=resource_id,
        version=number,
        user_id=user_id,
        note=note,
        origin=origin,
        content=content,
        deleted=deleted,
    )
    session.add(row)
    session.merge(
        ResourceDictionary(resource_id=resource_id, package_id=package_id, version=number, deleted=deleted)
    )
    session.execute(sa.delete(DictionaryColumn).where(DictionaryColumn.resource_id == resource_id))
    session.flush()
    return row


def _insert_rows(session: AlchemySession, resource_id: str, package_id: str, dictionary: Dictionary) -> None:
    rows = _rows(resource_id, package_id, dictionary)
    if rows:
        session.execute(sa.insert(DictionaryColumn), rows)


def _rows(resource_id: str, package_id: str, dictionary: Dictionary) -> list[dict[str, Any]]:
    plain = (
        *("name", "label_th", "label_en", "type", "unit", "description", "description_en", "required"),
        *("primary_key", "personal", "personal_kind", "classification"),
    )
    return [
        {
            "resource_id": resource_id,
            "position": position,
            "package_id": package_id,
            "table_name": table.name,
            "table_label": table.label_th or table.label_en,
            **{name: getattr(column, name) for name in plain},
            "title_key": title_key(column),
            "search_key": search_key(table, column),
        }
        for position, (table, column) in enumerate(dictionary.columns, 1)
    ]


# readers


def readable_columns(context: Context, resource_id: str, dictionary: Dictionary) -> tuple[Dictionary, int]:
    """Return what the reader may know of a resource's dictionary, and how many columns are left out."""
    return readable_part(dictionary, may_know(context, resource_id))


def readable_dictionary(context: Context, resource_id: str) -> Dictionary:
    """Return what the reader may know of the dictionary of a resource; an empty one for none."""
    stored = load(model.Session, resource_id)
    return readable_columns(context, resource_id, stored[0])[0] if stored else EMPTY


def hidden_columns(context: Context, resource_id: str) -> frozenset[str]:
    """Return the columns of a resource that the reader may not know, as names are compared (`match_key`)."""
    current = load(model.Session, resource_id)
    if current is None:
        return frozenset()
    may = may_know(context, resource_id)
    return frozenset(
        match_key(column.name) for _, column in current[0].columns if not may(column.classification)
    )


def readable_version(context: Context, version: Stored, current: Stored | None = None) -> tuple[Stored, int]:
    """Return a version as the reader may know it; its note only to who may know all of it.

    :param current: the current version, when `version` is an older one
    """
    may = may_know(context, version.resource_id)
    part, hidden = readable_part(version.dictionary, may, current.dictionary if current else None)
    return replace(version, dictionary=part, note="" if hidden else version.note), hidden


def may_know(context: Context, resource_id: str) -> Callable[[str], bool]:
    """Return a test whether the reader may know a column of this own level, or of none."""
    subject = subject_of(resource_id)
    known: dict[str, bool] = {}

    def may(own_level: str) -> bool:
        if own_level not in known:
            known[own_level] = subject is not None and access.is_allowed(
                context, column_subject(subject, own_level), Aspect.METADATA
            )
        return known[own_level]

    return may


def subject_of(resource_id: str) -> Subject | None:
    """Return the resource as a subject of access; none when there is none."""
    return access.resource_subjects(model.Session, [resource_id]).get(resource_id)


def level_of(resource_id: str) -> str:
    """Return the effective level of a resource; empty when there is none."""
    subject = subject_of(resource_id)
    return subject.level if subject else ""


def column_subject(subject: Subject, own_level: str) -> Subject:
    """Return a column as a subject of access: that of its resource, at the higher one of both levels."""
    level = policy().effective(subject.level, own_level) if own_level else subject.level
    return replace(subject, level=level, data_level="")
