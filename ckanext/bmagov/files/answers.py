"""What the actions on files and their changes answer."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class FrequencyDict(TypedDict):
    """How often data are updated: so many units, as in the code list `update_frequency`."""

    unit: str
    interval: int


class FreshnessDict(TypedDict):
    """How current the data of a dataset are, and why they count as that; days are ISO."""

    id: str
    last_update: str | None
    stated: str | None
    declared: FrequencyDict
    agreed: FrequencyDict | None
    due: str | None
    state: str
    reason: str
    text: str


class LayoutDict(TypedDict, total=False):
    """How a file is read as a table; empty for what is none. `header_row` counts from 1; 0 for none. Of the
    other parts of the shape those stand there that are out of the ordinary, or were given by a person.
    """

    kind: str
    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    header_rows: int
    below_header: str
    first_column: int
    rows_below: str
    last_row: int


class TableDict(TypedDict):
    """An uploaded table with its first rows; of one that waits for a worker only `rows_read` is known."""

    state: str
    rows_read: int | None
    layout: LayoutDict
    encoding_name: str
    guessed: list[str]
    corrected: bool
    sheets: list[str]
    columns: list[str]
    rows: list[list[str]]
    row_count: int | None
    problems: list[str]
    sha256: str
    size: int


class DataEventDict(TypedDict):
    """A change of the bytes of a resource; `user_id` is for who may change the dataset."""

    id: str
    package_id: str
    resource_id: str
    at: str
    user_id: NotRequired[str | None]
    change: str
    sha256: str
    size: int | None
    rows: int | None
    new_rows: int | None
    gone_rows: int | None
    rows_margin: int | None
    filename: str
