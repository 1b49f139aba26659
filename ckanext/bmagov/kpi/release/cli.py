"""`ckan bmagov kpi release`: a closed year as open data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.cli import site_context
from ckanext.bmagov.kpi.score.cli import kpi


@kpi.command("release")
@click.argument("fiscal_year", type=int)
@click.option("--note", default="", help="What is corrected, and why; needed from the second release on.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write its files here."
)
def release(fiscal_year: int, note: str, folder: Path | None) -> None:
    """Publish the results of FISCAL_YEAR (พ.ศ.) as open data, as far as rounds are closed.

    Where nothing changed since the last release there is no new one. Check it with
    `python -I recompute.py FOLDER`, which is in each release.
    """
    try:
        made = tk.get_action("bmagov_kpi_release_create")(
            site_context(), {"fiscal_year": fiscal_year, "note": note}
        )
        if folder:
            _write(folder, {"fiscal_year": fiscal_year, "number": made["number"]})
    except tk.ValidationError as error:
        refused: Any = error.error_dict
        raise click.ClickException(
            "; ".join(str(text) for each in refused.values() for text in each)
        ) from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror}") from error
    said = "published" if made["new"] else "nothing changed since"
    click.echo(
        f"release {made['number']} of {fiscal_year}: {said}, {made['agencies']} agencies, {made['digest']}"
    )
    if made["problem"]:
        raise click.ClickException(made["problem"])


def _write(folder: Path, about: dict[str, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in tk.get_action("bmagov_kpi_release_show")(site_context(), about)["files"]:
        shown = tk.get_action("bmagov_kpi_release_file_show")(site_context(), {**about, "name": file["name"]})
        (folder / file["name"]).write_bytes(shown["text"].encode())
