"""`ckan bmagov dictionary ...`: data dictionaries as files, and data checked against them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import to_dict
from ckanext.bmagov.dictionary.formats import FORMATS, WriteOptions
from ckanext.bmagov.dictionary.services import dictionaries, proposal
from ckanext.bmagov.dictionary.services.export import export
from ckanext.bmagov.dictionary.services.proposal import words
from ckanext.bmagov.dictionary.validation.services import work

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.answers import FileProblemAnswer

ENDS: Final = [each.extension for each in FORMATS.values()]
DIALECTS: Final = [dialect for each in FORMATS.values() for dialect in each.dialects]


@bmagov.group()
def dictionary() -> None:
    """Data dictionaries: propose, export, import; check data against them."""


@dictionary.command("propose")
@click.argument("resource_id")
@click.option(
    "--from", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read this file."
)
@click.option("--sheet", default="", help="Sheet of the file; * takes each as a table.")
@click.option("--all", "everything", is_flag=True, help="Look at every row of the data, however many.")
def propose(resource_id: str, file: Path | None, sheet: str, everything: bool) -> None:
    """Print a dictionary (JSON) proposed for a resource: from its data, or from a file that describes them.

    Nothing is stored. Problems go to the error output.
    """
    if everything and not file:
        resource = _act("resource_show", id=resource_id)
        result = proposal.from_data(
            model.Session, resource, dictionaries.stored(model.Session, resource["id"]), most=None
        )
        click.echo(json.dumps(to_dict(result.combined.dictionary), ensure_ascii=False, indent=2))
        return
    asked: dict[str, Any] = {"id": resource_id, "sheet": sheet}
    if file:
        with file.open("rb") as stream:
            proposed = _act("bmagov_dictionary_propose", **asked, upload=stream)
    else:
        proposed = _act("bmagov_dictionary_propose", **asked)
    _tell(proposed["problems"])
    click.echo(json.dumps({"tables": proposed["tables"]}, ensure_ascii=False, indent=2))


@dictionary.command("export", epilog=f"The end of FILE says the format: {', '.join(ENDS)}.")
@click.argument("resource_id")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", type=click.Choice(["th", "en"]), default="th", show_default=True)
@click.option("--dialect", type=click.Choice(DIALECTS), default="postgresql", show_default=True)
def export_file(resource_id: str, file: Path, language: str, dialect: str) -> None:
    """Write the dictionary of a resource to FILE."""
    ending = [each for each in FORMATS.values() if file.name.endswith(f".{each.extension}")]
    if not ending:
        raise click.UsageError(f"FILE ends in one of: {', '.join(ENDS)}")
    file_format = max(ending, key=lambda each: len(each.extension))
    shown = _act("bmagov_dictionary_show", id=resource_id)
    parsed = parse_dictionary({"tables": shown["tables"]}).dictionary
    written = export(file_format, parsed, WriteOptions(words=words(language), dialect=dialect))
    file.write_bytes(written.content)
    for name, count in written.lost.items():
        click.echo(f"not held by this format: {name} ({count})", err=True)


@dictionary.command("import")
@click.argument("resource_id")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sheet", default="", help="Sheet of the file; * takes each as a table.")
@click.option("--replace", is_flag=True, help="The file is the whole: what it does not say is deleted.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
def import_file(resource_id: str, file: Path, sheet: str, replace: bool, dry_run: bool) -> None:
    """Save what FILE says as the dictionary of a resource: all of it, or nothing."""
    with file.open("rb") as stream:
        proposed = _act(
            "bmagov_dictionary_propose", id=resource_id, upload=stream, sheet=sheet, replace=replace
        )
    _tell(proposed["problems"])
    click.echo(f"{len(proposed['difference']['changes'])} changes, {len(proposed['added'])} columns new")
    if any(not problem["warning"] for problem in proposed["problems"]):
        raise click.ClickException("nothing was saved: correct what is marked")
    if dry_run:
        return
    sent = {"id": resource_id, "tables": proposed["tables"]}
    if proposed["version"]:
        sent["version"] = proposed["version"]
    saved = _act("bmagov_dictionary_update", **sent)
    click.echo(f"saved as version {saved['version']}")


@dictionary.command("validate")
@click.argument("resource_id", required=False)
@click.option("--due", is_flag=True, help="Do every check that waits, such as when no worker runs.")
@click.option("--force", is_flag=True, help="Check again even when nothing changed.")
def validate(resource_id: str | None, due: bool, force: bool) -> None:
    """Check the data of a resource against its dictionary, here and now; no worker and no Redis are needed.

    Exits with 1 when the data do not keep to it.
    """
    if due == bool(resource_id):
        raise click.UsageError("give either a resource or --due")
    if due:
        click.echo(f"{work.work_all()} checks done")
        return
    asked = _act("bmagov_dictionary_validate", id=resource_id, force=force)
    if asked["run"] and asked["run"]["status"] == "waiting":
        work.work_next(asked["run"]["id"])
        model.Session.expire_all()
    result = _act("bmagov_validation_show", id=resource_id)
    run, findings = result["run"], result["report"]
    if run["status"] not in ("done", "unchanged") or not findings:
        raise click.ClickException(f"{run['status']}: {run['failure']}")
    for table in findings["tables"]:
        for note in table["notes"]:
            click.echo(f"{note['code']}: {note['message']}")
        for group in table["groups"]:
            click.echo(
                f"{group['column'] or '-'}\t{group['rule']}\t{group['count']}\trow {group['first_row']}"
            )
    click.echo(f"{findings['rows']} rows, {findings['violations']} problems")
    if not findings["valid"]:
        raise SystemExit(1)


def _act(action: str, **params: Any) -> Any:
    """Call an action as the site; what it refuses ends the command with its sentences."""
    try:
        return tk.get_action(action)(site_context(), params)
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error) or f"there is no {params.get('id')}") from error
    except tk.ValidationError as error:
        said = [str(item) for value in error.error_dict.values() if isinstance(value, list) for item in value]
        raise click.ClickException("\n".join(said) or str(error)) from error


def _tell(problems: list[FileProblemAnswer]) -> None:
    for problem in problems:
        click.echo(
            f"{'warning' if problem['warning'] else 'error'} {problem['code']}: {problem['message']}",
            err=True,
        )
