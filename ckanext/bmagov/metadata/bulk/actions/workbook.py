"""Datasets as a workbook: out, and in again."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.metadata.bulk import auth, schema
from ckanext.bmagov.metadata.bulk.actions import planning
from ckanext.bmagov.metadata.bulk.actions.listing import editable_ids
from ckanext.bmagov.metadata.bulk.actions.shown import counts, item_dict
from ckanext.bmagov.metadata.bulk.actions.start import start
from ckanext.bmagov.metadata.bulk.domain.columns import (
    AGENCY,
    DATASET,
    ID,
    STATE,
    STATES,
    TYPE,
    VERSION,
    Column,
    Wording,
    cell_text,
    dataset_columns,
    file_columns,
)
from ckanext.bmagov.metadata.bulk.domain.plan import (
    CHANGE,
    NEW,
    UNCHANGED,
    WAITING,
    Change,
    Plan,
    Reason,
    cut,
    difference,
    merged_files,
    new_file,
    new_record,
    repeated,
    rows_of_datasets,
    same_value,
)
from ckanext.bmagov.metadata.bulk.domain.reading import MAX_DATASETS, Reading, Row, read_book
from ckanext.bmagov.metadata.bulk.formats import workbook
from ckanext.bmagov.metadata.bulk.words import bulk_problem
from ckanext.bmagov.metadata.services.dataset_names import made_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.bulk.answers import ExportDict, ImportDict


@reads(schema.export_schema, allowed=auth.edits_agency)
def bmagov_dataset_bulk_export(context: Context, data_dict: DataDict) -> ExportDict:
    """Give the datasets of an agency that you may edit as an Excel workbook, or the empty template.

    :param organization: id or name of the agency
    :param ids: ids or names of datasets of the agency (optional, default: all that you may edit)
    :type ids: list of strings
    :param template: give the workbook without datasets (optional, default: false)
    :type template: bool
    :param language: `th` or `en`: language of headings and choices (optional, default: yours)

    :returns: `file_name`, `content` (XLSX as base64), `datasets` and `files` (how many are in it), and
        `left_out` (how many do not fit into one workbook, or are of no dataset type)
    """
    agency = auth.agency_of(data_dict)
    datasets, left_out = ([], 0) if data_dict["template"] else _editable(context, agency.id, data_dict["ids"])
    words = planning.wording(context, data_dict["language"])
    made = workbook.write(datasets, facts(), words)
    name = "template" if data_dict["template"] else agency.name
    return {
        "file_name": f"datasets-{name}.xlsx",
        "content": base64.b64encode(made.content).decode(),
        "datasets": made.datasets,
        "files": made.files,
        "left_out": left_out + len(datasets) - made.datasets,
    }


def _editable(context: Context, agency_id: str, wanted: Sequence[str]) -> tuple[list[DataDict], int]:
    """Return the datasets of an agency that the caller may edit, drafts too, and how many are too many."""
    ids = editable_ids(context, agency_id, wanted=wanted)
    shown = [planning.stored_dataset(context, dataset_id) for dataset_id in ids[:MAX_DATASETS]]
    datasets = [dataset for dataset in shown if dataset is not None]
    return datasets, max(0, len(ids) - MAX_DATASETS)


@writes(schema.import_schema, allowed=auth.signed_in_person)
def bmagov_dataset_bulk_import(context: Context, data_dict: DataDict) -> ImportDict:
    """Take datasets in from a workbook. Looked at first, then in the background.

    The workbook is one of `bmagov_dataset_bulk_export`. A row with an id changes that dataset, a row without
    makes a new one. Each dataset is saved in a transaction of its own, with your rights and by all rules;
    what is refused keeps nothing else from being saved. A dataset that somebody has saved since the workbook
    was made is refused.

    :param upload: the workbook
    :type upload: FieldStorage or FlaskFileStorage (multipart/form-data)
    :param content: or the workbook as base64
    :param dry_run: tell what would happen and keep nothing (optional, default: true)
    :type dry_run: bool
    :param hash: the `hash` of the dry run; another file is refused (optional)

    :returns: `items` (what becomes of each row: `kind`, `status`, `changes`, `reasons`), `counts` by status,
        `ignored` (sheets and headings that were not read), `hash` (SHA-256 of the file), `dry_run`, and `job`
        (id, for `bmagov_bulk_job_show`; null for a dry run, or when nothing is to be done)
    :raises ValidationError: `upload`, for the file as a whole
    """
    content = _bytes(data_dict)
    seal = hashlib.sha256(content).hexdigest()
    if data_dict["hash"] not in ("", seal):
        raise tk.ValidationError({"upload": [bulk_problem("BULK-CHANGED-FILE")]})
    reading = _reading(content)
    plans = _Planner(context, reading).plans()
    job = None if data_dict["dry_run"] else start(auth.user_of(context).id, "import", plans)
    items = [item_dict(plan, place) for place, plan in enumerate(plans, 1)]
    return {
        "items": items,
        "counts": counts(items),
        "ignored": reading.ignored,
        "hash": seal,
        "dry_run": data_dict["dry_run"],
        "job": job,
    }


def _bytes(data_dict: DataDict) -> bytes:
    upload = data_dict.get("upload")
    if upload is not None and getattr(upload, "filename", ""):
        source = getattr(upload, "stream", None) or upload.file
        content = source.read(workbook.MAX_BYTES + 1)
    else:
        try:
            content = base64.b64decode(str(data_dict.get("content") or ""), validate=True)
        except (binascii.Error, ValueError):
            content = b"?"
    if len(content) > workbook.MAX_BYTES:
        limit = workbook.MAX_BYTES // 1024 // 1024
        raise tk.ValidationError({"upload": [table_problem("FILE-IMPORT-SIZE", {"limit": limit})]})
    return content


def _reading(content: bytes) -> Reading:
    try:
        reading = read_book(workbook.read(content), facts(), codelist("data_type"))
    except TableError as error:
        raise tk.ValidationError({"upload": [table_problem(error.code, error.params)]}) from error
    except ProblemError as error:
        raise tk.ValidationError({"upload": [bulk_problem(error.code, **error.params)]}) from error
    if not reading.datasets:
        raise tk.ValidationError({"upload": [bulk_problem("BULK-EMPTY")]})
    return reading


class _Planner:
    """Compares the rows of one workbook with what is stored."""

    def __init__(self, context: Context, reading: Reading) -> None:
        self.context, self.reading = context, reading
        self.words: Wording = planning.wording(context, reading.lang)
        self.facts = facts()
        self.file_columns = file_columns(self.facts)
        self.fields = {field.name: field for field in self.facts.dataset}

    def plans(self) -> list[Plan]:
        """Return what becomes of each row; rows of files that belong nowhere come last."""
        files, strange = rows_of_datasets(self.reading.datasets, self.reading.files)
        twice = repeated(self.reading.datasets)
        plans = []
        for number, row in enumerate(self.reading.datasets):
            plan = Plan(NEW, row.text("title"), name=row.text("name"), sheet=row.sheet, row=row.number)
            if number in twice:
                first = self.reading.datasets[twice[number]]
                plans.append(plan.refuse(self._reason("BULK-TWICE", row, ID, first=first.number)))
            elif row.text(ID):
                plans.append(self._change(plan, row, files.get(number, [])))
            else:
                plans.append(self._new(plan, row, files.get(number, [])))
        return plans + [self._strange(row) for row in strange]

    def _strange(self, row: Row) -> Plan:
        plan = Plan(CHANGE, row.text("name") or row.text("url"), sheet=row.sheet, row=row.number)
        return plan.refuse(self._reason("BULK-FILE-DATASET", row, DATASET, dataset=row.text(DATASET)))

    def _reason(self, code: str, row: Row, field: str, **params: Any) -> Reason:
        return Reason(bulk_problem(code, **params), field, row.places.get(field, ""), row.sheet)

    def _new(self, plan: Plan, row: Row, files: Sequence[Row]) -> Plan:
        columns = dataset_columns(self.facts, row.kind)
        record = new_record(row, columns, self.words)
        if AGENCY not in record and len(self.words.agencies) == 1:
            record[AGENCY] = self.words.agencies[0].id
        record["name"] = plan.name = record.get("name") or made_name(record)
        record["resources"] = [new_record(file, self.file_columns, self.words) for file in files]
        plan.record = record
        plan.changes = [
            Change(name, "", cut(text), row.places[name])
            for name, text in row.cells.items()
            if text and name not in (ID, VERSION)
        ]
        plan.changes += map(new_file, files)
        for file in files:
            if file.text(ID):
                plan.refuse(self._reason("BULK-FILE-UNKNOWN", file, ID))
        self._check(plan, row, record, None, list(files))
        return plan

    def _change(self, plan: Plan, row: Row, files: Sequence[Row]) -> Plan:
        plan.kind, plan.dataset_id = CHANGE, row.text(ID)
        stored = planning.stored_dataset(self.context, row.text(ID))
        if stored is None:
            return plan.refuse(self._reason("BULK-DATASET-UNKNOWN", row, ID))
        plan.dataset_id, plan.name, plan.title = (
            stored["id"],
            stored["name"],
            stored.get("title") or plan.title,
        )
        if stored.get(STATE) == "deleted":
            return plan.refuse(self._reason("BULK-DATASET-GONE", row, ID))
        if stored.get(TYPE) != row.kind:
            known = codelist(TYPE).get(str(stored.get(TYPE)))
            label = known.label(lang()) if known else ""
            return plan.refuse(Reason(bulk_problem("BULK-TYPE", type=label), TYPE, "", row.sheet))
        differs = difference(row, stored, dataset_columns(self.facts, row.kind), self.words)
        merged, places, file_changes, strange = merged_files(
            files, stored["resources"], self.file_columns, self.words
        )
        for file in strange:
            plan.refuse(self._reason("BULK-FILE-UNKNOWN", file, ID))
        plan.changes = [*differs.changes, *file_changes]
        if not plan.changes:
            plan.status = plan.status if strange else UNCHANGED
            return plan
        if row.text(VERSION) != stored[VERSION]:
            return plan.refuse(self._reason("BULK-VERSION", row, VERSION))
        record = differs.values | ({"resources": merged} if file_changes else {})
        self._check(plan, row, record, stored, places)
        return plan

    def _check(
        self,
        plan: Plan,
        row: Row,
        record: DataDict,
        stored: DataDict | None,
        files: Sequence[Row | None],
    ) -> None:
        """Put a record through the rules; leave out what was only written otherwise."""
        after, errors = planning.validated(self.context, record, stored)
        for field, file, text in planning.messages(errors):
            plan.refuse(self._placed(row, record, files, field, file, text))
        if stored is None or plan.status != WAITING:
            plan.record = record
            return
        plan.changes = [
            self._as_stored(change, after)
            for change in plan.changes
            if change.file or not same_value(change.field, stored, after, self.fields)
        ]
        left = {change.field for change in plan.changes if not change.file}
        plan.record = {name: value for name, value in record.items() if name in left or name == "resources"}
        if not plan.changes:
            plan.status = UNCHANGED
            return
        plan.record |= {"id": stored["id"], VERSION: stored[VERSION]}
        if "tag_string" in plan.record:
            plan.record["tags"] = []

    def _as_stored(self, change: Change, after: DataDict) -> Change:
        """Say a change with the value that would be stored, not as it was written."""
        field = self.fields.get(change.field)
        if change.file or field is None:
            return change
        return replace(change, after=cut(self._text(field.name, after)))

    def _text(self, name: str, record: DataDict) -> str:
        field = self.fields[name]
        return cell_text(Column(name, field.labels, field), record.get(name), self.words)

    def _placed(
        self,
        row: Row,
        record: DataDict,
        files: Sequence[Row | None],
        field: str,
        file: int | None,
        text: str,
    ) -> Reason:
        """Say where in the workbook a problem is."""
        if file is not None:
            file_row = files[file] if file < len(files) else None
            if file_row is None:
                return Reason(text, "resources")
            return Reason(text, field, file_row.places.get(field, ""), file_row.sheet)
        value = str(record.get(field) or "")
        if field == AGENCY and value and text.startswith("ORG-UNKNOWN"):
            close = self.words.nearest_agencies(value)
            code = "BULK-AGENCY-NEAREST" if close else "BULK-AGENCY"
            text = bulk_problem(code, agency=value, choices=", ".join(close))
        if field == STATE and value not in STATES:
            text = bulk_problem("BULK-STATE", state=value)
        return Reason(text, field, row.places.get(field, ""), row.sheet)
