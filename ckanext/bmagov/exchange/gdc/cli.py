"""`ckan bmagov gdc ...`: the exchange with GD Catalog, for administrators."""

from __future__ import annotations

import json

import click

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.cli import bmagov, site_context


@bmagov.group()
def gdc() -> None:
    """GD Catalog, the national catalog."""


@gdc.command("check")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=500, show_default=True, help="How many at most."
)
def check(limit: int) -> None:
    """Ask GD Catalog what it has registered, of the datasets that are due."""
    result = tk.get_action("bmagov_gdc_check")(site_context(), {"limit": limit})
    click.echo(f"{result['asked']} asked, {result['failed']} without an answer")


@gdc.command("show")
@click.argument("dataset")
def show(dataset: str) -> None:
    """Print the record of a DATASET as GD Catalog reads it."""
    try:
        record = tk.get_action("bmagov_gdc_show")(site_context(), {"id": dataset})
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"{dataset} does not go out to GD Catalog") from error
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))
