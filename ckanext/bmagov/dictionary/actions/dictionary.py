"""Data dictionaries of resources: read, written, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_parameter, tell_approvers
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.actions.requests import (
    current_version,
    no_dictionary,
    require_whole,
    resource_of,
    user_id,
)
from ckanext.bmagov.dictionary.actions.words import follow
from ckanext.bmagov.dictionary.domain.diff import compare
from ckanext.bmagov.dictionary.domain.reading import Finding, parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import completeness, to_dict
from ckanext.bmagov.dictionary.schema import dictionary as schema
from ckanext.bmagov.dictionary.services import column_lowering, dictionaries
from ckanext.bmagov.dictionary.words.changes import difference_dict
from ckanext.bmagov.dictionary.words.dictionary import finding_dict, finding_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.access import Subject
    from ckanext.bmagov.dictionary.domain.answers import (
        DeletedAnswer,
        DictionaryAnswer,
        DifferenceAnswer,
        ListedDictionaryAnswer,
        ListedVersionAnswer,
        VersionAnswer,
    )
    from ckanext.bmagov.dictionary.domain.levels import Lowering
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.services.dictionaries import Stored

CONTENT = ("tables", "columns")


@reads(schema.show_schema, allowed=access.sees_resource)
def bmagov_dictionary_show(context: Context, data_dict: DataDict) -> DictionaryAnswer:
    """Show the data dictionary of a resource.

    Columns above the reader's level are left out and counted.

    :param id: id of the resource
    :param version: number of an older version (default: the present one)
    :returns: `resource_id`, `package_id`, `version`, `current_version`, `modified` (ISO, UTC), `user_id`,
        `note`, `deleted`, `level` (of the resource), `tables` (each with `columns`; what was not said is
        left out), `hidden_columns`, `completeness` (`columns`, `complete`, `share`, and `missing`: how many
        columns lack name, type or description), `warnings` (`code`, `message`, `table`, `row`, `column`,
        `field`)
    :raises ObjectNotFound: when there is no such resource, or it has no dictionary, or no such version
    """
    resource = resource_of(context, data_dict["id"])
    current = current_version(resource["id"])
    if data_dict.get("version"):
        return _shown_version(context, _version(resource["id"], data_dict["version"]), current)
    if current.deleted:
        raise no_dictionary()
    return _shown_version(context, current, current)


@writes(schema.update_schema, allowed=access.changes_resource, raw=CONTENT)
def bmagov_dictionary_update(context: Context, data_dict: DataDict) -> DictionaryAnswer:
    """Save the data dictionary of a resource of any format as its next version: the whole, or nothing.

    What is sent replaces what was there. Saving the same again makes no new version.

    :param id: id of the resource
    :param tables: the tables, each with `name` (may be empty for the only one), `label_th`, `label_en`,
        `description`, `columns`
    :type tables: array
    :param columns: instead of `tables`: the columns of the only table; columns of several may name theirs in
        `table`
    :type columns: array
    :param version: the version that was read before; needed when there is one, even a deleted one
    :param note: what was changed and why, at most 500 characters
    :returns: as `bmagov_dictionary_show`
    :raises ValidationError: with every problem at once: `dictionary` (sentences that name table, row, column
        and attribute) and `problems` (the same as data). When somebody saved in between: `version`
        (`STALE-VERSION`), `current_version` and `difference` (as `bmagov_dictionary_diff`)
    :raises NotAuthorized: also when the dictionary has columns above the caller's level
    """
    resource = resource_of(context, data_dict["id"])
    parsed = parse_dictionary(_content(data_dict))
    # What the site itself brings in is closed all the same, and `classification check` lists it.
    holds = not access.is_trusted(context) and dictionaries.holds_data(model.Session, resource["id"])
    level = dictionaries.level_of(resource["id"])
    findings = (*parsed.findings, *dictionaries.problems(parsed.dictionary, level, stored=holds))
    _refuse(findings, parsed.dictionary)
    current = dictionaries.lock(model.Session, resource["id"])
    require_whole(context, current)
    _refuse_stale(context, current, data_dict.get("version"))
    if current:
        _refuse_lowering(context, current, parsed.dictionary, data_dict["note"])
    saved = dictionaries.save(
        model.Session,
        resource["id"],
        resource["package_id"],
        current,
        parsed.dictionary,
        user_id=user_id(context),
        note=data_dict["note"],
    )
    follow(resource["package_id"])
    return _shown_version(context, saved, saved)


@writes(schema.update_schema, allowed=access.changes_resource)
def bmagov_dictionary_delete(context: Context, data_dict: DataDict) -> DeletedAnswer:
    """Delete the data dictionary of a resource. Its versions stay; saving one again restores it.

    :param id: id of the resource
    :param version: the version that was read before
    :param note: why, at most 500 characters
    :returns: `resource_id` and `version`: the number under which the deletion stands in the list of versions
    :raises ValidationError: when somebody saved in between, as `bmagov_dictionary_update`
    """
    resource = resource_of(context, data_dict["id"])
    current = dictionaries.lock(model.Session, resource["id"])
    if current is None or current.deleted:
        raise no_dictionary()
    require_whole(context, current)
    if "version" not in data_dict:
        raise tk.ValidationError({"version": [_say("FIELD-REQUIRED", tk._("Please fill this in"))]})
    _refuse_stale(context, current, data_dict["version"])
    _refuse_lowering(context, current, dictionaries.EMPTY, data_dict["note"])
    number = dictionaries.delete(model.Session, current, user_id=user_id(context), note=data_dict["note"])
    follow(resource["package_id"])
    return {"resource_id": resource["id"], "version": number}


@reads(schema.id_schema, allowed=access.sees_dataset)
def bmagov_dictionary_list(context: Context, data_dict: DataDict) -> list[ListedDictionaryAnswer]:
    """List the data dictionaries of a dataset's resources that the reader may know, in their order.

    :param id: id or name of the dataset
    :returns: as `bmagov_dictionary_show`, each with `resource_name`; a resource of which every column is
        above the reader's level is not in the list
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    names = {resource["id"]: resource.get("name") or "" for resource in data_resources(dataset["resources"])}
    versions = dictionaries.of_dataset(model.Session, dataset["id"], list(names))
    answers: list[ListedDictionaryAnswer] = [
        {**_shown_version(context, version, version), "resource_name": names[resource_id]}
        for resource_id, version in versions.items()
    ]
    return [dictionary for dictionary in answers if dictionary["tables"] or not dictionary["hidden_columns"]]


