"""The districts of Bangkok, from the data that come with the extension."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.folder import PACKAGE
from ckanext.bmagov.visuals.domain.districts import District, Gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.visuals.answers import MapDistrictDict

OFFICE: Final = "สำนักงานเขต"
OFFICE_EN: Final = " District Office"


@cache
def gazetteer() -> Gazetteer:
    """Return the districts and subdistricts of Bangkok."""
    offices = {row["dopa_code"]: row for row in _read("agencies.csv") if row["dopa_code"]}
    return Gazetteer(
        tuple(
            District(
                row["dopa_code"],
                offices[row["dopa_code"]]["name_th"].removeprefix(OFFICE),
                offices[row["dopa_code"]]["name_en"].removesuffix(OFFICE_EN),
                float(row["latitude"]),
                float(row["longitude"]),
                int(row["column"]),
                int(row["row"]),
            )
            for row in _read("districts.csv")
        ),
        {row["code"]: row["name_th"] for row in _read("subdistricts.csv")},
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
        {"name": district.name(language), "north": district.latitude, "east": district.longitude}
        for district in gazetteer().districts
        if west - 0.02 <= district.longitude <= east + 0.02
        and south - 0.02 <= district.latitude <= north + 0.02
    ]
