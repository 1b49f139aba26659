"""Geometries of the demo layers, drawn by us around a place: for a map to show, not to measure on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckanext.bmagov.site.demo.rows import KM_PER_DEGREE, random_of

if TYPE_CHECKING:
    from ckanext.bmagov.site.demo.rows import Facts

BENDS = 5


def geometry(shape: str, facts: Facts) -> dict[str, object]:
    """Return a geometry: `point`, `centre`, `line` or `polygon` (a hexagon as large as the district)."""
    here = [facts["longitude"], facts["latitude"]]
    if shape == "line":
        return {"type": "LineString", "coordinates": _line(here)}
    if shape == "polygon":
        return {"type": "Polygon", "coordinates": [_hexagon(here, facts["area_km2"])]}
    return {"type": "Point", "coordinates": here}


def _line(start: list[float]) -> list[list[float]]:
    draw = random_of("line", *start)
    points = [start]
    heading = draw.uniform(0, 2 * math.pi)
    for _ in range(BENDS):
        heading += draw.uniform(-0.5, 0.5)
        x, y = points[-1]
        points.append([round(x + 0.004 * math.cos(heading), 5), round(y + 0.004 * math.sin(heading), 5)])
    return points


def _hexagon(centre: list[float], area_km2: int) -> list[list[float]]:
    radius = math.sqrt(2 * area_km2 / (3 * math.sqrt(3))) / KM_PER_DEGREE
    x, y = centre
    corners = [
        [round(x + radius * math.cos(turn), 4), round(y + radius * math.sin(turn), 4)]
        for turn in (math.radians(60 * corner) for corner in range(6))
    ]
    return [*corners, corners[0]]
