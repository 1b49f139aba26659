"""`ckan bmagov datastore ...`: the tables of the DataStore."""

from __future__ import annotations

import click

from ckan import model

from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.dictionary.readers import drop_alias
from ckanext.bmagov.dictionary.services.table_aliases import bad_aliases


@bmagov.group()
def datastore() -> None:
    """Tables of the DataStore."""


@datastore.command("aliases")
@click.option("--drop", is_flag=True, help="Take these aliases away. Their tables and rows stay.")
def aliases(drop: bool) -> None:
    """List aliases that stand in the place of something else. Ends with 1 if there are any left.

    Such an alias is the id of a resource, looks like one, is the name of a dataset or of a table of the
    database: whoever reads by that name gets the rows of another table. New ones are refused.
    """
    result = list(bad_aliases(model.Session))
    for name, table in result:
        if drop:
            drop_alias(name)
        click.echo(f"{name}: alias of the table {table}{', taken away' if drop else ''}")
    if result and not drop:
        said = f"{len(result)}. Take them away with --drop, and tell those who read by them."
        raise click.ClickException(said)
    if not result:
        click.echo("Every alias is a name of its own.")
