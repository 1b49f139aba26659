"""Rule sets as YAML files: read safely and strictly, every problem with its line (security design 4.5).

YAML means more than people see: `no` is False, `010` is 8, `1:30` is 90, and of a key that stands twice the
first is lost without a word. Here such values are asked to be put in quotes, and nothing is lost or run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.formats.yaml_file import MAX_BYTES, FileProblem, RuleFileError, line_of, load_yaml
from ckanext.bmagov.kpi.rules.domain.parsing import RuleSetError, parse_rule_set
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS

if TYPE_CHECKING:
    from pathlib import Path

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def read_rule_file(path: Path) -> RuleSet:
    """Read and check a file.

    :raises RuleFileError: with every problem and its line
    """
    with path.open("rb") as file:
        return read_rules(file.read(MAX_BYTES + 1), path.name)


def read_rules(content: bytes, source: str = "") -> RuleSet:
    """Read and check the content of a file, e.g. of an upload.

    :raises RuleFileError: with every problem and its line
    """
    plain, lines = load_yaml(content, source)
    try:
        return parse_rule_set(plain, CHECKS)
    except RuleSetError as error:
        raise RuleFileError(
            source,
            [
                FileProblem(problem.code, line_of(problem.path, lines), problem.path, problem.params)
                for problem in error.problems
            ],
        ) from None
