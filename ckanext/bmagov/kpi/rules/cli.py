"""`ckan bmagov rules ...`: the rule sets of the KPI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.cli import bmagov, site_context
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.yaml_file import RuleFileError
from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet, Source, Status, check_successor
from ckanext.bmagov.kpi.rules.formats import read_rule_file
from ckanext.bmagov.kpi.rules.readers import paths
from ckanext.bmagov.kpi.rules.services.rules import all_rule_sets
from ckanext.bmagov.kpi.rules.words import file_problem_text, rule_error_text


@bmagov.group()
def rules() -> None:
    """Rule sets of the KPI: what is asked of agencies in a fiscal year."""


@rules.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check(files: tuple[Path, ...]) -> None:
    """Check FILES, or all rule sets of this site, and whether they may follow what is published.

    Every problem is told with its line. Ends with 1 when there is one.
    """
    read: dict[Path, RuleSet] = {}
    bad = 0
    for path in files or paths():
        try:
            read[path] = read_rule_file(path)
        except RuleFileError as error:
            bad += 1
            for problem in error.problems:
                click.echo(f"{path.name}: {file_problem_text(problem)}", err=True)
    published = [
        known
        for known in all_rule_sets(model.Session)
        if known.stored and known.rules.status is not Status.DRAFT
    ]
    for path, offered in read.items():
        try:
            for kept in published:
                check_successor(kept.rules, offered)
        except ProblemError as error:
            bad += 1
            click.echo(f"{path.name}: {rule_error_text(error)}", err=True)
            continue
        click.echo(_line(path, offered))
    if bad:
        raise SystemExit(1)


@rules.command("try")
@click.argument("fiscal_year", type=int)
@click.argument("version", type=int)
@click.option("--period", type=int, help="Fiscal year (พ.ศ.) whose facts are judged; else that of the rules.")
@click.option("--as-of", help="The day whose end is meant, in either era; without it today.")
def try_out(fiscal_year: int, version: int, period: int | None, as_of: str | None) -> None:
    """Tell who would move by VERSION of the rules of FISCAL_YEAR (พ.ศ.). Nothing is stored."""
    data = {"fiscal_year": fiscal_year, "version": version, "period": period, "as_of": as_of}
    try:
        trial = tk.get_action("bmagov_ruleset_simulate")(site_context(), data)
    except tk.ObjectNotFound as error:
        raise click.ClickException(str(error)) from error
    except tk.ValidationError as error:
        refused: Any = error.error_dict
        said = "; ".join(str(text) for each in refused.values() for text in each)
        raise click.ClickException(said) from error
    for agency in trial["agencies"]:
        if agency["criteria"]:
            names = ", ".join(difference["criterion"] for difference in agency["criteria"])
            click.echo(f"{agency['name']}: {agency['before'] or '-'} -> {agency['after'] or '-'} ({names})")
    click.echo(
        f"{trial['up']} up, {trial['down']} down, {trial['same']} same; "
        f"mean {trial['mean_before'] or '-'} -> {trial['mean_after'] or '-'}"
    )


def _line(path: Path, rules: RuleSet) -> str:
    defaults = sum(criterion.weight_source is Source.DEFAULT for criterion in rules.criteria)
    dated = sum(step.deadline_source is Source.DEFAULT for step in rules.steps)
    return (
        f"{path.name}: {rules.kpi} {rules.fiscal_year} version {rules.version} ({rules.status.value}), "
        f"{len(rules.criteria)} criteria, {defaults} weights and {dated} deadlines are defaults, "
        f"{rules.digest[:12]}"
    )
