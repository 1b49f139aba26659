"""What the actions on the use of data and on the home page answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ckan.types import DataDict


class CountedDict(TypedDict):
    """The dataset of which a use was counted, if there is one."""

    dataset_id: str | None


class UsesDict(TypedDict):
    """Uses over a period; no `people` where these were not counted yet."""

    views: int
    downloads: int
    api_calls: int
    people: int | None


class DatasetUsageDict(UsesDict):
    """How often a dataset was used since a day, and the days on which far more people came than usual."""

    id: str
    since: str
    bursts: list[str]


class UsedDatasetDict(UsesDict):
    """A dataset as `package_search` gives it, with its uses."""

    dataset: DataDict


class CountsDict(TypedDict):
    """How much there is in the catalog."""

    datasets: int
    resources: int
    agencies: int
    categories: int


class CategoryDict(TypedDict):
    """A topic category with the number of its datasets."""

    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    datasets: int


class AgencyDict(TypedDict):
    """An agency with the number of its datasets."""

    name: str
    title: str
    title_en: str
    datasets: int


class AgencyKindDict(TypedDict):
    """A kind of agency, as in the code list `agency_kind`."""

    kind: str
    datasets: int
    agencies: list[AgencyDict]


class HomeDict(TypedDict):
    """What the home page shows."""

    counts: CountsDict
    categories: list[CategoryDict]
    agency_kinds: list[AgencyKindDict]
    newest: list[DataDict]
    most_used: list[UsedDatasetDict]
