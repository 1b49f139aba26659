"""`ckan bmagov metadata ...`: records of other catalogs, mapped to our schema."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TypedDict

import click

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.base.formats.cell import plain_cell
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.metadata.services.foreign_metadata import (
    Candidate,
    ForeignFileError,
    examine,
    read_records,
)


class NoteRow(TypedDict, total=False):
    """A line of the file of notes; `resource` counts from 1."""

    record: str
    outcome: str
    resource: int | str
    code: str
    field: str
    value: str
    kept_as: str
    reason: str


@bmagov.group()
def metadata() -> None:
    """Metadata of other catalogs: see what would become of it, load it."""


@metadata.command("map")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--load", is_flag=True, help="Create the datasets. Without it nothing is written.")
@click.option("--organization", help="Agency (name or id) that shall own the datasets; needed with --load.")
@click.option(
    "--type",
    "default_type",
    type=click.Choice(["record", "statistics", "geospatial", "mixed", "other"]),
    default="record",
    show_default=True,
    help="Dataset type of records that name none.",
)
@click.option(
    "--report",
    "notes_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every note to this file (.csv or .json).",
)
def map_records(
    file: Path, load: bool, organization: str | None, default_type: str, notes_file: Path | None
) -> None:
    """Map the records of FILE (JSON lines, a JSON list, or an answer of CKAN's API) to our schema.

    Complete records become datasets, others drafts. Whatever fits no field is kept among the extras. The
    report names every value that was changed or could not be kept.
    """
    if load and not organization:
        raise click.UsageError("--load needs --organization")
    if notes_file is not None and notes_file.suffix not in (".csv", ".json"):
        raise click.UsageError("--report ends in .csv or .json")
    try:
        records = read_records(file.read_text(encoding="utf-8-sig"))
    except (ForeignFileError, UnicodeDecodeError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    owner_org = _organization_id(organization) if organization else ""
    rows: list[NoteRow] = []
    counts: dict[str, int] = {}
    for record in records:
        candidate = examine(record, owner_org, default_type)
        outcome, errors = _create(candidate) if load else (_forecast(candidate), [])
        counts[outcome] = counts.get(outcome, 0) + 1
        rows += _rows(candidate, outcome, errors)
    if notes_file is not None:
        _write(notes_file, rows)
    for outcome, count in sorted(counts.items()):
        click.echo(f"{outcome}: {count}")
    click.echo(
        f"notes: {sum(1 for row in rows if row['code'])}" + (f", in {notes_file}" if notes_file else "")
    )
    if not load:
        click.echo("Nothing was written. Load with --load --organization NAME.")
    if counts.get("refused"):
        raise SystemExit(1)


def _organization_id(name: str) -> str:
    try:
        return tk.get_action("organization_show")({"ignore_auth": True}, {"id": name})["id"]
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"there is no organization {name}") from error


def _forecast(candidate: Candidate) -> str:
    return "refused" if candidate.wrong else candidate.state


def _create(candidate: Candidate) -> tuple[str, list[str]]:
    """Create one dataset in its own transaction; return its outcome and, when refused, why."""
    data = {**candidate.mapped.dataset, "state": candidate.state}
    try:
        tk.get_action("package_create")(site_context(), data)
    except tk.ValidationError as error:
        return "refused", [f"{name}: {text}" for name, text in error.error_summary.items()]
    return candidate.state, []


def _rows(candidate: Candidate, outcome: str, errors: list[str]) -> list[NoteRow]:
    name, known = candidate.name, facts()
    rows = [NoteRow(record=name, outcome=outcome, code="REFUSED", reason=text) for text in errors]
    rows += [
        NoteRow(
            record=name,
            outcome=outcome,
            resource="" if note.resource is None else note.resource + 1,
            code=note.code,
            field=note.field,
            value=note.value,
            kept_as=note.kept_as,
            reason=note.reason,
        )
        for note in candidate.mapped.notes
    ]
    rows += [
        NoteRow(
            record=name,
            outcome=outcome,
            resource="" if problem.resource is None else problem.resource + 1,
            code=problem.code,
            field=problem.field,
            reason=problem_text(problem, known),
        )
        for problem in (*candidate.wrong, *candidate.missing)
    ]
    return rows or [NoteRow(record=name, outcome=outcome, code="")]


def _write(path: Path, rows: list[NoteRow]) -> None:
    if path.suffix == ".json":
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, NoteRow.__annotations__, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: plain_cell(value) for key, value in row.items()})
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
