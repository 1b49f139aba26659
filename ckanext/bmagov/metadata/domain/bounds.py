"""The box around everything in a GeoJSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS: Final = (
    "west_bound_longitude",
    "east_bound_longitude",
    "north_bound_latitude",
    "south_bound_latitude",
)
_DIGITS: Final = 5
"""Of a degree: about a metre."""


def bounds(geojson: object) -> dict[str, str]:
    """Return the four fields of the bounding box, in degrees; nothing where there are no such coordinates.

    Coordinates beyond the degrees of the earth are of another system: then nothing is proposed.
    """
    points = list(_points(geojson))
    if not points or any(abs(x) > 180 or abs(y) > 90 for x, y in points):
        return {}
    xs, ys = [x for x, _ in points], [y for _, y in points]
    values = (min(xs), max(xs), max(ys), min(ys))
    return {name: _degrees(value) for name, value in zip(FIELDS, values, strict=True)}


def _degrees(value: float) -> str:
    return f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")


def _points(geojson: object) -> Iterator[tuple[float, float]]:
    waiting: list[Any] = [geojson]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            inside = ("features", "geometry", "geometries", "coordinates")
            waiting += [part[name] for name in inside if name in part]
        elif isinstance(part, list):
            if len(part) >= 2 and _is_number(part[0]) and _is_number(part[1]):
                yield float(part[0]), float(part[1])
            else:
                waiting += part


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