@reads(schema.page_schema, allowed=access.sees_resource)
def bmagov_dictionary_version_list(context: Context, data_dict: DataDict) -> list[ListedVersionAnswer]:
    """List the versions of a resource's data dictionary, the newest first; also when it was deleted.

    :param id: id of the resource
    :param limit: how many (default 20)
    :param offset: how many to pass over (default 0)
    :returns: dictionaries of `version`, `modified` (ISO, UTC), `user_id`, `note` (empty when it is about
        columns that the reader may not know), `origin` (`datastore` when it came from there), `deleted`,
        `columns` (how many the reader may know), `hidden_columns`
    """
    resource = resource_of(context, data_dict["id"])
    current = dictionaries.stored(model.Session, resource["id"])
    versions = dictionaries.versions(model.Session, resource["id"], data_dict["limit"], data_dict["offset"])
    return [_listed(context, version, current) for version in versions]


@reads(schema.diff_schema, allowed=access.sees_resource, raw=CONTENT)
def bmagov_dictionary_diff(context: Context, data_dict: DataDict) -> DifferenceAnswer:
    """Compare two versions of a resource's data dictionary, or one with a dictionary that is not saved yet.

    Columns above the reader's level are left out of both.

    :param id: id of the resource
    :param old: number of the older version (default: the one before `new`; the present one when a dictionary
        is given)
    :param new: number of the newer version (default: the present one)
    :param tables: instead of `new`: the tables to compare with
    :type tables: array
    :param columns: instead of `tables`: the columns of the only table
    :type columns: array
    :returns: `old`, `new` (version numbers; `new` is null for a given dictionary), `breaking`, `changes`
        (`reason`, `breaking`, `table`, `column`, `attribute`, `old`, `new`, `message`) and `hidden_columns`
    """
    resource = resource_of(context, data_dict["id"])
    current = current_version(resource["id"])
    if any(key in data_dict for key in CONTENT):
        parsed = parse_dictionary(_content(data_dict))
        _refuse(parsed.findings, parsed.dictionary)
        older = _version(resource["id"], data_dict.get("old", current.version))
        before, hidden = dictionaries.readable_version(context, older, current)
        return _difference(before.dictionary, parsed.dictionary, older.version, None, hidden)
    newer = _version(resource["id"], data_dict.get("new", current.version))
    after, hidden_after = dictionaries.readable_version(context, newer, current)
    if "old" not in data_dict and newer.version == 1:
        return _difference(dictionaries.EMPTY, after.dictionary, None, newer.version, hidden_after)
    older = _version(resource["id"], data_dict.get("old", newer.version - 1))
    before, hidden_before = dictionaries.readable_version(context, older, current)
    hidden = max(hidden_before, hidden_after)
    return _difference(before.dictionary, after.dictionary, older.version, newer.version, hidden)


# what the actions are made of


