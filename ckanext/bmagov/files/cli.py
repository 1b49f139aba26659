"""`ckan bmagov files ...`: files whose names were cut, and files that were never asked what they are."""

from __future__ import annotations

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.files.services import old_files


@bmagov.group()
def files() -> None:
    """Uploaded files: their names and what they are."""


@files.command("check")
@click.option("--mend", is_flag=True, help="Give files back their names, and read those of unknown kind.")
def check(mend: bool) -> None:
    """Find files stored under broken names, such as `-.csv`, and files from before kinds were told by bytes.

    A name is known where the title of the file was made from it. Ends with 1 if something is left.
    """
    left = _check_names(mend) + _check_kinds(mend)
    if left:
        raise SystemExit(1)


def _check_names(mend: bool) -> int:
    left = 0
    for broken in list(old_files.broken_names(model.Session)):
        place = f"/dataset/{broken.dataset}/resource/{broken.resource_id}"
        if not broken.mended:
            click.echo(f"{place}: {broken.name} (give the file a title, or upload it again)")
            left += 1
            continue
        click.echo(f"{place}: {broken.name} -> {broken.mended}")
        left += not (mend and _mended(broken))
    return left


def _mended(broken: old_files.BrokenName) -> bool:
    try:
        tk.get_action("resource_patch")(site_context(), {"id": broken.resource_id, "url": broken.mended})
    except tk.ValidationError as error:
        click.echo(f"  not mended: {error.error_summary}", err=True)
        return False
    return True


def _check_kinds(mend: bool) -> int:
    unknown = old_files.unknown_kinds(model.Session)
    if not unknown:
        return 0
    click.echo(f"Files that were read before kinds were told by bytes: {len(unknown)}")
    if not mend:
        return len(unknown)
    left = 0
    for resource_id in unknown:
        left += not old_files.look_again(resource_id)
    click.echo(f"Read again: {len(unknown) - left}; their files are gone: {left}")
    return left
