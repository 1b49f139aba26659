"""What the actions on the site itself answer."""

from __future__ import annotations

from typing import TypedDict


class DemoObjectDict(TypedDict):
    """Something that the demo content created."""

    id: str
    kind: str
    name: str


class ListedDemoObjectDict(DemoObjectDict):
    """The same with the names of what people put into it since."""

    added: list[str]


class HealthDict(TypedDict):
    """Whether the catalog can serve, and which of the services behind it respond."""

    healthy: bool
    services: dict[str, bool]
