"""What the actions on releases answer."""

from __future__ import annotations

from typing import TypedDict


class ReleaseFileDict(TypedDict):
    """A file of a release."""

    name: str
    media_type: str
    size: int
    sha256: str
    link: str


class ReleaseDict(TypedDict):
    """A release of a closed year."""

    kpi: str
    fiscal_year: int
    number: int
    created_at: str
    agencies: int
    note: str
    digest: str
    link: str
    archive: str


class WholeReleaseDict(ReleaseDict):
    """A release with its files."""

    files: list[ReleaseFileDict]


class MadeReleaseDict(ReleaseDict):
    """A release that was just asked for."""

    new: bool
    dataset: str
    problem: str | None


class ReleaseTextDict(ReleaseFileDict):
    """A file of a release with its content."""

    text: str
