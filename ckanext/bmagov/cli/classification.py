"""`ckan bmagov classification ...`: whether what is stored fits the policy."""

from __future__ import annotations

from collections import Counter

import click

from ckan import model

from ckanext.bmagov.collect.classification import policy
from ckanext.bmagov.services.levels import BYTES, MISSING, PUBLIC, UNKNOWN, LevelProblem, level_problems

_SENTENCES = {
    UNKNOWN: 'the level "{level}" is not in the policy; treated as the most closed',
    MISSING: "published without a level; treated as the most closed",
    PUBLIC: 'level "{level}", but not private',
    BYTES: 'keeps data of the level "{level}", which must not be stored here',
}


@click.group()
def classification() -> None:
    """Classification levels."""


@classification.command("check")
def check() -> None:
    """List datasets and files whose level is unknown, missing or not kept. Ends with 1 if there are any.

    Nothing is changed. Access is safe meanwhile: what the policy does not know is treated as the most closed.
    """
    counts: Counter[str] = Counter()
    for problem in level_problems(model.Session):
        counts[problem.code] += 1
        click.echo(_line(problem))
    if counts:
        total = ", ".join(f"{code}: {count}" for code, count in sorted(counts.items()))
        raise click.ClickException(f"{total}. Correct the level in the dataset's form, or by package_patch.")
    click.echo(f"Every level is one of: {', '.join(policy().levels)}.")


def _line(problem: LevelProblem) -> str:
    where = f"{problem.dataset_name} ({problem.dataset_id})"
    if problem.resource_id:
        where += f", file {problem.resource_id}"
    return f"{where}: {_SENTENCES[problem.code].format(level=problem.level)}"
