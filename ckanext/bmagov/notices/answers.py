"""What the actions on notices answer."""

from __future__ import annotations

from typing import TypedDict


class NoticeDict(TypedDict):
    """A line of the list. `name` tells it, at its stage, from all others."""

    name: str
    kind: str
    kind_label: str
    section: str
    section_label: str
    stage: str
    text: str
    link: str
    button: str
    due: str | None
    at: str | None
    agency: str
    least: str | None
    gain: str | None
    points: str
    new: bool


class NoticeListDict(TypedDict):
    """A person's list."""

    lines: list[NoticeDict]
    unseen: int
    whole: bool
    """False where something could not be read just now, so that lines may be missing."""


class SeenDict(TypedDict):
    """How many lines were seen."""

    seen: int
