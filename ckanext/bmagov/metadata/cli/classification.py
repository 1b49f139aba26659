"""`ckan bmagov classification ...`: whether what is stored fits the policy; closing it before a removal."""

from __future__ import annotations

from collections import Counter

import click

from ckan import model

from ckanext.bmagov import access, search
from ckanext.bmagov.access import (
    BYTES,
    FOREIGN,
    LEVEL,
    MISPLACED,
    MISSING,
    PUBLIC,
    RESOURCE_LEVEL,
    UNKNOWN,
    LevelProblem,
    close_dataset,
    level_problems,
    policy,
)
from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE

_SENTENCES = {
    UNKNOWN: 'the level "{level}" is not in the policy; treated as the most closed',
    MISSING: "published without a level; treated as the most closed",
    FOREIGN: f'its type is "{{type}}", not "{DATASET_TYPE}"; read as a dataset',
    MISPLACED: 'a level under the key "{key}", which decides nothing',
    PUBLIC: 'level "{level}", but not private',
    BYTES: 'keeps data of the level "{level}", which must not be stored here',
}

_REMEDIES = {
    UNKNOWN: (
        "choose a level of the policy in the form of the dataset or file. An unknown one counts as the most"
        " closed, so a lower one is proposed on the page of the level and approved by a second person."
    ),
    MISSING: (
        "only administrators of its agency see it. Give it a level with all else that publishing needs, in"
        " its form (the page lists what is missing) or by package_patch; no second person is asked. Or take"
        " it back to a draft, which its editors see and complete:\n"
        '    package_patch {"id": "...", "state": "draft", "data_type": "record"}'
    ),
    FOREIGN: (
        "save it once under the rules of datasets (its form, or package_patch) and its type is"
        f' "{DATASET_TYPE}".'
        " Where much is missing take it back to a draft, as above; or delete it (package_delete)."
    ),
    MISPLACED: (
        f"give the level as {LEVEL} (dataset) or {RESOURCE_LEVEL} (file) and send the old key empty:\n"
        f'    resource_patch {{"id": "...", "{RESOURCE_LEVEL}": "...", "<the old key>": ""}}\n'
        "  Among the extras of a dataset or an agency, leave the key out. An agency has no level."
    ),
    PUBLIC: 'package_patch {"id": "...", "private": true}',
    BYTES: (
        "delete the file and its table, or make it a link (resource_patch with clear_upload and a url), or"
        " propose a lower level."
    ),
}


@bmagov.group()
def classification() -> None:
    """Classification levels."""


@classification.command("check")
def check() -> None:
    """List records of a type, level or key that is none of ours. Ends with 1 if there are any, else with 0.

    Nothing is changed. Access is safe meanwhile: what the policy does not know is treated as the most closed.
    """
    counts: Counter[str] = Counter()
    for problem in level_problems(model.Session):
        counts[problem.code] += 1
        click.echo(_line(problem))
    if not counts:
        click.echo(f"Every level is one of: {', '.join(policy().levels)}.")
        return
    click.echo("\nWhat to do:")
    for code, remedy in _REMEDIES.items():
        if counts[code]:
            click.echo(f"- {code}: {remedy}")
    raise click.ClickException(", ".join(f"{code}: {count}" for code, count in sorted(counts.items())))


@classification.command("close")
@click.option("--apply", "applied", is_flag=True, help="Make them private. Without it nothing is changed.")
def close(applied: bool) -> None:
    """List what CKAN would show to everybody without this software; with --apply, make it private first.

    For whoever takes the software out (docs/deploy.md). CKAN itself knows no levels, only whether a dataset
    is private: closed files and columns in a public dataset would be public. Ends with 1 as long as something
    is open. One dataset after the other is committed, so that it can be broken off and called again.
    """
    count = failed = 0
    for opening in access.openings(model.Session):
        count += 1
        click.echo(_opening_line(opening))
        if applied:
            close_dataset(opening)
            failed += len(search.mend([opening.dataset_id], click.echo))
    _tell_wider()
    if not count:
        click.echo("Nothing that is closed here would be public.")
    elif not applied:
        raise click.ClickException(
            f"{count} datasets would be public. Call again with --apply to close them."
        )
    else:
        click.echo(f"Made private: {count}")
    if failed:
        raise click.ClickException(
            f"{failed} of them are not in the index as they are stored: run `ckan search-index rebuild`."
        )


def _tell_wider() -> None:
    for level, count in sorted(access.wider(model.Session).items()):
        level_text = f'the level "{level}"' if level else "no level"
        click.echo(
            f"Note: {count} private datasets of {level_text} would be read by every member of their agency."
            " CKAN cannot close them further: move or delete what must stay with fewer people."
        )


def _opening_line(opening: access.Opening) -> str:
    level = f'level "{opening.level}"' if opening.level else "no level"
    parts = [f"{opening.name} ({opening.dataset_id}): {level}"]
    if opening.files:
        parts.append("files " + ", ".join(f"{key} ({level})" for key, level in opening.files))
    if opening.columns:
        parts.append("columns " + ", ".join(opening.columns))
    return "; ".join(parts)


def _line(problem: LevelProblem) -> str:
    where = f"{problem.dataset_name} ({problem.dataset_id})"
    if problem.resource_id:
        where += f", file {problem.resource_id}"
    said = _SENTENCES[problem.code]
    return f"{where}: {said.format(level=problem.level, key=problem.key, type=problem.type)}"
