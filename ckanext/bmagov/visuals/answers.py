"""What the actions on maps and charts answer."""

from __future__ import annotations

from typing import Any, TypedDict


class MapKeyDict(TypedDict):
    """A property of the features: its name in the file, and what its dictionary calls it."""

    name: str
    label: str


class MapClassDict(TypedDict):
    """A colour of the legend: what it says, and how many features have it."""

    label: str
    count: int


class MapDistrictDict(TypedDict):
    """A name to be written on the map, and about where."""

    name: str
    north: float
    east: float


class MapDict(TypedDict):
    """A map, ready to be drawn: no more of it than a browser draws."""

    id: str
    system: str
    bounds: list[float]
    keys: list[MapKeyDict]
    column: str
    scale: str
    legend: list[MapClassDict]
    districts: list[MapDistrictDict]
    notes: list[str]
    geojson: dict[str, Any]


class DistrictValueDict(TypedDict):
    """A district with its tile on the schematic map, its value if it has one, and the class of that."""

    code: str
    name: str
    column: int
    row: int
    value: float | None
    group: int | None


class DistrictMapDict(TypedDict):
    """The values of a table by district."""

    id: str
    measure: str
    label: str
    unit: str
    how: str
    year: str
    measures: list[MapKeyDict]
    legend: list[MapClassDict]
    districts: list[DistrictValueDict]
    summary: str
    notes: list[str]
