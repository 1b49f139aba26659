"""`ckan bmagov tables ...`: files as tables of the DataStore."""

from __future__ import annotations

from typing import Any

import click
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import files
from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.tables.services import queue, store, work
from ckanext.bmagov.tables.services.states import state_of
from ckanext.bmagov.tables.words import sentence


@bmagov.group()
def tables() -> None:
    """Uploaded tables in the DataStore."""


@tables.command("load")
@click.argument("resource_ids", nargs=-1)
@click.option("--force", is_flag=True, help="Load also what did not change.")
@click.option("--later", is_flag=True, help="Leave the work to a background worker.")
def load(resource_ids: tuple[str, ...], force: bool, later: bool) -> None:
    """Load uploaded tables into the DataStore: those named, or all that can be.

    What did not change since it was loaded is left alone. Ends with 1 if one of them could not be loaded.
    """
    if not store.is_there():
        raise click.ClickException("This site has no DataStore: add `datastore` to ckan.plugins.")
    ids = [resource_id for resource_id in _ids(resource_ids) if _ask(resource_id, force=force)]
    failed = len(resource_ids) - len(ids) if resource_ids else 0
    if later:
        click.echo(f"Tables asked for: {len(ids)}")
    else:
        work.work_all()
        failed += sum(_say(resource_id) for resource_id in ids)
    if failed:
        raise click.ClickException(f"Not loaded: {failed}")


def _ask(resource_id: str, *, force: bool) -> bool:
    """Ask for a table to be loaded; say it where there is none to be."""
    try:
        tk.get_action("bmagov_table_load")(site_context(), {"id": resource_id, "force": force})
    except tk.ValidationError as error:
        reasons: Any = error.error_dict["id"]
        click.echo(f"{resource_id}: {reasons[0]}")
        return False
    return True


def _ids(wanted: tuple[str, ...]) -> list[str]:
    """Return the ids of these resources, or of all whose uploaded files were read as tables."""
    query = sa.select(model.Resource.id).where(model.Resource.state == model.State.ACTIVE)
    if wanted:
        ids = list(model.Session.scalars(query.where(model.Resource.id.in_(wanted))))
        if unknown := sorted({*wanted} - {*ids}):
            raise click.ClickException(f"There is no such resource: {', '.join(unknown)}")
        return ids
    content = files.ResourceContent
    joined = query.join(content, content.resource_id == model.Resource.id)
    uploaded = joined.where(model.Resource.url_type == "upload", content.layout.is_not(None))
    return list(model.Session.scalars(uploaded.order_by(model.Resource.id)))


def _say(resource_id: str) -> bool:
    """Say how a table stands; return whether it could not be loaded."""
    model.Session.expire_all()
    table = queue.state(model.Session, resource_id)
    if table is None:
        click.echo(f"{resource_id}: no table")
        return True
    why = sentence(table.failure["code"], table.failure["params"]) if table.failure else ""
    rows = f", {table.rows} rows" if table.rows is not None else ""
    click.echo(f"{resource_id}: {state_of(table).value}{rows}{f': {why}' if why else ''}")
    return bool(table.failure)
