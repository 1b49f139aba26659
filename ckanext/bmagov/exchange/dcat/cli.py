"""`ckan bmagov catalog ...`: the whole catalog as files."""

from __future__ import annotations

import click

from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.exchange.dcat.services import dump


@bmagov.group()
def catalog() -> None:
    """The whole catalog as files that other catalogs take."""


@catalog.command("write")
def write() -> None:
    """Make `/catalog-all.ttl.gz` and `.nt.gz` now; a worker makes them each night."""
    try:
        made = dump.make()
    except OSError as error:
        raise click.ClickException(
            f"{error}\nThe files of before stay. See to the disk and run this again."
        ) from error
    sizes = ", ".join(f"{name} {size:,} bytes" for name, size in zip(dump.FORMATS, made.sizes, strict=True))
    click.echo(f"{made.datasets} datasets, {made.described} of them anew; {sizes}")
