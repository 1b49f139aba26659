"""Which system coordinates are in, told by their numbers, and from there to degrees of WGS 84.

Files of Bangkok come in degrees (EPSG:4326), often with latitude first, or in metres of UTM zone 47 north: on
WGS 84 (EPSG:32647) or on the datum Indian 1975 (EPSG:24047), which lies some 400 metres beside it. Numbers do
not tell these two apart; the file's own word does.
Formulas: EPSG Guidance Note 7-2, Transverse Mercator (JHS) and position vector transformation.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Point = tuple[float, float]


class System(StrEnum):
    """A system of coordinates; the second number of a point is the one to the north, but in SWAPPED."""

    DEGREES = "degrees"
    SWAPPED = "swapped"
    UTM47 = "utm47"
    INDIAN47 = "indian47"


SURE: Final = 0.9
"""Share of the points that must fit a system."""

_EAST: Final = (97.0, 106.0)
_NORTH: Final = (5.0, 21.0)
"""Degrees of Thailand, with some room."""

_EASTING: Final = (100_000.0, 1_000_000.0)
_NORTHING: Final = (550_000.0, 2_330_000.0)
"""Metres of Thailand in zone 47."""


@dataclass(frozen=True)
class _Ellipsoid:
    a: float
    inverse_f: float

    @property
    def e2(self) -> float:
        f = 1 / self.inverse_f
        return f * (2 - f)


_WGS84: Final = _Ellipsoid(6378137.0, 298.257223563)
_EVEREST: Final = _Ellipsoid(6377276.345, 300.8017)
_MOVED: Final = (293.0, 836.0, 318.0)
_TURNED: Final = tuple(math.radians(seconds / 3600) for seconds in (0.5, 1.6, -2.8))
_GROWN: Final = 1 + 2.1e-6
"""From Indian 1975 to WGS 84 for Thailand on land, good to 3 metres: metres, angles (position vector), scale
("Indian 1975 to WGS 84 (4)" of EPSG)."""

_MERIDIAN: Final = math.radians(99.0)
_SCALE: Final = 0.9996
_FALSE_EASTING: Final = 500_000.0

_INDIAN_WORDS: Final = re.compile(
    r"(?:EPSG\D{0,3}24047|indian.{0,3}1975|indian.{0,3}thailand)", re.IGNORECASE
)
_UTM_WORDS: Final = re.compile(r"(?:EPSG\D{0,3}32647|utm.{0,6}47)", re.IGNORECASE)


def system_in(text: str) -> System | None:
    """Return the system that a file's own words name (`crs`, `.prj`); None for none of ours."""
    if _INDIAN_WORDS.search(text):
        return System.INDIAN47
    return System.UTM47 if _UTM_WORDS.search(text) else None


def system_of(points: Sequence[Point], stated: System | None = None) -> System | None:
    """Return the system of points; None when they are in none that is known here.

    :param stated: what the file says: it decides between what the numbers allow
    """
    if not points:
        return System.DEGREES
    tests: dict[System, Callable[[Point], bool]] = {
        System.DEGREES: lambda p: _within(p[0], _EAST) and _within(p[1], _NORTH),
        System.SWAPPED: lambda p: _within(p[1], _EAST) and _within(p[0], _NORTH),
        System.UTM47: lambda p: _within(p[0], _EASTING) and _within(p[1], _NORTHING),
    }
    for system, fits in tests.items():
        if sum(map(fits, points)) >= SURE * len(points):
            is_indian = system is System.UTM47 and stated is System.INDIAN47
            return System.INDIAN47 if is_indian else system
    on_globe = sum(abs(x) <= 180 and abs(y) <= 90 for x, y in points)
    return System.DEGREES if on_globe == len(points) else None


def to_degrees(system: System) -> Callable[[float, float], Point]:
    """Return what makes degrees (east, north) of a point of a system."""
    return {
        System.DEGREES: lambda x, y: (x, y),
        System.SWAPPED: lambda x, y: (y, x),
        System.UTM47: lambda x, y: _degrees(*_from_utm(x, y, _WGS84)),
        System.INDIAN47: lambda x, y: _degrees(*_shifted(*_from_utm(x, y, _EVEREST))),
    }[system]


def is_on_globe(east: float, north: float) -> bool:
    """Tell whether numbers are degrees at all."""
    return abs(east) <= 180 and abs(north) <= 90


def _within(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]


def _degrees(east: float, north: float) -> Point:
    return math.degrees(east), math.degrees(north)


def _from_utm(easting: float, northing: float, on: _Ellipsoid) -> Point:
    """Return radians of a point of zone 47."""
    f = 1 / on.inverse_f
    n = f / (2 - f)
    radius = on.a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    h = (
        n / 2 - 2 / 3 * n**2 + 37 / 96 * n**3 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 / 1440 * n**4,
        17 / 480 * n**3 - 37 / 840 * n**4,
        4397 / 161280 * n**4,
    )
    eta = (easting - _FALSE_EASTING) / (radius * _SCALE)
    xi = northing / (radius * _SCALE)
    xi0 = xi - sum(h[j] * math.sin(2 * (j + 1) * xi) * math.cosh(2 * (j + 1) * eta) for j in range(4))
    eta0 = eta - sum(h[j] * math.cos(2 * (j + 1) * xi) * math.sinh(2 * (j + 1) * eta) for j in range(4))
    beta = math.asin(math.sin(xi0) / math.cosh(eta0))
    east = _MERIDIAN + math.asin(math.tanh(eta0) / math.cos(beta))
    e = math.sqrt(on.e2)
    q = math.asinh(math.tan(beta))
    latitude = q
    for _ in range(6):
        latitude = q + e * math.atanh(e * math.tanh(latitude))
    return east, math.atan(math.sinh(latitude))


def _shifted(east: float, north: float) -> Point:
    """Move a point of Indian 1975 to WGS 84, by way of metres from the centre of the earth."""
    normal = _EVEREST.a / math.sqrt(1 - _EVEREST.e2 * math.sin(north) ** 2)
    u = normal * math.cos(north) * math.cos(east)
    v = normal * math.cos(north) * math.sin(east)
    w = normal * (1 - _EVEREST.e2) * math.sin(north)
    rx, ry, rz = _TURNED
    x = _MOVED[0] + _GROWN * (u - rz * v + ry * w)
    y = _MOVED[1] + _GROWN * (rz * u + v - rx * w)
    z = _MOVED[2] + _GROWN * (-ry * u + rx * v + w)
    across = math.hypot(x, y)
    latitude = math.atan2(z, across * (1 - _WGS84.e2))
    for _ in range(6):
        normal = _WGS84.a / math.sqrt(1 - _WGS84.e2 * math.sin(latitude) ** 2)
        latitude = math.atan2(z + _WGS84.e2 * normal * math.sin(latitude), across)
    return math.atan2(y, x), latitude
