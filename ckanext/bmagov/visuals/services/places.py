"""The districts of Bangkok, from the data that come with the extension."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.visuals.answers import MapDistrictDict

OFFICE: Final = "สำนักงานเขต"
OFFICE_EN: Final = " District Office"


@cache
def _rows() -> tuple[dict[str, str], ...]:
    """Return a row for each district: its code, its names, about where it is."""
    offices = {row["dopa_code"]: row for row in _read("agencies.csv") if row["dopa_code"]}
    return tuple(
        row | {name: offices[row["dopa_code"]][name] for name in ("name_th", "name_en")}
        for row in _read("districts.csv")
    )


def _read(name: str) -> list[dict[str, str]]:
    with (PACKAGE / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def district_labels(bounds: Sequence[float], language: str) -> list[MapDistrictDict]:
    """Return the names of the districts within a map, about where they lie."""
    if not bounds:
        return []
    west, south, east, north = bounds
    return [
        {"name": _name(row, language), "north": latitude, "east": longitude}
        for row in _rows()
        for latitude, longitude in [(float(row["latitude"]), float(row["longitude"]))]
        if west - 0.02 <= longitude <= east + 0.02 and south - 0.02 <= latitude <= north + 0.02
    ]


def _name(row: dict[str, str], language: str) -> str:
    return row["name_th"].removeprefix(OFFICE) if language == "th" else row["name_en"].removesuffix(OFFICE_EN)
