"""Both ways between a dictionary and the DataStore's own.

For a column that our dictionary has, the DataStore's label, notes and type override are read from ours
whenever somebody asks the DataStore: one truth, so they cannot part, and no reload loses them. What a caller
of `datastore_create` says of a column is taken into ours: a word said of a table that is there is an edit
and replaces ours; one said while a table is made (loaders delete it and make it anew, with what they had
read before, or with nothing) only fills what is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.merge import HIDDEN, KEYS, from_fields, info_of
from ckanext.bmagov.dictionary.domain.names import by_key
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table, to_dict
from ckanext.bmagov.dictionary.services import dictionaries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.dictionary.domain.reading import Finding

WORDS = ("label", "notes")
"""What describes a column; a type override alone does not make a dictionary."""


@dataclass(frozen=True)
class Taken:
    """Our dictionary with what the DataStore's side says. `findings` are problems that came with it."""

    dictionary: Dictionary
    expected: int | None
    findings: tuple[Finding, ...] = ()


def with_words(
    session: AlchemySession, context: Context, resource_id: str, fields: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The fields of a table as the DataStore tells them, with the words of our dictionary for this reader."""
    given = [dict(field) for field in fields]
    result = dictionaries.stored(session, resource_id)
    if result is None:
        return given
    columns = _columns(result.dictionary, given)
    seen = _columns(dictionaries.readable_columns(context, resource_id, result.dictionary)[0], given)
    for item in given:
        key = match_key(str(item.get("id", "")))
        if item.get("id") in HIDDEN or (key not in columns and not result.deleted):
            continue
        info = {name: text for name, text in (item.get("info") or {}).items() if name not in KEYS}
        said = {**info, **info_of(seen[key])} if key in seen else info if key not in columns else {}
        if said or "info" in item:
            item["info"] = said
    return given


def take(
    session: AlchemySession,
    context: Context,
    resource_id: str,
    fields: Iterable[Mapping[str, Any]],
    *,
    loading: bool,
) -> Taken | None:
    """Return what our dictionary becomes by what is said of the fields; none when it stays as it is.

    :param loading: the table is being made, so nothing of ours is replaced
    """
    given = [field for field in fields if isinstance(field, dict) and _is_description(field)]
    result = dictionaries.stored(session, resource_id)
    if not given or (loading and result is not None and result.deleted):
        return None
    known = result.dictionary if result and not result.deleted else Dictionary()
    seen = dictionaries.readable_columns(context, resource_id, known)[0]
    table = _table(known, given)
    if table is None and known.tables:
        return None
    own = table.columns if table else ()
    mine, keys = set(by_key(_table_columns(seen, table))), set(by_key(own))
    if keys:
        given = [item for item in given if _may_say(item, keys, mine)]
    base = None if loading else {column.name: info_of(column) for column in own}
    merged = from_fields(own, given, _by_field(base, given))
    if merged.columns == own:
        return None
    new = _with(known, table, merged.columns)
    if result is None and not any(_says(item) for item in given):
        return None
    return Taken(new, result.version if result else None, _new_findings(resource_id, known, new))


def _is_description(field: Mapping[str, Any]) -> bool:
    info = field.get("info")
    return isinstance(field.get("id"), str) and (info is None or isinstance(info, dict))


def _says(field: Mapping[str, Any]) -> bool:
    info = field.get("info") or {}
    return any(isinstance(info.get(name), str) and info[name].strip() for name in WORDS)


def _may_say(field: Mapping[str, Any], keys: set[str], mine: set[str]) -> bool:
    """Tell whether a field is about a column that the caller sees, or is new and described."""
    key = match_key(str(field["id"]))
    return key in mine or (key not in keys and _says(field))


def _by_field(
    base: dict[str, dict[str, str]] | None, fields: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]] | None:
    """Return the same under the names that the DataStore uses."""
    if base is None:
        return None
    columns = by_key(map(Column, base))
    known = {str(field["id"]): columns.get(match_key(str(field["id"]))) for field in fields}
    return {field_id: base[column.name] if column else {} for field_id, column in known.items()}


def _table(dictionary: Dictionary, fields: Sequence[Mapping[str, Any]]) -> Table | None:
    """The table of the dictionary that the DataStore's is: the only one, or the one that has its columns."""
    if len(dictionary.tables) <= 1:
        return dictionary.tables[0] if dictionary.tables else None
    names = {match_key(str(field.get("id", ""))) for field in fields}
    best = max(dictionary.tables, key=lambda table: len(names & _keys(table)))
    return best if len(names & _keys(best)) * 2 > len(_keys(best)) else None


def _keys(table: Table) -> set[str]:
    return {match_key(column.name) for column in table.columns}


def _columns(dictionary: Dictionary, fields: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    table = _table(dictionary, fields)
    return by_key(table.columns) if table else {}


def _table_columns(dictionary: Dictionary, table: Table | None) -> tuple[Column, ...]:
    result = dictionary.table(table.name) if table else None
    return result.columns if result else ()


def _with(dictionary: Dictionary, table: Table | None, columns: tuple[Column, ...]) -> Dictionary:
    if table is None:
        return Dictionary((Table(columns=columns),))
    return Dictionary(
        tuple(
            Table(item.name, item.label_th, item.label_en, item.description, columns)
            if item is table
            else item
            for item in dictionary.tables
        )
    )


def _new_findings(resource_id: str, old: Dictionary, new: Dictionary) -> tuple[Finding, ...]:
    """Return the errors of the new dictionary that the old one did not have."""
    subject = dictionaries.subject_of(resource_id)
    level = subject.level if subject else ""
    had = {
        (problem.code, problem.table, problem.row, problem.field)
        for problem in dictionaries.problems(old, level)
    }
    result = (*parse_dictionary(to_dict(new)).findings, *dictionaries.problems(new, level))
    return tuple(
        item
        for item in result
        if not item.warning and (item.code, item.table, item.row, item.field) not in had
    )
