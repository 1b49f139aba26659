"""What a check of data found: as it is stored, and as the actions answer it."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class CoverageAnswer(TypedDict):
    """How far the columns of data and dictionary are the same. `undescribed_count` is said to readers."""

    share: float
    matched: list[str]
    undescribed: list[str]
    absent: list[str]
    renamed: list[list[str]]
    undescribed_count: NotRequired[int]


class StoredNote(TypedDict):
    """A note on a whole table: a code, from which the sentence is made when somebody reads."""

    code: str
    params: dict[str, Any]


class StoredExample(StoredNote):
    """A value that does not keep to the dictionary."""

    row: int
    value: str


class StoredGroup(TypedDict):
    """All problems of a column with a rule, and some examples."""

    column: str
    rule: str
    count: int
    first_row: int
    examples: list[StoredExample]


class StoredTableResult(TypedDict):
    """What was found in a table. `hidden_violations` is said to readers."""

    table: str
    sheet: str
    rows: int
    violations: int
    valid: bool
    dropped: int
    coverage: CoverageAnswer
    notes: list[StoredNote]
    groups: list[StoredGroup]
    hidden_violations: NotRequired[int]


class NoteAnswer(TypedDict):
    """A note on a whole table, in words."""

    code: str
    message: str


class ExampleAnswer(NoteAnswer):
    """A value that does not keep to the dictionary, in words."""

    row: int
    value: str


class GroupAnswer(TypedDict):
    """All problems of a column with a rule, in words."""

    column: str
    rule: str
    label: str
    count: int
    first_row: int
    examples: list[ExampleAnswer]


class TableResultAnswer(TypedDict):
    """What was found in a table, in words."""

    table: str
    sheet: str
    rows: int
    violations: int
    hidden_violations: int
    valid: bool
    dropped: int
    coverage: CoverageAnswer
    notes: list[NoteAnswer]
    groups: list[GroupAnswer]


class ResultAnswer(TypedDict):
    """What the last finished check found, as a reader may know it."""

    run_id: str
    as_of: str | None
    source: str
    valid: bool | None
    whole: bool
    violations: int
    rows: int
    dictionary_version: int | None
    tables: list[TableResultAnswer]


class RunAnswer(TypedDict):
    """A check: how far it is, or how it ended."""

    id: str
    status: str
    reason: str
    source: str
    asked_at: str | None
    started_at: str | None
    finished_at: str | None
    rows_read: int
    rows_total: int | None
    dictionary_version: int | None
    same_as: str | None
    valid: bool | None
    violations: int | None
    failure: str


class ValidationAnswer(TypedDict):
    """How well the data of a resource keep to their dictionary."""

    resource_id: str
    package_id: str
    run: RunAnswer | None
    report: ResultAnswer | None
    stale: bool
    queued: bool
    values_shown: bool
    hidden_columns: int
