"""Data checked against their dictionaries: started, followed, cancelled, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.dictionary.actions.requests import no_dictionary, resource_of, user_id
from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.schema.dictionary import id_schema, page_schema
from ckanext.bmagov.dictionary.services import dictionaries
from ckanext.bmagov.dictionary.validation import schema
from ckanext.bmagov.dictionary.validation.domain.result import is_whole, readable_tables
from ckanext.bmagov.dictionary.validation.model import CANCELLED, RUNNING, UNCHANGED, WAITING, ValidationRun
from ckanext.bmagov.dictionary.validation.services import table_data, validation
from ckanext.bmagov.dictionary.validation.words.checks import rule_label, stored_sentence

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import Context, DataDict

    from ckanext.bmagov.dictionary.validation.domain.answers import (
        ExampleAnswer,
        ResultAnswer,
        RunAnswer,
        StoredExample,
        StoredTableResult,
        TableResultAnswer,
        ValidationAnswer,
    )


@writes(schema.validate_schema, allowed=access.changes_resource)
def bmagov_dictionary_validate(context: Context, data_dict: DataDict) -> ValidationAnswer:
    """Have the data of a resource checked against their dictionary, in the background.

    Data and dictionary that did not change since the last check are not checked again.

    :param id: id of the resource: an uploaded CSV or XLSX file, or a table of the DataStore
    :param force: check again even when nothing changed (default false)
    :returns: as `bmagov_validation_show`; its `run` waits, or is the last one when nothing changed
    :raises ValidationError: `NO-DATA`, when there is nothing to check
    :raises ObjectNotFound: when there is no such resource or it has no dictionary
    """
    resource = resource_of(context, data_dict["id"])
    if dictionaries.load(model.Session, resource["id"]) is None:
        raise no_dictionary()
    if not table_data.source_of(resource):
        raise tk.ValidationError({"id": [f"NO-DATA: {stored_sentence('NO-DATA', {})}"]})
    forced = bool(data_dict.get("force"))
    validation.ask(model.Session, resource, validation.ASKED, user_id=user_id(context), forced=forced)
    model.Session.commit()
    return _shown(context, resource, None)


@reads(schema.show_schema, allowed=access.sees_resource)
def bmagov_validation_show(context: Context, data_dict: DataDict) -> ValidationAnswer:
    """Show how well the data of a resource keep to their dictionary.

    :param id: id of the resource
    :param run: id of an older run (default: the newest)
    :returns: `resource_id`, `package_id`; `run`: the newest check (`id`, `status`: waiting, running, done,
        failed, cancelled, unchanged; `reason`, `asked_at`, `started_at`, `finished_at`, `rows_read`,
        `rows_total`, `source`, `valid`, `violations`, `dictionary_version`, `failure`: a sentence), null
        when there was none; `report`: what the last finished check found, null when there is none:
        `as_of`, `run_id`, `valid`, `whole` (every row, column and value was compared; what was not is never
        valid), `violations`, `rows`, and `tables`, each with `coverage` (`share`,
        `matched`, `undescribed`, `absent`, `renamed`), `notes` and `groups` (`column`, `rule`, `label`,
        `count`, `first_row`, `examples`: row, value, message); `stale`: data or dictionary changed since;
        `queued`: whether the background queue knows of a waiting run; `values_shown`: values and what
        sentences repeat of them are only for who may read the data, those of persons for nobody;
        `hidden_columns`: columns above the reader's level, left out
    :raises ObjectNotFound: when there is no such resource, or no such run of it
    """
    return _shown(context, resource_of(context, data_dict["id"]), data_dict.get("run"))


@reads(page_schema, allowed=access.sees_resource)
def bmagov_validation_list(context: Context, data_dict: DataDict) -> list[RunAnswer]:
    """List the checks of a resource, the newest first, without what they found.

    :param id: id of the resource
    :param limit: how many (default 20)
    :param offset: how many to pass over (default 0)
    :returns: dictionaries as `run` of `bmagov_validation_show`. The counts are of all columns, so they are
        given only to who may know all of them (else null)
    """
    resource = resource_of(context, data_dict["id"])
    hidden = _hidden(context, resource["id"])[1]
    runs = validation.listed(model.Session, [resource["id"]], data_dict["limit"], data_dict["offset"])
    return [_run(run, counted=not hidden) for run in runs]


@writes(id_schema, allowed=access.changes_resource)
def bmagov_validation_cancel(context: Context, data_dict: DataDict) -> ValidationAnswer:
    """Cancel the check of a resource that waits or runs. A running one ends within a second or so.

    :param id: id of the resource
    :returns: as `bmagov_validation_show`
    :raises ObjectNotFound: when none waits or runs
    """
    resource = resource_of(context, data_dict["id"])
    run = validation.latest(model.Session, resource["id"])
    if run is None or run.status not in (WAITING, RUNNING):
        raise tk.ObjectNotFound(tk._("No check waits or runs."))
    if run.status == WAITING:
        run.status = CANCELLED
    run.cancel_asked = True
    model.Session.commit()
    return _shown(context, resource, None)


# what the actions are made of


def _hidden(context: Context, resource_id: str) -> tuple[Dictionary, frozenset[tuple[str, str]]]:
    """Return the whole dictionary, and which of its columns the reader may not know."""
    stored = dictionaries.load(model.Session, resource_id)
    whole = stored[0] if stored else Dictionary()
    part, count = dictionaries.readable_columns(context, resource_id, whole)
    if not count:
        return whole, frozenset()
    readable = {(table.name, column.name) for table, column in part.columns}
    names = ((table.name, column.name) for table, column in whole.columns)
    return whole, frozenset(name for name in names if name not in readable)


def _shown(context: Context, resource: dict[str, Any], run_id: str | None) -> ValidationAnswer:
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
        "report": _result(done, dictionary, hidden, values=values) if done and done.tables else None,
        "stale": bool(done) and validation.is_stale(session, done, resource),
        "queued": not (wanted and wanted.status == WAITING and wanted.queued_at is None),
        "values_shown": values,
        "hidden_columns": len(hidden),
    }


def _run(run: ValidationRun, *, counted: bool) -> RunAnswer:
    failure = run.failure
    return {
        "id": run.id,
        "status": run.status,
        "reason": run.reason,
        "source": run.source,
        "asked_at": _iso(run.asked_at),
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "rows_read": run.rows_read,
        "rows_total": run.rows_total,
        "dictionary_version": run.dictionary_version,
        "same_as": run.same_as,
        "valid": run.valid if counted else None,
        "violations": run.violations if counted else None,
        "failure": stored_sentence(failure["code"], failure["params"]) if failure else "",
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _result(
    run: ValidationRun, dictionary: Dictionary, hidden: frozenset[tuple[str, str]], *, values: bool
) -> ResultAnswer:
    tables = readable_tables(run.tables, dictionary, hidden, values=values)
    count = sum(table["violations"] for table in tables)
    whole = is_whole(tables, run.rows_read, run.rows_total)
    return {
        "run_id": run.id,
        "as_of": _iso(run.finished_at),
        "source": run.source,
        "valid": whole and (bool(run.valid) if not hidden else count == 0),
        "whole": whole,
        "violations": count,
        "rows": sum(table["rows"] for table in tables),
        "dictionary_version": run.dictionary_version,
        "tables": [_table(table) for table in tables],
    }


def _table(table: StoredTableResult) -> TableResultAnswer:
    return {
        **table,
        "hidden_violations": table.get("hidden_violations", 0),
        "notes": [
            {"code": note["code"], "message": stored_sentence(note["code"], note["params"])}
            for note in table["notes"]
        ],
        "groups": [
            {
                **group,
                "label": rule_label(group["rule"]),
                "examples": [_example(example) for example in group["examples"]],
            }
            for group in table["groups"]
        ],
    }


def _example(example: StoredExample) -> ExampleAnswer:
    return {
        "row": example["row"],
        "value": example["value"],
        "code": example["code"],
        "message": stored_sentence(example["code"], example["params"]),
    }
