"""What the actions on many datasets answer."""

from __future__ import annotations

from typing import TypedDict


class ExportDict(TypedDict):
    """A workbook of datasets."""

    file_name: str
    content: str
    datasets: int
    files: int
    left_out: int


class ListedDict(TypedDict):
    """A dataset to choose."""

    id: str
    name: str
    title: str
    state: str
    data_type: str
    data_category: str
    data_classification: str
    license_id: str
    maintainer: str


class ListingDict(TypedDict):
    """Datasets to choose from, and how many there are in all."""

    count: int
    results: list[ListedDict]


class BulkChangeDict(TypedDict):
    """A field with its text before and after; `cell` in the workbook, `file` whose field it is."""

    field: str
    label: str
    before: str
    after: str
    cell: str
    file: str


class BulkReasonDict(TypedDict):
    """Why something is refused: `CODE: sentence`, and where in the workbook it stands."""

    text: str
    field: str
    label: str
    cell: str
    sheet: str


class BulkItemDict(TypedDict):
    """What becomes of one dataset."""

    place: int
    kind: str
    status: str
    label: str
    id: str
    name: str
    title: str
    sheet: str
    row: int
    changes: list[BulkChangeDict]
    reasons: list[BulkReasonDict]


class PlanDict(TypedDict):
    """What an act does to each dataset of a selection."""

    items: list[BulkItemDict]
    counts: dict[str, int]
    dry_run: bool
    job: str | None


class ImportDict(PlanDict):
    """What becomes of the rows of a workbook."""

    ignored: list[str]
    hash: str


class JobDict(TypedDict):
    """A job, how far it is, and whether it can be undone."""

    id: str
    kind: str
    label: str
    created: str
    finished: str | None
    counts: dict[str, int]
    undoable: bool
    undo_until: str | None


class JobShownDict(JobDict):
    """A job with what became of each dataset."""

    items: list[BulkItemDict]


class JobListDict(TypedDict):
    """Jobs, the newest first."""

    results: list[JobDict]
