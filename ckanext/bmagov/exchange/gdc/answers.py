"""What the actions of the exchange with GD Catalog answer."""

from __future__ import annotations

from typing import Any, TypedDict


class GdcRecordDict(TypedDict):
    """A record as GD Catalog reads it; beside these keys all of its form (docs/gdc.md)."""

    id: str
    name: str
    title: str
    owner_org: str | None
    organization: dict[str, Any] | None
    private: bool
    metadata_modified: str
    resources: list[dict[str, Any]]


class GdcSearchDict(TypedDict):
    """A page of records, as GD Catalog reads them."""

    count: int
    results: list[dict[str, Any]]
    sort: str


class GdcWithdrawalDict(TypedDict):
    """A dataset that GD Catalog has and should not have any more; `sent_at` is a moment in UTC (ISO)."""

    id: str
    name: str
    title: str
    title_en: str
    owner_org: str | None
    deleted: bool
    sent_at: str
    state: str
    url: str


class GdcStateDict(TypedDict):
    """Where a dataset is on its way into GD Catalog; moments are in UTC (ISO)."""

    id: str
    share: str
    state: str
    url: str
    sent_at: str | None
    checked_at: str | None
    failed_since: str | None
    changed_since: bool


class GdcCheckDict(TypedDict):
    """How many datasets were asked for, and of how many there was no answer."""

    asked: int
    failed: int
