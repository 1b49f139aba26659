"""`ckan bmagov kpi ...`: score agencies."""

from __future__ import annotations

import click
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.oversight.model import Guideline
from ckanext.bmagov.kpi.rules.services.rules import years


@bmagov.group()
def kpi() -> None:
    """The KPI: score agencies from the catalog."""


@kpi.command("score")
@click.option("--year", type=int, help="Fiscal year (พ.ศ.); without it the current one.")
@click.option("--all-years", is_flag=True, help="Every fiscal year that has published rules.")
@click.option("--agency", help="Only this agency (name or id).")
@click.option("--changed", is_flag=True, help="Only agencies where something happened since.")
def score(year: int | None, all_years: bool, agency: str | None, changed: bool) -> None:
    """Score agencies and keep what is found. Safe to run beside a worker: one run at a time.

    Ends with 1 when an agency could not be scored.
    """
    wanted = FiscalYear.of(today()).year if year is None else year
    known = years(model.Session)
    keys = known if all_years else [key for key in known if key[1] == wanted]
    if not keys:
        raise click.ClickException(f"There are no published rules for fiscal year {wanted}.")
    failed = 0
    for name, fiscal_year in keys:
        data = {"kpi": name, "fiscal_year": fiscal_year, "changed": changed}
        if agency:
            data["id"] = agency
        try:
            result = tk.get_action("bmagov_scorecard_update")(site_context(), data)
        except tk.ObjectNotFound as error:
            raise click.ClickException(str(error)) from error
        if result["running"]:
            click.echo(f"{name} {fiscal_year}: another worker has not finished its share yet")
        click.echo(f"{name} {fiscal_year}: {result['scored']} scored, {len(result['failed'])} failed")
        for agency, fault in sorted(result["failed"].items()):
            click.echo(f"  {agency}: {fault}", err=True)
        failed += len(result["failed"])
    if failed:
        raise SystemExit(1)


@kpi.command("links")
@click.option("--limit", default=500, show_default=True, help="At most so many addresses.")
def links(limit: int) -> None:
    """Look at the addresses that count as evidence and were not looked at for a week."""
    result = tk.get_action("bmagov_link_check")(site_context(), {"limit": limit})
    click.echo(", ".join(f"{count} {name}" for name, count in result.items()))


@kpi.command("sweep")
def sweep() -> None:
    """Delete stored documents that no record names and that are a day old."""
    tables = (Deliverable, Guideline)
    known = {sha256 for table in tables for sha256 in model.Session.scalars(sa.select(table.sha256))}
    try:
        click.echo(f"{document_store.sweep(known)} deleted")
    except document_store.StoreAwayError:
        raise click.ClickException(
            "None of the documents that records name lies in ckan.storage_path: it is not mounted, or it is"
            " another site's. Nothing was deleted."
        ) from None
