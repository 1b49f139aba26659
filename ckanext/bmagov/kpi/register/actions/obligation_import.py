"""Entering duties from a list: looked at first, then all of it or nothing."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.actions.declaration import writes
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.formats.cell import unguarded
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.kpi.common.actions.workspace import own_dataset_id, user_of
from ckanext.bmagov.kpi.common.actions.year import as_action_errors
from ckanext.bmagov.kpi.common.auth import auditors, judges, own_case_text
from ckanext.bmagov.kpi.common.words.messages import kpi_problem_text
from ckanext.bmagov.kpi.register import schema
from ckanext.bmagov.kpi.register.actions.obligation import AUDIT_SIDE, store
from ckanext.bmagov.kpi.register.domain import obligations as domain
from ckanext.bmagov.kpi.register.domain.register_list import Entry, Reading, RowProblem, read_list
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.register.answers import ImportDict, ListedDutyDict

MAX_IMPORT: Final = 2 * 1024 * 1024
"""Bytes of a list of obligations; that of the whole city has less than one million."""


@writes(schema.obligation_import_schema, allowed=auditors)
def bmagov_obligation_import(context: Context, data_dict: DataDict) -> ImportDict:
    """Enter duties from a list (CSV or XLSX, headings in Thai or English). Auditors. All of it or nothing.

    The register as it is downloaded can be taken in as it is. A duty that is there already (same agency, kind
    and title) is left as it is. What a frequency stands with is proposed; agencies confirm. All that is wrong
    in all rows is told at once.

    :param upload: the file
    :type upload: FieldStorage or FlaskFileStorage (multipart/form-data)
    :param content: or the list as CSV text
    :param fiscal_year: fiscal year (พ.ศ.) of rows that name none (optional, default: the present one)
    :param dry_run: tell what would happen and keep nothing (optional, default: true)
    :param hash: the ``hash`` of the dry run; another file is refused (optional)

    :returns: ``created`` and ``unchanged`` (lists of row, agency, title), ``ignored`` (headings without
        meaning), ``hash`` (SHA-256 of the file), ``dry_run``
    :raises ValidationError: ``rows``: one message for each bad cell, with row and column; ``upload`` for the
        file as a whole; FILE-CHANGED
    :rtype: dict
    """
    content = _bytes(data_dict)
    seal = hashlib.sha256(content).hexdigest()
    if data_dict["hash"] and data_dict["hash"] != seal:
        with as_action_errors("upload"):
            raise ProblemError("FILE-CHANGED")
    reading = _reading(content, data_dict.get("fiscal_year") or FiscalYear.of(today()).year)
    created, unchanged, rows = _plan(context, reading)
    if not data_dict["dry_run"]:
        for duty in rows:
            store(duty, user_of(context))
        score_changes.note_agencies(model.Session, {duty.agency_id for duty in rows})
        payload = {"created": len(created), "unchanged": len(unchanged), "sha256": seal}
        audit_log.append(model.Session, user_of(context), "obligation_import", payload)
        model.repo.commit()
    return {
        "created": [_listed(entry) for entry in created],
        "unchanged": [_listed(entry) for entry in unchanged],
        "ignored": list(reading.ignored),
        "hash": seal,
        "dry_run": data_dict["dry_run"],
    }


def _listed(entry: Entry) -> ListedDutyDict:
    return {"row": entry.row, "agency": entry.agency, "title": entry.title}


def _bytes(data_dict: DataDict) -> bytes:
    upload = data_dict.get("upload")
    if upload is not None and getattr(upload, "filename", ""):
        source = getattr(upload, "stream", None) or upload.file
        content = source.read(MAX_IMPORT + 1)
    else:
        content = str(data_dict.get("content") or "").encode("utf-8", "replace")
    if len(content) > MAX_IMPORT:
        limit = MAX_IMPORT // 1024 // 1024
        raise tk.ValidationError({"upload": [table_problem("FILE-IMPORT-SIZE", {"limit": limit})]})
    if not content:
        with as_action_errors("upload"):
            raise ProblemError("EVIDENCE-EMPTY")
    return content


def _reading(content: bytes, fiscal_year: int) -> Reading:
    stream = io.BytesIO(content)
    try:
        described = table.describe(stream)
        cells = [list(map(unguarded, row)) for row in table.iter_rows(stream, described.layout)]
    except table.TableError as error:
        raise tk.ValidationError({"upload": [table_problem(error.code, error.params)]}) from error
    rows = list(enumerate(cells, described.layout.data_row))
    return read_list(
        described.columns,
        rows,
        fiscal_year=fiscal_year,
        units=codelist("update_frequency"),
        levels=codelist("data_classification"),
    )


def _plan(context: Context, reading: Reading) -> tuple[list[Entry], list[Entry], list[domain.Obligation]]:
    """Return what is new, what is there already, and the new duties; nothing is written.

    :raises ValidationError: with all that is wrong, in the order of the rows
    """
    agencies, current = _agencies()
    there = {
        (row.agency_id, row.kind, match_key(row.title))
        for row in model.Session.scalars(sa.select(Obligation).where(Obligation.removal.is_(None)))
    }
    unread = {problem.row for problem in reading.problems}
    problems = list(reading.problems)
    created, unchanged, duties = [], [], []
    for entry in reading.entries:
        agency_id = agencies.get(match_key(entry.agency), "")
        key = (agency_id, entry.kind, match_key(entry.title))
        if key in there:
            unchanged.append(entry)
            continue
        if problem := _problem(context, entry, agency_id if agency_id in current else ""):
            problems.append(problem)
        elif entry.row not in unread:
            created.append(entry)
            there.add(key)
            duties.append(_duty(context, entry, agency_id))
    _refuse(sorted(problems, key=lambda problem: problem.row))
    return created, unchanged, duties


def _agencies() -> tuple[dict[str, str], set[str]]:
    """Return the ids of agencies by all that they are called, and of those that are there now.

    Those that ended keep the duties that they have; of two of one title the present one is meant.
    """
    every = stored_agencies(model.Session, (model.State.ACTIVE, model.State.DELETED))
    current = {agency.id for agency in every if agency.state == model.State.ACTIVE}
    ids: dict[str, str] = {}
    for agency in sorted(every, key=lambda agency: agency.id not in current):
        titles = (agency.fields.get("title", ""), agency.fields.get("title_en", ""))
        for word in (agency.id, agency.name, agency.code8, *titles):
            if word:
                ids.setdefault(match_key(word), agency.id)
    return ids, current


def _problem(context: Context, entry: Entry, agency_id: str) -> RowProblem | None:
    """Return why a duty cannot be entered for an agency, or with a dataset.

    :param agency_id: empty where there is none as the row says; that it says none is told already
    """
    if not agency_id:
        unknown = RowProblem(entry.row, tk._("Agency"), "AGENCY-UNKNOWN", {"found": entry.agency})
        return unknown if entry.agency else None
    if not judges(context, agency_id):
        return RowProblem(entry.row, tk._("Agency"), "SAID", {"said": own_case_text(agency_id)})
    try:
        own_dataset_id(context, agency_id, entry.dataset)
    except tk.ValidationError as error:
        said = str(next(iter(error.error_summary.values())))
        return RowProblem(entry.row, tk._("Dataset"), "SAID", {"said": said})
    return None


def _duty(context: Context, entry: Entry, agency_id: str) -> domain.Obligation:
    duty = domain.Obligation(
        id="",
        agency_id=agency_id,
        kind=domain.ObligationKind(entry.kind),
        added_year=entry.added_year,
        title=entry.title,
        dataset_id=own_dataset_id(context, agency_id, entry.dataset),
        level=entry.level,
        owner=entry.owner,
    )
    if not entry.unit:
        return duty
    by = f"{AUDIT_SIDE}:{user_of(context)}"
    return domain.propose(duty, entry.unit, entry.interval, by, today(), extent=entry.extent, form=entry.form)


def _refuse(problems: Iterable[RowProblem]) -> None:
    messages = []
    for problem in problems:
        said = (
            problem.params["said"]
            if problem.code == "SAID"
            else kpi_problem_text(problem.code, problem.params)
        )
        if problem.row:
            said = tk._("Row {row}, column {column}: {problem}").format(
                row=problem.row, column=problem.column, problem=said
            )
        messages.append(said)
    if messages:
        raise tk.ValidationError({"rows": messages})
