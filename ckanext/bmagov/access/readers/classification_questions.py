"""Read the plain questions that lead to category and level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.access.domain.classification import Policy, PolicyError
from ckanext.bmagov.access.domain.classification.proposal import Questions, parse_questions
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.base.formats.yaml_file import FileProblem, RuleFileError, line_of, load_yaml
from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

_FILE = PACKAGE / "rules" / "classification_questions.yaml"


def questions() -> Questions:
    """Return the questions, checked against the policy in force.

    :raises RuleFileError: with the line and the reason of everything that is wrong
    """
    return _read(policy())


_read_for: dict[int, Questions] = {}


def _read(known: Policy) -> Questions:
    if id(known) not in _read_for:
        _read_for.clear()
        _read_for[id(known)] = read_questions(_FILE, known)
    return _read_for[id(known)]


def read_questions(path: Path, known: Policy) -> Questions:
    """Read and check a file. Raises as `questions`."""
    plain, lines = load_yaml(path.read_bytes(), path.name)
    try:
        return parse_questions(plain, path.name, known)
    except PolicyError as error:
        problems = [
            FileProblem(problem.code, line_of(problem.path, lines), problem.path, problem.params)
            for problem in error.problems
        ]
        raise RuleFileError(path.name, problems) from None
