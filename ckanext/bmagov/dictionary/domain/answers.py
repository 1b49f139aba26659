"""What the actions on dictionaries answer: plain data, as the API sends them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class AllowedAnswer(TypedDict):
    """A value that a column may have."""

    value: str
    label_th: NotRequired[str]
    label_en: NotRequired[str]


class ColumnAnswer(TypedDict, total=False):
    """A column. What was not said is left out."""

    name: str
    label_th: str
    label_en: str
    type: str
    description: str
    description_en: str
    size: int
    decimals: int
    required: bool
    unique: bool
    primary_key: bool
    references: str
    allowed: list[AllowedAnswer]
    codelist: str
    pattern: str
    minimum: str
    maximum: str
    unit: str
    example: str
    source: str
    missing: list[str]
    date_format: str
    era: str
    personal: str
    personal_kind: str
    classification: str


class TableAnswer(TypedDict):
    """A table. Texts that were not said are left out."""

    name: NotRequired[str]
    label_th: NotRequired[str]
    label_en: NotRequired[str]
    description: NotRequired[str]
    columns: list[ColumnAnswer]


class TablesAnswer(TypedDict):
    """A dictionary by itself; `bmagov_dictionary_update` takes it."""

    tables: list[TableAnswer]


class ProblemAnswer(TypedDict):
    """A problem and its place: `row` counts the columns of a table from 1, 0 is the table itself."""

    code: str
    message: str
    table: str
    row: int
    column: str
    field: str
    warning: bool


class FileProblemAnswer(ProblemAnswer):
    """A problem, and the line of the file that it is in (0: of none)."""

    line: int


class ChangeAnswer(TypedDict):
    """A change between two versions. `old` and `new` are values of the attribute."""

    reason: str
    breaking: bool
    table: str
    column: str
    attribute: str
    old: Any
    new: Any
    message: str


class ChangesAnswer(TypedDict):
    """All changes between two dictionaries."""

    breaking: bool
    changes: list[ChangeAnswer]


class DifferenceAnswer(ChangesAnswer):
    """The changes between two versions; `new` is null for a dictionary that is not saved."""

    old: int | None
    new: int | None
    hidden_columns: int


class CompletenessAnswer(TypedDict):
    """How much of the standard's minimum is there; `missing` counts columns by attribute."""

    columns: int
    complete: int
    missing: dict[str, int]
    share: float


class VersionAnswer(TypedDict):
    """What is said of a version."""

    version: int
    modified: str
    user_id: str | None
    note: str
    origin: str
    deleted: bool
    hidden_columns: int


class ListedVersionAnswer(VersionAnswer):
    """A version in a list, with the number of columns that the reader may know."""

    columns: int


class DictionaryAnswer(VersionAnswer, TablesAnswer):
    """A dictionary as a reader may know it."""

    resource_id: str
    package_id: str
    current_version: int
    level: str
    completeness: CompletenessAnswer
    warnings: list[ProblemAnswer]


class ListedDictionaryAnswer(DictionaryAnswer):
    """A dictionary among those of a dataset."""

    resource_name: str


class DeletedAnswer(TypedDict):
    """A deletion: its number in the list of versions."""

    resource_id: str
    version: int


class PersonalAnswer(TypedDict):
    """A guess that a column holds personal data."""

    kind: str
    label: str
    confidence: float
    by: str


class InferredAnswer(TypedDict):
    """What the data show of a column."""

    table: str
    name: str
    type: str
    rows: int
    nulls: int
    distinct: int
    more: bool
    examples: list[str]
    key: float
    leading_zeros: bool
    personal: PersonalAnswer | None


class GuessAnswer(TypedDict):
    """The place of a guessed column: the table from 0, the row from 1."""

    table: int
    row: int
    personal: PersonalAnswer | None


class PlaceAnswer(TypedDict):
    """A column by its names."""

    table: str
    column: str


class ProposalAnswer(TablesAnswer):
    """A dictionary that may be stored, and what it was made of."""

    resource_id: str
    package_id: str
    source: str
    hash: str
    version: int | None
    problems: list[FileProblemAnswer]
    added: list[PlaceAnswer]
    kept: list[PlaceAnswer]
    difference: ChangesAnswer
    columns: list[InferredAnswer]
    guesses: list[GuessAnswer]
    rows: int
    complete: bool
    codec: str
    found: dict[str, str]
    guessed: list[str]


class AgencyAnswer(TypedDict):
    """An agency by its names."""

    id: str
    name: str
    title: str


class ColumnResultAnswer(TypedDict):
    """A column that a search over all dictionaries finds."""

    name: str
    label_th: str
    label_en: str
    type: str
    unit: str
    description: str
    description_en: str
    personal: str
    personal_kind: str
    required: bool
    primary_key: bool
    table_name: str
    table_label: str
    position: int
    classification: str
    resource_id: str
    resource_name: str
    package_id: str
    package_name: str
    package_title: str
    organization: AgencyAnswer | None


class FacetAnswer(TypedDict):
    """A value that results have, and how many have it."""

    name: str
    label: str
    count: int


class SearchAnswer(TypedDict):
    """What a search over all dictionaries finds."""

    count: int
    dataset_count: int
    results: list[ColumnResultAnswer]
    facets: dict[str, list[FacetAnswer]]
