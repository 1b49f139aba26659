"""Data dictionaries of resources: read, written, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_parameter, tell_approvers
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.actions.words import follow
from ckanext.bmagov.dictionary.auth import dictionary as auth
from ckanext.bmagov.dictionary.domain.diff import compare
from ckanext.bmagov.dictionary.domain.reading import Finding, parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import completeness, to_dict
from ckanext.bmagov.dictionary.schema import dictionary as schema
from ckanext.bmagov.dictionary.services import column_lowering, dictionaries
from ckanext.bmagov.dictionary.words.changes import difference_dict
from ckanext.bmagov.dictionary.words.dictionary import finding_dict, finding_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.dictionary.domain.levels import Lowering
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.services.dictionaries import Stored

__all__ = ["bmagov_dictionary_delete", "bmagov_dictionary_diff", "bmagov_dictionary_update"]

CONTENT = ("tables", "columns")


@reads(schema.show_schema, allowed=auth.bmagov_dictionary_show)
def bmagov_dictionary_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
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
    resource = _resource(context, data_dict["id"])
    now = _present(resource["id"])
    version = data_dict.get("version")
    found = dictionaries.stored(model.Session, resource["id"], version) if version else now
    if found is None or (found.deleted and not version):
        raise _no_dictionary() if found else tk.ObjectNotFound(tk._("The dictionary has no such version."))
    return _shown(context, found, now)


def bmagov_dictionary_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Save the data dictionary of a resource of any format as its next version: the whole, or nothing.

    What is sent replaces what was there. Saving the same again makes no new version.

    :param id: id of the resource
    :param tables: list of tables: `name` (may be empty when there is one), `label_th`, `label_en`,
        `description`, `columns`
    :param columns: instead of `tables`: the columns of the only table; columns of several may name theirs in
        `table`
    :param version: the version that was read before; needed when there is one, even a deleted one
    :param note: what was changed and why, at most 500 characters
    :returns: as `bmagov_dictionary_show`
    :raises ValidationError: with every problem at once: `dictionary` (sentences that name table, row, column
        and attribute) and `problems` (the same as data). When somebody saved in between: `version`
        (`STALE-VERSION`), `current_version` and `difference` (as `bmagov_dictionary_diff`)
    :raises NotAuthorized: also when the dictionary has columns above the caller's level
    """
    raw = _content(data_dict)
    params = _validated(data_dict, schema.update_schema())
    tk.check_access("bmagov_dictionary_update", context, params)
    resource = _resource(context, params["id"])
    parsed = parse_dictionary(raw)
    level = _level(resource["id"])
    # What the site itself brings in is closed all the same, and `classification check` lists it.
    holds = not access.is_trusted(context) and dictionaries.holds_data(model.Session, resource["id"])
    findings = (*parsed.findings, *dictionaries.problems(parsed.dictionary, level, stored=holds))
    _refuse(findings, parsed.dictionary)
    _require_whole(context, resource["id"])
    now = dictionaries.stored(model.Session, resource["id"])
    if now and now.version == params.get("version"):
        _refuse_lowering(context, now, parsed.dictionary, params["note"])
    expected = params.get("version")
    try:
        dictionaries.save(
            model.Session,
            resource["id"],
            resource["package_id"],
            parsed.dictionary,
            expected=expected,
            user_id=_user_id(context),
            note=params["note"],
        )
    except dictionaries.StaleError as error:
        model.Session.rollback()
        raise _stale(context, resource["id"], expected, error.found) from error
    follow(resource["package_id"])
    return _show_again(context, resource["id"])


