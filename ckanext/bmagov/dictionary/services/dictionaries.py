"""Dictionaries as they are stored: read, saved as a new version, deleted, seen with a reader's eyes.

Nothing here asks who may, and nothing commits; :func:`visible` and :func:`seen` answer for a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect, Change, policy
from ckanext.bmagov.base.domain.stored_bytes import has_bytes
from ckanext.bmagov.base.model.dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.services.audit_log import SYSTEM
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


class StaleError(Exception):
    """Somebody saved since: `found` is what is stored now, none when there is no dictionary at all."""

    def __init__(self, found: Stored | None) -> None:
        super().__init__(found.version if found else None)
        self.found = found


# reading


def load(session: AlchemySession, resource_id: str) -> tuple[Dictionary, int] | None:
    """The present dictionary and its version; none when there is none or it was deleted."""
    found = stored(session, resource_id)
    return (found.dictionary, found.version) if found and not found.deleted else None


def stored(session: AlchemySession, resource_id: str, version: int | None = None) -> Stored | None:
    """A version, the present one by default; also one that is a deletion."""
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
    """The versions, the newest first."""
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
    """The present dictionaries of these resources of a dataset, in their order."""
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
    found = {row[0].resource_id: _stored(*row) for row in session.execute(query)}
    return {one: found[one] for one in resource_ids if one in found}


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
    """What is wrong with a dictionary of a resource of this effective level.

    :param stored: whether the catalog holds the resource's data (`holds_data`)
    """
    return check_dictionary(dictionary, Surroundings(policy(), level, frozenset(codelists()), stored))


def holds_data(session: AlchemySession, resource_id: str) -> bool:
    """Whether the catalog itself holds the data of a resource: a file or a table."""
    found: Any = session.get(model.Resource, resource_id)
    if found is None:
        return False
    return has_bytes({"url_type": found.url_type, **(found.extras or {})})


# saving


def save(
    session: AlchemySession,
    resource_id: str,
    package_id: str,
    dictionary: Dictionary,
    *,
    expected: int | None,
    user_id: str | None,
    note: str = "",
    origin: str = "",
) -> bool:
    """Save as the next version; return false when nothing was to be saved because nothing is changed.

    :param expected: the version that the writer knows; none when the writer knows of no dictionary
    :raises StaleError: when another one is stored
    """
    found = _expect(session, resource_id, expected)
    if found and not found.deleted and found.dictionary == dictionary:
        return False
    before = subject_of(resource_id)
    _add(session, resource_id, package_id, found, to_dict(dictionary), user_id, note, origin)
    _insert_rows(session, resource_id, package_id, dictionary)
    _log_level(session, before, user_id)
    return True


def delete(
    session: AlchemySession, resource_id: str, *, expected: int, user_id: str | None, note: str = ""
) -> None:
    """Delete the dictionary: a version of its own, without content. All versions stay.

    :raises StaleError: when another version is stored
    """
    found = _expect(session, resource_id, expected)
    if found and not found.deleted:
        before = subject_of(resource_id)
        _add(session, resource_id, found.package_id, found, to_dict(EMPTY), user_id, note, "", deleted=True)
        _log_level(session, before, user_id)


def _log_level(session: AlchemySession, before: Subject | None, user_id: str | None) -> None:
    """Have it logged that the data of a resource are more or less closed than before, by their columns."""
    after = subject_of(before.resource_id) if before and before.resource_id else None
    if before is None or after is None or before.level_of_data == after.level_of_data:
        return
    change = Change(after.resource_id, before.level_of_data, after.level_of_data)
    told = {"from": change.before, "to": change.after, "lowering": change.is_lowering(policy())}
    where = access.log_place(after)
    access.at_commit(session, user_id or SYSTEM, access.CHANGED, told, where)


def withdraw(session: AlchemySession, resource_id: str, version: int) -> None:
    """Take back a version that was saved for something that then failed, unless somebody saved since."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, sa.func.hashtext(resource_id))))
    found = stored(session, resource_id)
    if found is None or found.version != version:
        return
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
        _insert_rows(session, resource_id, found.package_id, before.dictionary)
    session.flush()


def _expect(session: AlchemySession, resource_id: str, expected: int | None) -> Stored | None:
    """Wait for others who save the same, and return what is stored if it is what is expected."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, sa.func.hashtext(resource_id))))
    found = stored(session, resource_id)
    if (found.version if found else None) != expected:
        raise StaleError(found)
    return found


def _add(
    session: AlchemySession,
    resource_id: str,
    package_id: str,
    before: Stored | None,
    content: dict[str, Any],
    user_id: str | None,
    note: str,
    origin: str,
    *,
    deleted: bool = False,
) -> None:
    number = before.version + 1 if before else 1
    session.add(
        DictionaryVersion(
            resource_id=resource_id,
            version=number,
            user_id=user_id,
            note=note,
            origin=origin,
            content=content,
            deleted=deleted,
        )
    )
    session.merge(
        ResourceDictionary(resource_id=resource_id, package_id=package_id, version=number, deleted=deleted)
    )
    session.execute(sa.delete(DictionaryColumn).where(DictionaryColumn.resource_id == resource_id))
    session.flush()


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


def visible(context: Context, resource_id: str, dictionary: Dictionary) -> tuple[Dictionary, int]:
    """The part of a resource's dictionary that the reader may know, and how many columns are left out."""
    return readable_part(dictionary, may_know(context, resource_id))


def seen(context: Context, version: Stored, now: Stored | None = None) -> tuple[Stored, int]:
    """A version as the reader may know it; its note only to who may know all of it.

    :param now: the present version, when `version` is an older one
    """
    may = may_know(context, version.resource_id)
    part, hidden = readable_part(version.dictionary, may, now.dictionary if now else None)
    return replace(version, dictionary=part, note="" if hidden else version.note), hidden


def may_know(context: Context, resource_id: str) -> Callable[[str], bool]:
    """A test whether the reader may know a column of the resource that has a level of its own, or none."""
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
    """The resource as a subject of access; none when there is none."""
    return access.resource_subjects(model.Session, [resource_id]).get(resource_id)


def column_subject(subject: Subject, own_level: str) -> Subject:
    """A column as a subject of access: that of its resource, at the higher one of both levels."""
    level = policy().effective(subject.level, own_level) if own_level else subject.level
    return replace(subject, level=level, data_level="")
