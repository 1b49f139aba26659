"""`ckan bmagov agencies ...`: the catalog's organizations from a list of agencies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import ckan.plugins.toolkit as tk

from ckanext.bmagov.agencies.domain.fields import AgencyError
from ckanext.bmagov.agencies.services import decode
from ckanext.bmagov.agencies.words import problem_text
from ckanext.bmagov.base.cli import bmagov, site_context

if TYPE_CHECKING:
    from ckanext.bmagov.agencies.actions import AgencyLoad


@bmagov.group()
def agencies() -> None:
    """The agencies of the city."""


@agencies.command("load")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="Your list instead of the city's (CSV in UTF-8 or Windows-874).",
)
@click.option(
    "--include-historic", is_flag=True, help="Also agencies that are no longer current or not confirmed."
)
@click.option("--dry-run", is_flag=True, help="Say what would change and keep nothing.")
def load(path: Path | None, include_historic: bool, dry_run: bool) -> None:
    """Create and update organizations from a list of agencies, tree included.

    Safe to run again. A list with a bad row is refused whole.
    """
    data_dict: dict[str, Any] = {"include_historic": include_historic, "dry_run": dry_run}
    if path:
        try:
            data_dict["content"] = decode(path.read_bytes())
        except AgencyError as error:
            raise click.ClickException(f"{path}: {problem_text(error.problem)}") from error
    try:
        result = tk.get_action("bmagov_agency_load")(site_context(), data_dict)
    except tk.ValidationError as error:
        for message in _messages(error):
            click.echo(message, err=True)
        raise click.ClickException(
            f"{path or 'The list'}: nothing was written. Mend these lines first."
        ) from error
    _print_result(result)


def _messages(error: tk.ValidationError) -> list[str]:
    messages = error.error_dict.get("content")
    return [str(message) for message in messages] if isinstance(messages, list) else [str(error)]


def _print_result(result: AgencyLoad) -> None:
    for change in result["updated"]:
        click.echo(f"{change['name']}: {', '.join(change['fields'])}")
    for name in result["deleted"]:
        click.echo(f"{name}: was deleted from the catalog and stays so")
    if not result["created"] and not result["updated"]:
        click.echo(f"Nothing to change: {result['unchanged']} agencies are as in the list.")
    else:
        done = "Would create" if result["dry_run"] else "Created"
        click.echo(
            f"{done} {len(result['created'])}, updated {len(result['updated'])},"
            f" unchanged {result['unchanged']}."
        )
    if result["skipped"]:
        click.echo(f"{result['skipped']} agencies are not current: --include-historic loads them too.")