def bmagov_dictionary_delete(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Delete the data dictionary of a resource. Its versions stay; saving one again restores it.

    :param id: id of the resource
    :param version: the version that was read before
    :param note: why, at most 500 characters
    :returns: `resource_id` and `version`: the number under which the deletion stands in the list of versions
    :raises ValidationError: when somebody saved in between, as `bmagov_dictionary_update`
    """
    params = _validated(data_dict, schema.update_schema())
    tk.check_access("bmagov_dictionary_delete", context, params)
    resource = _resource(context, params["id"])
    now = _present(resource["id"])
    if now.deleted:
        raise _no_dictionary()
    _require_whole(context, resource["id"])
    if "version" not in params:
        raise tk.ValidationError({"version": [_say("FIELD-REQUIRED", tk._("Please fill this in"))]})
    if params["version"] == now.version:
        _refuse_lowering(context, now, dictionaries.EMPTY, params["note"])
    try:
        dictionaries.delete(
            model.Session,
            resource["id"],
            expected=params["version"],
            user_id=_user_id(context),
            note=params["note"],
        )
    except dictionaries.StaleError as error:
        model.Session.rollback()
        raise _stale(context, resource["id"], params["version"], error.found) from error
    follow(resource["package_id"])
    return {"resource_id": resource["id"], "version": params["version"] + 1}


@reads(schema.list_schema, allowed=auth.bmagov_dictionary_list)
def bmagov_dictionary_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the data dictionaries of a dataset's resources that the reader may know, in their order.

    :param id: id or name of the dataset
    :returns: as `bmagov_dictionary_show`, each with `resource_name`; a resource of which every column is
        above the reader's level is not in the list
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    names = {one["id"]: one.get("name") or "" for one in data_resources(dataset["resources"])}
    found = dictionaries.of_dataset(model.Session, dataset["id"], list(names))
    shown = [{**_shown(context, one, one), "resource_name": names[key]} for key, one in found.items()]
    return [one for one in shown if one["tables"] or not one["hidden_columns"]]


@reads(schema.version_list_schema, allowed=auth.bmagov_dictionary_version_list)
def bmagov_dictionary_version_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the versions of a resource's data dictionary, the newest first; also when it was deleted.

    :param id: id of the resource
    :param limit: how many (default 20)
    :param offset: how many to pass over (default 0)
    :returns: dictionaries of `version`, `modified` (ISO, UTC), `user_id`, `note` (empty when it is about
        columns that the reader may not know), `origin` (`datastore` when it came from there), `deleted`,
        `columns` (how many the reader may know), `hidden_columns`
    """
    resource = _resource(context, data_dict["id"])
    now = dictionaries.stored(model.Session, resource["id"])
    found = dictionaries.versions(model.Session, resource["id"], data_dict["limit"], data_dict["offset"])
    return [_listed(context, one, now) for one in found]


@tk.side_effect_free
def bmagov_dictionary_diff(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Compare two versions of a resource's data dictionary, or one with a dictionary that is not saved yet.

    Columns above the reader's level are left out of both.

    :param id: id of the resource
    :param old: number of the older version (default: the one before `new`; the present one when a dictionary
        is given)
    :param new: number of the newer version (default: the present one)
    :param tables: instead of `new`: the tables to compare with
    :param columns: instead of `tables`: the columns of the only table
    :returns: `old`, `new` (version numbers; `new` is null for a given dictionary), `breaking`, `changes`
        (`reason`, `breaking`, `table`, `column`, `attribute`, `old`, `new`, `message`) and `hidden_columns`
    """
    given = any(key in data_dict for key in CONTENT)
    raw = _content(data_dict) if given else None
    params = _validated(data_dict, schema.diff_schema())
    tk.check_access("bmagov_dictionary_diff", context, params)
    resource = _resource(context, params["id"])
    now = _present(resource["id"])
    if raw is not None:
        parsed = parse_dictionary(raw)
        _refuse(parsed.findings, parsed.dictionary)
        older = _version(resource["id"], params.get("old", now.version))
        before, hidden = dictionaries.seen(context, older, now)
        return _difference(before.dictionary, parsed.dictionary, older.version, None, hidden)
    newer = _version(resource["id"], params.get("new", now.version))
    older = (
        _version(resource["id"], params.get("old", newer.version - 1)) if _has_older(params, newer) else None
    )
    after, hidden_after = dictionaries.seen(context, newer, now)
    if older is None:
        return _difference(dictionaries.EMPTY, after.dictionary, None, newer.version, hidden_after)
    before, hidden_before = dictionaries.seen(context, older, now)
    hidden = max(hidden_before, hidden_after)
    return _difference(before.dictionary, after.dictionary, older.version, newer.version, hidden)


# what the actions are made of


def _resource(context: Context, resource_id: str) -> dict[str, Any]:
    return tk.get_action("resource_show")(tk.fresh_context(context), {"id": resource_id})


def _present(resource_id: str) -> Stored:
    now = dictionaries.stored(model.Session, resource_id)
    if now is None:
        raise _no_dictionary()
    return now


def _version(resource_id: str, number: int) -> Stored:
    found = dictionaries.stored(model.Session, resource_id, number)
    if found is None:
        raise tk.ObjectNotFound(tk._("The dictionary has no such version."))
    return found


def _has_older(params: dict[str, Any], newer: Stored) -> bool:
    return "old" in params or newer.version > 1


def _no_dictionary() -> tk.ObjectNotFound:
    return tk.ObjectNotFound(tk._("This file or link has no data dictionary."))


def _validated(data_dict: DataDict, rules: dict[str, Any]) -> dict[str, Any]:
    known = {key: value for key, value in data_dict.items() if key in rules}
    params, errors = tk.navl_validate(known, rules)
    if errors:
        raise tk.ValidationError(errors)
    return params


def _content(data_dict: DataDict) -> dict[str, Any]:
    return {key: data_dict[key] for key in CONTENT if data_dict.get(key) is not None}


def _level(resource_id: str) -> str:
    subject = dictionaries.subject_of(resource_id)
    return subject.level if subject else ""


def _refuse(findings: tuple[Finding, ...], dictionary: Dictionary) -> None:
    errors = [finding for finding in findings if not finding.warning]
    if errors:
        raise tk.ValidationError(
            {
                "dictionary": [finding_text(one, dictionary) for one in errors],
                "problems": [finding_dict(one, dictionary) for one in errors],
            }
        )


def _refuse_lowering(context: Context, now: Stored, new: Dictionary, note: str) -> None:
    """Refuse a lower level of columns that nobody else has asked for, and keep that it was asked for."""
    wanted = check_parameter("dictionary", column_lowering.refused, model.Session, context, now, new, note)
    if not wanted:
        return
    row = column_lowering.ask(model.Session, now, wanted, _user_id(context) or "", note)
    model.Session.commit()
    if row is not None:
        tell_approvers(row)
    _refuse(tuple(_lowering_finding(one, now.resource_id, new) for one in wanted), new)


def _lowering_finding(one: Lowering, resource_id: str, new: Dictionary) -> Finding:
    subject = dictionaries.subject_of(resource_id)
    level = dictionaries.column_subject(subject, one.before).level if subject else one.before
    if one.after is None:
        return Finding("COLUMN-LEVEL-GONE", {"level": level, "column": one.column})
    table = next((found for found in new.tables if match_key(found.name) == match_key(one.table)), None)
    names = [match_key(column.name) for column in table.columns] if table else []
    row = names.index(match_key(one.column)) + 1 if match_key(one.column) in names else 0
    return Finding("COLUMN-LEVEL-DOWN", {"level": level}, table.name if table else "", row, "classification")


def _require_whole(context: Context, resource_id: str) -> None:
    """Refuse to write over columns that the caller can't see."""
    now = dictionaries.load(model.Session, resource_id)
    if now and dictionaries.visible(context, resource_id, now[0])[1]:
        raise tk.NotAuthorized(
            tk._(
                "The dictionary has columns above your level. Ask an administrator of the agency to change"
                " it."
            )
        )


def _stale(context: Context, resource_id: str, read: int | None, found: Stored | None) -> tk.ValidationError:
    if found is None:
        said = tk._("There is no data dictionary to change. Leave the version out to make one.")
        return tk.ValidationError({"version": [_say("STALE-VERSION", said)]})
    if read is None:
        said = tk._("There is a data dictionary already. Read it first, and send its version along.")
    else:
        said = tk._(
            "Someone has saved this dictionary since you read it. Read it again and repeat your change."
        )
    known = dictionaries.stored(model.Session, resource_id, read) if read else None
    before = dictionaries.seen(context, known, found)[0].dictionary if known else dictionaries.EMPTY
    after = dictionaries.seen(context, found)[0].dictionary
    error: dict[str, Any] = {
        "version": [_say("STALE-VERSION", said)],
        "current_version": found.version,
        "difference": difference_dict(compare(before, after)),
    }
    return tk.ValidationError(error)


def _say(code: str, sentence: str) -> str:
    return f"{code}: {sentence}"


def _user_id(context: Context) -> str | None:
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    return getattr(user, "id", None)


def _show_again(context: Context, resource_id: str) -> dict[str, Any]:
    now = _present(resource_id)
    return _shown(context, now, now)


def _shown(context: Context, found: Stored, now: Stored) -> dict[str, Any]:
    part, hidden = dictionaries.seen(context, found, now)
    count = completeness(part.dictionary)
    level = _level(found.resource_id)
    warnings = dictionaries.problems(part.dictionary, level) if found is now else ()
    return {
        **_about(part, hidden),
        "resource_id": found.resource_id,
        "package_id": found.package_id,
        "current_version": now.version,
        "level": level,
        **to_dict(part.dictionary),
        "completeness": {
            "columns": count.columns,
            "complete": count.complete,
            "missing": count.missing,
            "share": count.share,
        },
        "warnings": [finding_dict(one, part.dictionary) for one in warnings],
    }


def _listed(context: Context, found: Stored, now: Stored | None) -> dict[str, Any]:
    part, hidden = dictionaries.seen(context, found, now)
    return {**_about(part, hidden), "columns": sum(1 for _ in part.dictionary.columns)}


def _about(part: Stored, hidden: int) -> dict[str, Any]:
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
) -> dict[str, Any]:
    return {"old": old, "new": new, "hidden_columns": hidden, **difference_dict(compare(before, after))}
