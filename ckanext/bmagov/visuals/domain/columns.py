"""Columns of a table that say where something is: by their type, else by their name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NORTH: Final = frozenset(
    map(
        match_key,
        (
            *("lat", "latitude", "ละติจูด", "ละติจูต", "ละติจุด", "พิกัดละติจูด", "พิกัด lat", "gps_lat", "lat_y"),
            *("northing", "utm_n", "utm_y", "y_utm", "พิกัด y", "y", "y_coord", "coord_y", "point_y"),
        ),
    )
)
_EAST: Final = frozenset(
    map(
        match_key,
        (
            *("lon", "lng", "long", "longitude", "ลองจิจูด", "ลองติจูด", "ลองจิจุด", "พิกัดลองจิจูด", "พิกัด long"),
            *("gps_lon", "gps_lng", "lon_x", "easting", "utm_e", "utm_x", "x_utm", "พิกัด x", "x", "x_coord"),
            *("coord_x", "point_x"),
        ),
    )
)
_DISTRICT: Final = frozenset(
    map(
        match_key,
        (
            *("เขต", "ชื่อเขต", "สำนักงานเขต", "เขตการปกครอง", "เขตพื้นที่", "district", "district_name", "dname"),
            *("district_th", "district name", "amphoe", "อำเภอ", "อำเภอ/เขต", "เขต/อำเภอ"),
            *("รหัสเขต", "dcode", "district_code", "district_id", "dopa_code", "amphoe_code"),
        ),
    )
)
_SUBDISTRICT: Final = frozenset(
    map(
        match_key,
        (
            *(
                "แขวง",
                "ชื่อแขวง",
                "subdistrict",
                "subdistrict_name",
                "sub_district",
                "tambon",
                "ตำบล",
                "แขวง/ตำบล",
            ),
            *("รหัสแขวง", "subdistrict_code", "sdcode", "tambon_code"),
        ),
    )
)
_BRACKETS: Final = re.compile(r"\s*[(\[].*?[)\]]\s*$")
_PAIR: Final = re.compile(r"\s*\(?\s*(-?[0-9.]+)\s*[,\s]\s*(-?[0-9.]+)\s*\)?\s*")


@dataclass(frozen=True)
class Places:
    """Positions of the columns with coordinates: of two, or of one that holds latitude and longitude."""

    east: int = -1
    north: int = -1
    pair: int = -1


def coordinate_columns(header: Sequence[str], types: Mapping[int, str]) -> Places | None:
    """Return where the coordinates of a table stand; None for nowhere.

    :param types: types of columns by position, where a dictionary says them
    """
    pair = next((place for place, kind in types.items() if kind == "geopoint"), None)
    if pair is not None:
        return Places(pair=pair)
    east, north = _first(header, _EAST), _first(header, _NORTH)
    return Places(east, north) if east >= 0 and north >= 0 else None


def district_column(header: Sequence[str]) -> int:
    """Return the position of the column of districts; -1 for none."""
    return _first(header, _DISTRICT)


def subdistrict_column(header: Sequence[str]) -> int:
    """Return the position of the column of subdistricts; -1 for none."""
    return _first(header, _SUBDISTRICT)


def _first(header: Sequence[str], known: frozenset[str]) -> int:
    for place, name in enumerate(header):
        if match_key(name) in known or match_key(_BRACKETS.sub("", name)) in known:
            return place
    return -1


def features_of(
    header: Sequence[str], rows: Iterable[Sequence[str]], places: Places
) -> Iterator[dict[str, Any]]:
    """Give a feature for each row, with its other cells as properties."""
    hidden = {places.east, places.north, places.pair}
    shown = [(place, name) for place, name in enumerate(header) if place not in hidden]
    for row in rows:
        point = _point(row, places)
        yield {
            "geometry": {"type": "Point", "coordinates": point} if point else None,
            "properties": {name: row[place] for place, name in shown if place < len(row)},
        }


def _point(row: Sequence[str], places: Places) -> tuple[float, float] | None:
    try:
        if places.pair >= 0:
            match = _PAIR.fullmatch(to_arabic_digits(row[places.pair]))
            return (float(match[2]), float(match[1])) if match else None
        east, north = (to_arabic_digits(row[place]).replace(",", "") for place in (places.east, places.north))
        point = float(east), float(north)
    except (ValueError, IndexError):
        return None
    return point if any(point) else None  # 0, 0 is where nobody has looked
