"""Shapes of a map: taken as they come, kept small, and fewer of them where a browser could not draw all."""

from __future__ import annotations

import itertools
import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.visuals.domain.coordinates import System, is_on_globe, system_of, to_degrees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MOST_FEATURES: Final = 5_000
"""Features that are drawn one by one; a phone draws so many without stopping."""

MOST_VERTICES: Final = 60_000
"""Corners of all lines and areas together: about 1 MB of JSON."""

MOST_READ: Final = 1_500_000
"""Corners of a file that are looked at."""

AT_ONCE: Final = 64
"""Corners of a line that are weighed against each other, so that the time grows with their number."""

PAIRS: Final = 400_000
"""Pairs of sides that are looked at in search of areas that cross themselves."""

SAMPLE: Final = 2_000
"""Points by which the system of coordinates is told."""

CELLS: Final = 48
"""Cells of the grid, along its longer side, in which points are counted that are too many."""

LONGEST: Final = 200
MOST_PROPERTIES: Final = 30
"""Letters of a value, and properties of a feature, that a map shows."""

DIGITS: Final = 6
"""Decimals of a degree: a tenth of a metre."""

DEPTHS: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How many lists stand around a point."""

Properties = dict[str, str]
NOTHING: Final[Properties] = {}
Line = list[tuple[float, float]]


@dataclass
class Shape:
    """One feature: points, lines, or rings of areas (parts of one area are parted by `None`)."""

    kind: str
    """`point`, `line` or `area`."""

    lines: list[array[float]]
    """Numbers east, north, east, north ... of each line or ring; of points all in one."""

    properties: Properties
    number: int
    """Its place in the file, from 1."""


@dataclass
class Tally:
    """What was met in a file, and what could not be drawn."""

    features: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    without_place: int = 0
    broken: int = 0
    off_globe: int = 0
    crossing: int = 0
    unread: int = 0
    """Features beyond what is looked at."""


@dataclass
class Layer:
    """A file as a map: its shapes in degrees, the system that they came in, and what was met."""

    shapes: list[Shape]
    system: System | None
    tally: Tally
    keys: tuple[str, ...] = ()
    """Names of properties, in their order."""


def read_layer(
    features: Iterable[Mapping[str, Any]],
    stated: Callable[[], System | None] = lambda: None,
    chosen: System | None = None,
) -> Layer:
    """Take features as GeoJSON has them.

    :param stated: tells the system that the file names, when all of it has been read
    :param chosen: the system that a person has chosen
    """
    shapes: list[Shape] = []
    tally = Tally()
    keys: dict[str, None] = {}
    corners = 0
    for feature in features:
        tally.features += 1
        if corners > MOST_READ:
            tally.unread += 1
            continue
        properties = plain_properties(feature.get("properties"))
        keys.update(dict.fromkeys(properties))
        if tally.kinds["point"] > MOST_FEATURES:
            properties = NOTHING  # points that are only counted say nothing
        for shape in _shapes(feature.get("geometry"), properties, tally):
            corners += sum(map(len, shape.lines)) // 2
            shapes.append(shape)
    system = chosen or system_of(_sample(shapes), stated())
    if system is not None:
        _turn(shapes, system, tally)
        tally.crossing = count_crossing(shapes)
    return Layer(shapes if system else [], system, tally, tuple(keys)[:MOST_PROPERTIES])


def plain_properties(given: Any) -> Properties:
    """Return properties as short texts; what is empty is left out."""
    if not isinstance(given, dict):
        return {}
    plain: Properties = {}
    for key, value in list(given.items())[:MOST_PROPERTIES]:
        if value is not None and value != "":
            text = value if isinstance(value, str) else _text(value)
            plain[str(key)[:LONGEST]] = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return plain


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _shapes(geometry: Any, properties: Properties, tally: Tally) -> Iterator[Shape]:
    if geometry is None:
        tally.without_place += 1
        return
    made = 0
    for kind, coordinates in _parts(geometry):
        lines = _lines(kind, coordinates)
        if not lines:
            continue
        made += 1
        name = {"Point": "point", "MultiPoint": "point"}.get(kind, "area" if "Polygon" in kind else "line")
        tally.kinds[name] += made == 1
        yield Shape(name, lines, properties, tally.features)
    if not made:
        tally.broken += 1


def _parts(geometry: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if not isinstance(geometry, dict):
        return
    kind = geometry.get("type")
    if kind == "GeometryCollection" and depth < 3:
        for part in geometry.get("geometries") or ():
            yield from _parts(part, depth + 1)
    elif kind in DEPTHS:
        yield kind, geometry.get("coordinates")


def _lines(kind: str, coordinates: Any) -> list[array[float]]:
    """Return the numbers of a geometry; none when it is not as it should be."""
    depth = DEPTHS[kind]
    try:
        if depth == 0:
            return [_flat([coordinates])]
        if depth == 1:
            lists = [coordinates]
        elif depth == 2:
            lists = coordinates
        else:
            lists = [ring for polygon in coordinates for ring in polygon]
        return [line for line in map(_flat, lists) if line]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return []


def _flat(points: Any) -> array[float]:
    flat = array("d")
    for point in points:
        x, y = float(point[0]), float(point[1])
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError
        flat.append(x)
        flat.append(y)
    return flat


def _sample(shapes: Sequence[Shape]) -> list[tuple[float, float]]:
    step = max(1, len(shapes) // SAMPLE)
    return [(shape.lines[0][0], shape.lines[0][1]) for shape in shapes[::step]]


def _turn(shapes: list[Shape], system: System, tally: Tally) -> None:
    """Make degrees of all shapes; those that are nowhere on the globe go."""
    turn = to_degrees(system)
    kept: list[Shape] = []
    for shape in shapes:
        try:
            lines = [_turned(line, turn) for line in shape.lines]
        except (ValueError, OverflowError, ZeroDivisionError):
            lines = []
        if lines and all(
            is_on_globe(line[at], line[at + 1]) for line in lines for at in range(0, len(line), 2)
        ):
            kept.append(Shape(shape.kind, lines, shape.properties, shape.number))
        else:
            tally.off_globe += 1
    shapes[:] = kept


def _turned(line: array[float], turn: Any) -> array[float]:
    flat = array("d")
    for at in range(0, len(line), 2):
        flat.extend(turn(line[at], line[at + 1]))
    return flat


@dataclass(frozen=True)
class Cluster:
    """So many points near each other, at their middle."""

    east: float
    north: float
    count: int


@dataclass
class Drawn:
    """What a browser draws."""

    shapes: list[Shape]
    clusters: list[Cluster]
    left_out: int
    """Lines and areas that are smaller than those that are drawn."""

    tolerance: float
    """By how many degrees at most a line was moved to have fewer corners."""

    bounds: tuple[float, float, float, float] | None
    """West, south, east, north."""


def drawn(shapes: Sequence[Shape]) -> Drawn:
    """Return no more than a browser draws: points counted in a grid, lines with fewer corners."""
    ends = bounds(shapes)
    points = [shape for shape in shapes if shape.kind == "point"]
    others = [shape for shape in shapes if shape.kind != "point"]
    clusters: list[Cluster] = []
    if sum(len(line) // 2 for shape in points for line in shape.lines) > MOST_FEATURES and ends:
        clusters, points = clustered(points, ends), []
    left_out = max(0, len(others) - MOST_FEATURES)
    if left_out:
        largest = sorted(others, key=_extent, reverse=True)[:MOST_FEATURES]
        kept = {id(shape) for shape in largest}
        others = [shape for shape in others if id(shape) in kept]
    others, tolerance = _simpler(others, ends)
    return Drawn([*others, *points], clusters, left_out, tolerance, ends)


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float] | None:
    """Return the least and the greatest numbers of all shapes: west, south, east, north."""
    lines = [line for shape in shapes for line in shape.lines if line]
    if not lines:
        return None
    easts, norths = [line[::2] for line in lines], [line[1::2] for line in lines]
    return min(map(min, easts)), min(map(min, norths)), max(map(max, easts)), max(map(max, norths))


def clustered(points: Iterable[Shape], ends: tuple[float, float, float, float]) -> list[Cluster]:
    """Count points in the cells of a grid."""
    west, south, east, north = ends
    side = max(east - west, north - south, 1e-9) / CELLS
    sums: dict[tuple[int, int], list[float]] = {}
    for shape in points:
        for line in shape.lines:
            for at in range(0, len(line), 2):
                cell = (int((line[at] - west) / side), int((line[at + 1] - south) / side))
                entry = sums.setdefault(cell, [0.0, 0.0, 0.0])
                entry[0] += line[at]
                entry[1] += line[at + 1]
                entry[2] += 1
    return [Cluster(x / count, y / count, int(count)) for x, y, count in sums.values()]


def _extent(shape: Shape) -> float:
    ends = bounds([shape])
    return (ends[2] - ends[0]) + (ends[3] - ends[1]) if ends else 0.0


def _simpler(
    shapes: list[Shape], ends: tuple[float, float, float, float] | None
) -> tuple[list[Shape], float]:
    corners = sum(len(line) // 2 for shape in shapes for line in shape.lines)
    if corners <= MOST_VERTICES or not ends:
        return shapes, 0.0
    tolerance = max(ends[2] - ends[0], ends[3] - ends[1], 1e-6) / 8_000
    while corners > MOST_VERTICES:
        shapes = [_simplified(shape, tolerance) for shape in shapes]
        corners = sum(len(line) // 2 for shape in shapes for line in shape.lines)
        tolerance *= 2
        if tolerance > 360:
            break
    return shapes, tolerance / 2


def _simplified(shape: Shape, tolerance: float) -> Shape:
    least = 4 if shape.kind == "area" else 2
    lines = [_fewer(line, tolerance, least) for line in shape.lines]
    if shape.kind == "area" and len(lines) > 1:
        wide = [line for line in lines if len(line) >= 2 * least]
        lines = wide or lines[:1]
    return Shape(shape.kind, lines, shape.properties, shape.number)


def _fewer(line: array[float], tolerance: float, least: int) -> array[float]:
    """Leave out corners that lie within a tolerance of the line without them (Douglas and Peucker)."""
    count = len(line) // 2
    if count <= least:
        return line
    keep = bytearray(count)
    ends = sorted({*range(0, count, AT_ONCE), count // 2, count - 1})  # a ring begins where it ends
    for place in ends:
        keep[place] = 1
    stack = list(itertools.pairwise(ends))
    limit = tolerance * tolerance
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        at, farthest = _farthest(line, first, last)
        if farthest > limit:
            keep[at] = 1
            stack.append((first, at))
            stack.append((at, last))
    flat = array("d")
    for place in itertools.compress(range(count), keep):
        flat.append(line[2 * place])
        flat.append(line[2 * place + 1])
    return flat


def _farthest(line: array[float], first: int, last: int) -> tuple[int, float]:
    """Return the corner between two that is farthest from the line between them, and its distance squared."""
    x0, y0 = line[2 * first], line[2 * first + 1]
    dx, dy = line[2 * last] - x0, line[2 * last + 1] - y0
    length = dx * dx + dy * dy
    at, most = first, -1.0
    for place in range(first + 1, last):
        px, py = line[2 * place] - x0, line[2 * place + 1] - y0
        if length:
            along = min(1.0, max(0.0, (px * dx + py * dy) / length))
            px, py = px - along * dx, py - along * dy
        distance = px * px + py * py
        if distance > most:
            at, most = place, distance
    return at, most


def count_crossing(shapes: Iterable[Shape]) -> int:
    """Count areas with a ring that crosses itself, among as many as there is time for."""
    count, left = 0, PAIRS
    for shape in shapes:
        if shape.kind != "area":
            continue
        for line in shape.lines:
            is_crossing, left = _crosses(line, left)
            if is_crossing:
                count += 1
                break
        if left <= 0:
            break
    return count


def _crosses(line: array[float], left: int) -> tuple[bool, int]:
    sides = len(line) // 2 - 1
    by_west = sorted(range(sides), key=lambda side: min(line[2 * side], line[2 * side + 2]))
    for position, side in enumerate(by_west):
        east = max(line[2 * side], line[2 * side + 2])
        for other in by_west[position + 1 :]:
            left -= 1
            if left <= 0:
                return False, 0
            if min(line[2 * other], line[2 * other + 2]) > east:
                break
            if 1 < abs(side - other) < sides - 1 and _cross(line, side, other):
                return True, left
    return False, left


def _cross(line: array[float], side: int, other: int) -> bool:
    a, b = (line[2 * side], line[2 * side + 1]), (line[2 * side + 2], line[2 * side + 3])
    c, d = (line[2 * other], line[2 * other + 1]), (line[2 * other + 2], line[2 * other + 3])
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
