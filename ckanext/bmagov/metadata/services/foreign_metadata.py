"""Records of other catalogs from a file: read, mapped, and judged by the rules of publishing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.access import policy
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.metadata.domain.mapping import Mapped, map_record
from ckanext.bmagov.metadata.domain.rules import Situation, check_dataset, check_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import DataDict

    from ckanext.bmagov.base.domain.problems import Problem


class ForeignFileError(ValueError):
    """A file that holds no records. ``str()`` says what was expected."""


@dataclass(frozen=True)
class Candidate:
    """A mapped record; ``missing`` keeps it from being published, ``wrong`` from being saved at all."""

    mapped: Mapped
    missing: tuple[Problem, ...]
    wrong: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """The dataset's address."""
        return str(self.mapped.dataset.get("name") or "")

    @property
    def state(self) -> str:
        """``active`` when everything mandatory is there, else ``draft``."""
        return "draft" if self.missing else "active"


def read_records(text: str) -> list[DataDict]:
    """Return the records of a file: one JSON object a line, a JSON list, or an answer of CKAN's API.

    Raises ForeignFileError.
    """
    try:
        whole = json.loads(text)
    except ValueError:
        return list(_read_lines(text))
    if isinstance(whole, dict):
        whole = whole.get("result", whole)
    if isinstance(whole, dict):
        whole = whole.get("results", [whole])
    if not isinstance(whole, list) or not all(isinstance(record, dict) for record in whole):
        raise ForeignFileError(
            "the file must hold dataset records: JSON lines, a list, or an answer of the API"
        )
    return whole


def _read_lines(text: str) -> Iterator[DataDict]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise ForeignFileError(f"line {number} is not JSON: {error}") from error
        if not isinstance(record, dict):
            raise ForeignFileError(f"line {number} is not a dataset record")
        yield record


def examine(record: DataDict, owner_org: str, default_type: str) -> Candidate:
    """Map a record and tell whether it can be saved, and whether it can be published."""
    known = facts()
    mapped = map_record(record, known, codelists(), policy(), owner_org=owner_org, default_type=default_type)
    situation = Situation(publishing=True)
    problems = [
        *check_dataset(mapped.dataset, known, policy(), situation),
        *check_resources(mapped.dataset["resources"], mapped.dataset, known, policy(), situation),
    ]
    always = {"title", "name"}
    missing = tuple(
        problem for problem in problems if problem.code.endswith("-REQUIRED") and problem.field not in always
    )
    wrong = tuple(problem for problem in problems if problem not in missing)
    return Candidate(mapped, missing, wrong)
