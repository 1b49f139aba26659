"""What the action on downloads answers."""

from __future__ import annotations

from typing import TypedDict


class DownloadDict(TypedDict):
    """One way to take a file: `original`, `xlsx` or `csv`. `reason` says why it cannot be had; else empty."""

    form: str
    label: str
    url: str
    media_type: str
    size: int | None
    reason: str


class FileDownloadsDict(TypedDict):
    """The ways to take one file."""

    resource_id: str
    name: str
    downloads: list[DownloadDict]


class DownloadsDict(TypedDict):
    """The ways to take a dataset: as a whole (`url`), and file by file."""

    id: str
    url: str
    files: list[FileDownloadsDict]
