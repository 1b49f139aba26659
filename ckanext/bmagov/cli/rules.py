"""`ckan bmagov rules ...`: the rule sets of the KPI."""

from __future__ import annotations

from pathlib import Path

import click

from ckan import model

from ckanext.bmagov.collect.rule_sets import paths
from ckanext.bmagov.domain.kpi.ruleset import RuleSet, Source, Status, check_successor
from ckanext.bmagov.domain.problem import ProblemError
from ckanext.bmagov.formats.rules import RuleFileError, read_rule_file
from ckanext.bmagov.logic.rule_messages import file_problem_text, rule_error_text
from ckanext.bmagov.services.kpi.rules import all_rule_sets


@click.group()
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
        one for one in all_rule_sets(model.Session) if one.stored and one.rules.status is not Status.DRAFT
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


def _line(path: Path, found: RuleSet) -> str:
    defaults = sum(one.weight_source is Source.DEFAULT for one in found.criteria)
    dated = sum(one.deadline_source is Source.DEFAULT for one in found.steps)
    return (
        f"{path.name}: {found.kpi} {found.fiscal_year} version {found.version} ({found.status.value}), "
        f"{len(found.criteria)} criteria, {defaults} weights and {dated} deadlines are defaults, "
        f"{found.digest[:12]}"
    )
