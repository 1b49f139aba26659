"""What the actions on descriptions and the list of work answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ckan.types import DataDict


class PartDict(TypedDict):
    """What of a group of fields is filled and missing, by the names of fields."""

    name: str
    percent: int
    mandatory_filled: list[str]
    mandatory_missing: list[str]
    optional_filled: list[str]
    optional_missing: list[str]


class CompletenessDict(TypedDict):
    """How complete the description of a dataset is."""

    id: str
    complete: bool
    total: PartDict
    groups: list[PartDict]
    resources: list[PartDict]


class ProblemsDict(TypedDict):
    """What keeps a dataset from being published: messages by field, of the dataset and of each file."""

    id: str
    dataset: dict[str, list[str]]
    resources: list[dict[str, list[str]]]


class CategoryProposalDict(TypedDict):
    """A category that a dataset may belong into, and what speaks for it."""

    name: str
    words: list[str]
    keywords: bool
    agency: bool


class DeletedDatasetDict(TypedDict):
    """A deleted dataset that can come back; `deleted_at` and `until` are moments in UTC (ISO)."""

    id: str
    name: str
    title: str
    title_en: str
    owner_org: str | None
    deleted_at: str
    until: str
    deleted_by: str | None


class RestoredDict(TypedDict):
    """A dataset that came back, with the web address that it has now."""

    id: str
    name: str


class DatasetNameDict(TypedDict):
    """A dataset by its names."""

    id: str
    name: str
    title: str
    title_en: str


class DeletedFileDict(TypedDict):
    """A deleted file or link that can come back; `deleted_at` and `until` are moments in UTC (ISO)."""

    id: str
    name: str
    format: str
    deleted_at: str
    until: str
    deleted_by: str | None
    dataset: DatasetNameDict


class RestoredFileDict(TypedDict):
    """A file that came back, with the name that it has now."""

    id: str
    name: str
    package_id: str


class UserDict(TypedDict):
    """Who saved."""

    name: str
    display_name: str


class FieldChangeDict(TypedDict):
    """A field with its value before and after a save, as stored."""

    name: str
    before: object
    after: object


class ChangeDict(TypedDict):
    """What was saved since a version; no `fields` when that version is no longer known."""

    id: str
    changed: bool
    at: str | None
    by: UserDict | None
    fields: list[FieldChangeDict] | None


class TaskDict(TypedDict):
    """A dataset that waits for its editor; `organization` as in the dataset, `due` an ISO day."""

    id: str
    name: str
    title: str
    title_en: str
    organization: DataDict | None
    missing: list[str]
    due: str | None


class WorklistDict(TypedDict):
    """What waits, and how many datasets were looked at of those that there are."""

    overdue: list[TaskDict]
    due: list[TaskDict]
    incomplete: list[TaskDict]
    draft: list[TaskDict]
    checked: int
    total: int
