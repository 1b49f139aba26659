"""`ckan bmagov search ...`: the Solr configset of Thai search."""

from __future__ import annotations

from pathlib import Path

import click

import ckan.plugins as p
from ckan import model
from ckan.lib.search import SearchError

from ckanext.bmagov import access
from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.search import services
from ckanext.bmagov.search.solr import configset, synonyms
from ckanext.bmagov.search.solr.status import missing_fields, outdated_documents


@bmagov.group()
def search() -> None:
    """Thai search: write its Solr configset, check the Solr in use."""


@search.command("configset")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--synonyms",
    "general",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=synonyms.GENERAL,
    help="Your list of words that mean the same, instead of ours (CSV: terms,glued,note).",
)
@click.option(
    "--agencies",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=synonyms.AGENCIES,
    help="Your list of agencies, instead of ours (CSV: name_th,name_en,abbrev_th,abbrev_en).",
)
def write_configset(target: Path, general: Path, agencies: Path) -> None:
    """Write the configset to TARGET: a folder (a core's conf), or a file ending in .zip for SolrCloud."""
    try:
        if target.suffix == ".zip":
            target.write_bytes(configset.archive(general, agencies))
            click.echo(f"Written: {target}")
        else:
            changed = configset.write(target, general, agencies)
            click.echo(f"Written to {target}: {', '.join(changed)}" if changed else f"Up to date: {target}")
    except (configset.ConfigsetError, synonyms.SynonymsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("Reload the core (or collection). After a change of schema.xml or abbreviations.txt also run:")
    click.echo("  ckan search-index rebuild")


@search.command("reconcile")
@click.option("--dry-run", is_flag=True, help="Say what differs and change nothing.")
def reconcile(dry_run: bool) -> None:
    """Compare the index with the database and index anew what differs. Ends with 1 if something is left.

    Differences are documents of datasets that are no more, datasets that are not indexed, documents of
    another time of change or with other readers, and what a save that failed has left in doubt. The labels of
    histories are put right, too. Safe to run at any time, often, and again after a crash.
    """
    doubtful = services.doubtful()
    try:
        difference = services.difference(model.Session)
    except SearchError as error:
        raise click.ClickException(f"Solr does not answer: {error}") from error
    # Those that were being saved when we began have been saved by now.
    wrong = difference.all | (doubtful & services.doubtful())
    click.echo(
        f"In the index missing: {len(difference.missing)}, old: {len(difference.stale)},"
        f" no longer there: {len(difference.ghosts)}"
    )
    histories = access.mislabelled(model.Session) if p.plugin_loaded("activity") else []
    click.echo(f"Histories with the labels of another level or owner: {len(histories)}")
    if dry_run:
        raise SystemExit(1 if wrong or histories else 0)
    access.put_right(histories)
    failed = services.mend(wrong, click.echo)
    if failed:
        raise click.ClickException(f"{len(failed)} of {len(wrong)} datasets could not be indexed.")
    click.echo(f"Put right: {len(wrong)}")


@search.command("check")
def check() -> None:
    """Say whether the Solr that CKAN uses has this configset and was filled by it. Ends with 1 if not."""
    missing = missing_fields()
    if missing is None:
        raise click.ClickException("Solr does not answer at the address in solr_url.")
    if missing:
        raise click.ClickException(
            f"Solr answers, but without our schema (no {', '.join(missing)}): Thai words will not be found."
            " Write it with `ckan bmagov search configset` and put it in place (docs/search.md)."
        )
    click.echo("Solr has the Thai schema.")
    if outdated := outdated_documents():
        raise click.ClickException(
            f"{outdated} datasets were indexed by an earlier version: searches may tell where closed data are"
            " kept. Run `ckan search-index rebuild`."
        )
