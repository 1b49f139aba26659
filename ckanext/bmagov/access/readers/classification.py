"""Read the classification policy: ours, or the file with which a site replaces it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from ckanext.bmagov import config
from ckanext.bmagov.access.domain.classification import Policy, PolicyError, parse_policy
from ckanext.bmagov.base.formats.yaml_file import MAX_BYTES, FileProblem, RuleFileError, line_of, load_yaml
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

_OURS = PACKAGE / "rules" / "classification.yaml"
_LISTS = ("data_classification", "data_category", "license")


def policy() -> Policy:
    """Return the policy. Read once for each configured file.

    :raises RuleFileError: with the line and the reason of everything that is wrong with the file
    """
    return _policy(config.classification_file(), config.codelists_dir())


@functools.lru_cache(maxsize=8)
def _policy(path: str, _lists: str) -> Policy:
    """Read once for each configured file and directory of lists: a page asks hundreds of times."""
    values = (tuple(code.value for code in codelists()[name].codes) for name in _LISTS)
    return read_policy(Path(path) if path else _OURS, *values)


@functools.lru_cache(maxsize=8)
def read_policy(
    path: Path, levels: tuple[str, ...], categories: tuple[str, ...], licences: tuple[str, ...]
) -> Policy:
    """Read and check a file against the values of the code lists. Raises as `policy`."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = FileProblem("policy-unreadable", 0, "", {"reason": error.strerror or str(error)})
        raise RuleFileError(str(path), [problem]) from error
    plain, lines = load_yaml(content, str(path))
    try:
        return parse_policy(plain, path.name, levels=levels, categories=categories, licences=licences)
    except PolicyError as error:
        raise RuleFileError(str(path), list(_with_lines(error, lines))) from None


def _with_lines(error: PolicyError, lines: dict[str, int]) -> Iterable[FileProblem]:
    for problem in error.problems:
        yield FileProblem(problem.code, line_of(problem.path, lines), problem.path, problem.params)
