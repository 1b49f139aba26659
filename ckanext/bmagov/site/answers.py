"""What the actions on the site itself answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping


class DemoObjectDict(TypedDict):
    """Something that the demo content created."""

    id: str
    kind: str
    name: str


class ListedDemoObjectDict(DemoObjectDict):
    """The same with the names of what people put into it since."""

    added: list[str]


class SitePartDict(TypedDict):
    """One part of the site: `grade` is `good`, `look` (look at it) or `bad`, `text` says why."""

    code: str
    grade: str
    text: str
    params: Mapping[str, str | int]


class SiteStateDict(TypedDict):
    """How the site does: the worst grade of its parts, the versions of its software, and each part."""

    grade: str
    versions: dict[str, str]
    parts: list[SitePartDict]


class HealthDict(TypedDict):
    """Whether the catalog can serve, and which of the services behind it respond."""

    healthy: bool
    services: dict[str, bool]
