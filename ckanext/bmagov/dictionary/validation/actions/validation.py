"""Data checked against their dictionaries: started, followed, cancelled, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation import auth, schema
from ckanext.bmagov.dictionary.validation.domain import report as reports
from ckanext.bmagov.dictionary.validation.model import CANCELLED, RUNNING, UNCHANGED, WAITING, ValidationRun
from ckanext.bmagov.dictionary.validation.services import table_data, validation
from ckanext.bmagov.dictionary.validation.words.checks import rule_label, stored_sentence

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


@writes(schema.validate_schema, allowed=auth.bmagov_dictionary_validate)
def bmagov_dictionary_validate(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Have the data of a resource checked against their dictionary, in the background.

    Data and dictionary that did not change since the last check are not checked again.

    :param id: id of the resource: an uploaded CSV or XLSX file, or a table of the DataStore
    :param force: check again even when nothing changed (default false)
    :returns: as `bmagov_validation_show`; its `run` waits, or is the last one when nothing changed
    :raises ValidationError: `NO-DATA`, when there is nothing to check
    :raises ObjectNotFound: when there is no such resource or it has no dictionary
    """
    resource = _resource(context, data_dict["id"])
    if dictionaries.load(model.Session, resource["id"]) is None:
        raise tk.ObjectNotFound(tk._("This file or link has no data dictionary."))
    if not table_data.source_of(resource):
        raise tk.ValidationError({"id": [f"NO-DATA: {stored_sentence('NO-DATA', {})}"]})
    user = context.get("auth_user_obj")
    forced = bool(data_dict.get("force"))
    user_id = getattr(user, "id", None)
    validation.ask(model.Session, resource, validation.ASKED, user_id=user_id, forced=forced)
    model.Session.commit()
    return _shown(context, resource, None)


@reads(schema.show_schema, allowed=auth.bmagov_validation_show)
def bmagov_validation_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Show how well the data of a resource keep to their dictionary.

    :param id: id of the resource
    :param run: id of an older run (default: the newest)
    :returns: `resource_id`, `package_id`; `run`: the newest check (`id`, `status`: waiting, running, done,
        failed, cancelled, unchanged; `reason`, `asked_at`, `started_at`, `finished_at`, `rows_read`,
        `rows_total`, `source`, `valid`, `violations`, `dictionary_version`, `failure`: a sentence), null
        when there was none; `report`: what the last finished check found, null when there is none:
        `as_of`, `run_id`, `valid`, `violations`, `rows`, and `tables`, each with `coverage` (`share`,
        `matched`, `undescribed`, `absent`, `renamed`), `notes` and `groups` (`column`, `rule`, `label`,
        `count`, `first_row`, `examples`: row, value, message); `stale`: data or dictionary changed since;
        `queued`: whether the background queue knows of a waiting run; `values_shown`: values and what
        sentences repeat of them are only for who may read the data, those of persons for nobody;
        `hidden_columns`: columns above the reader's level, left out
    :raises ObjectNotFound: when there is no such resource, or no such run of it
    """
    return _shown(context, _resource(context, data_dict["id"]), data_dict.get("run"))


@reads(schema.list_schema, allowed=auth.bmagov_validation_list)
def bmagov_validation_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """List the checks of a resource, the newest first, without what they found.

    :param id: id of the resource
    :param limit: how many (default 20)
    :param offset: how many to pass over (default 0)
    :returns: dictionaries as `run` of `bmagov_validation_show`. The counts are of all columns, so they are
        given only to who may know all of them (else null)
    """
    resource = _resource(context, data_dict["id"])
    hidden = _hidden(context, resource["id"])[1]
    runs = validation.listed(model.Session, [resource["id"]], data_dict["limit"], data_dict["offset"])
    return [_run(run, counted=not hidden) for run in runs]


@writes(schema.cancel_schema, allowed=auth.bmagov_validation_cancel)
def bmagov_validation_cancel(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Cancel the check of a resource that waits or runs. A running one ends within a second or so.

    :param id: id of the resource
    :returns: as `bmagov_validation_show`
    :raises ObjectNotFound: when none waits or runs
    """
    resource = _resource(context, data_dict["id"])
    run = validation.latest(model.Session, resource["id"])
    if run is None or run.status not in (WAITING, RUNNING):
        raise tk.ObjectNotFound(tk._("No check waits or runs."))
    if run.status == WAITING:
        run.status = CANCELLED
    run.cancel_asked = True
    model.Session.commit()
    return _shown(context, resource, None)


