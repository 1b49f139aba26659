"""What the actions on loaded tables answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.tables.domain.profile import ColumnProfile


class LoadedColumnDict(TypedDict):
    """A column of a loaded table. `profile` is null where none was made."""

    name: str
    id: str
    type: str
    declared: bool
    profile: ColumnProfile | None


class LoadDict(TypedDict):
    """How the table of a resource stands."""

    resource_id: str
    package_id: str
    state: str
    wanted_at: str | None
    queued: bool
    started_at: str | None
    rows_read: int | None
    rows_total: int | None
    loaded_at: str | None
    rows: int | None
    seconds: float | None
    failed_at: str | None
    failure: str
    notes: list[str]
    columns: list[LoadedColumnDict]


class FacetDict(TypedDict):
    """A value of a column, and how many of the rows that are asked for have it."""

    value: str
    count: int


class RowsDict(TypedDict):
    """Rows of a table. `columns` are those of the rows, in order."""

    resource_id: str
    total: int
    page: int
    per: int
    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]
    facets: dict[str, list[FacetDict]]