def _version(resource_id: str, number: int) -> Stored:
    version = dictionaries.stored(model.Session, resource_id, number)
    if version is None:
        raise tk.ObjectNotFound(tk._("The dictionary has no such version."))
    return version


def _content(data_dict: DataDict) -> dict[str, Any]:
    return {key: data_dict[key] for key in CONTENT if data_dict.get(key) is not None}


def _refuse(findings: tuple[Finding, ...], dictionary: Dictionary) -> None:
    errors = [finding for finding in findings if not finding.warning]
    if errors:
        refused: dict[str, Any] = {
            "dictionary": [finding_text(finding, dictionary) for finding in errors],
            "problems": [finding_dict(finding, dictionary) for finding in errors],
        }
        raise tk.ValidationError(refused)


def _refuse_stale(context: Context, current: Stored | None, read_version: int | None) -> None:
    """Refuse who read another version than the current one, and show what others changed since."""
    if (current.version if current else None) == read_version:
        return
    model.Session.rollback()
    if current is None:
        said = tk._("There is no data dictionary to change. Leave the version out to make one.")
        raise tk.ValidationError({"version": [_say("STALE-VERSION", said)]})
    if read_version is None:
        said = tk._("There is a data dictionary already. Read it first, and send its version along.")
    else:
        said = tk._(
            "Someone has saved this dictionary since you read it. Read it again and repeat your change."
        )
    read = dictionaries.stored(model.Session, current.resource_id, read_version) if read_version else None
    before = dictionaries.EMPTY
    if read:
        before = dictionaries.readable_version(context, read, current)[0].dictionary
    after = dictionaries.readable_version(context, current)[0].dictionary
    error: dict[str, Any] = {
        "version": [_say("STALE-VERSION", said)],
        "current_version": current.version,
        "difference": difference_dict(compare(before, after)),
    }
    raise tk.ValidationError(error)


def _refuse_lowering(context: Context, current: Stored, new: Dictionary, note: str) -> None:
    """Refuse a lower level of columns that nobody else has asked for, and keep that it was asked for."""
    wanted = check_parameter(
        "dictionary", column_lowering.refused, model.Session, context, current, new, note
    )
    if not wanted:
        return
    row = column_lowering.ask(model.Session, current, wanted, user_id(context) or "", note)
    model.Session.commit()
    if row is not None:
        tell_approvers(row)
    subject = dictionaries.subject_of(current.resource_id)
    _refuse(tuple(_lowering_finding(lowering, subject, new) for lowering in wanted), new)


def _lowering_finding(lowering: Lowering, subject: Subject | None, new: Dictionary) -> Finding:
    level = dictionaries.column_subject(subject, lowering.before).level if subject else lowering.before
    if lowering.after is None:
        return Finding("COLUMN-LEVEL-GONE", {"level": level, "column": lowering.column})
    key = match_key(lowering.table)
    table = next((table for table in new.tables if match_key(table.name) == key), None)
    names = [match_key(column.name) for column in table.columns] if table else []
    row = names.index(match_key(lowering.column)) + 1 if match_key(lowering.column) in names else 0
    return Finding("COLUMN-LEVEL-DOWN", {"level": level}, table.name if table else "", row, "classification")


def _say(code: str, sentence: str) -> str:
    return f"{code}: {sentence}"


def _shown_version(context: Context, version: Stored, current: Stored) -> DictionaryAnswer:
    part, hidden = dictionaries.readable_version(context, version, current)
    count = completeness(part.dictionary)
    level = dictionaries.level_of(version.resource_id)
    warnings = dictionaries.problems(part.dictionary, level) if version is current else ()
    return {
        **_about(part, hidden),
        "resource_id": version.resource_id,
        "package_id": version.package_id,
        "current_version": current.version,
        "level": level,
        **to_dict(part.dictionary),
        "completeness": {
            "columns": count.columns,
            "complete": count.complete,
            "missing": count.missing,
            "share": count.share,
        },
        "warnings": [finding_dict(finding, part.dictionary) for finding in warnings],
    }


def _listed(context: Context, version: Stored, current: Stored | None) -> ListedVersionAnswer:
    part, hidden = dictionaries.readable_version(context, version, current)
    return {**_about(part, hidden), "columns": sum(1 for _ in part.dictionary.columns)}


def _about(part: Stored, hidden: int) -> VersionAnswer:
    return {
        "version": part.version,
        "modified": part.at.isoformat(),
        "user_id": part.user_id,
        "note": part.note,
        "origin": part.origin,
        "deleted": part.deleted,
        "hidden_columns": hidden,
    }


def _difference(
    before: Dictionary, after: Dictionary, old: int | None, new: int | None, hidden: int
) -> DifferenceAnswer:
    return {"old": old, "new": new, "hidden_columns": hidden, **difference_dict(compare(before, after))}