# what the actions are made of


def _resource(context: Context, resource_id: str) -> dict[str, Any]:
    return tk.get_action("resource_show")(tk.fresh_context(context), {"id": resource_id})


def _hidden(context: Context, resource_id: str) -> tuple[Dictionary, frozenset[tuple[str, str]]]:
    """The whole dictionary, and which of its columns the reader may not know."""
    found = dictionaries.load(model.Session, resource_id)
    whole = found[0] if found else Dictionary()
    part, count = dictionaries.visible(context, resource_id, whole)
    if not count:
        return whole, frozenset()
    seen = {(table.name, column.name) for table, column in part.columns}
    return whole, frozenset((t.name, c.name) for t, c in whole.columns if (t.name, c.name) not in seen)


def _shown(context: Context, resource: dict[str, Any], run_id: str | None) -> dict[str, Any]:
    session = model.Session
    newest = validation.latest(session, resource["id"])
    wanted = validation.run_of(session, run_id) if run_id else newest
    if run_id and (wanted is None or wanted.resource_id != resource["id"]):
        raise tk.ObjectNotFound(tk._("There is no such check."))
    if newest is not None and newest.status in (WAITING, RUNNING):
        validation.send_again(session, newest)
    done = wanted if run_id else validation.last_done(session, resource["id"])
    if wanted is not None and wanted.status == UNCHANGED and wanted.same_as:
        done = validation.run_of(session, wanted.same_as) or done
    subject = dictionaries.subject_of(resource["id"])
    values = subject is not None and access.is_allowed(context, subject, Aspect.DATA)
    dictionary, hidden = _hidden(context, resource["id"])
    if values and subject is not None and done is not None:
        access.record_read(context, subject, access.How.VIEW)
    return {
        "resource_id": resource["id"],
        "package_id": resource["package_id"],
        "run": _run(wanted, counted=not hidden) if wanted else None,
        "report": _report(done, dictionary, hidden, values=values) if done and done.tables else None,
        "stale": bool(done) and validation.is_stale(session, done, resource),
        "queued": not (wanted and wanted.status == WAITING and wanted.queued_at is None),
        "values_shown": values,
        "hidden_columns": len(hidden),
    }


def _run(run: ValidationRun, *, counted: bool) -> dict[str, Any]:
    times = ("asked_at", "started_at", "finished_at")
    plain: dict[str, Any] = {
        name: getattr(run, name).isoformat() if getattr(run, name) else None for name in times
    }
    for name in (
        "id",
        "status",
        "reason",
        "source",
        "rows_read",
        "rows_total",
        "dictionary_version",
        "same_as",
    ):
        plain[name] = getattr(run, name)
    plain["valid"] = run.valid if counted else None
    plain["violations"] = run.violations if counted else None
    failure = run.failure
    plain["failure"] = stored_sentence(failure["code"], failure["params"]) if failure else ""
    return plain


def _report(
    run: ValidationRun, dictionary: Dictionary, hidden: frozenset[tuple[str, str]], *, values: bool
) -> dict[str, Any]:
    tables = reports.seen(run.tables, dictionary, hidden, values=values)
    for table in tables:
        table["notes"] = [
            {"code": note["code"], "message": stored_sentence(note["code"], note["params"])}
            for note in table["notes"]
        ]
        for group in table["groups"]:
            group["label"] = rule_label(group["rule"])
            group["examples"] = [
                {
                    "row": one["row"],
                    "value": one["value"],
                    "code": one["code"],
                    "message": stored_sentence(one["code"], one["params"]),
                }
                for one in group["examples"]
            ]
    count = sum(table["violations"] for table in tables)
    return {
        "run_id": run.id,
        "as_of": run.finished_at.isoformat() if run.finished_at else None,
        "source": run.source,
        "valid": run.valid if not hidden else count == 0,
        "violations": count,
        "rows": sum(table["rows"] for table in tables),
        "dictionary_version": run.dictionary_version,
        "tables": tables,
    }
