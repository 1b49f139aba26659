"""The fifty districts as the demo files need them: names, zones, a rough centre, size and population."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ckanext.bmagov.base.readers.codelists import read_file
from ckanext.bmagov.folder import PACKAGE

HERE = Path(__file__).parent
AGENCIES = PACKAGE / "data" / "agencies.csv"
PLACES = PACKAGE / "data" / "districts.csv"
ZONES = PACKAGE / "schemas" / "codelists" / "agency_zone.yaml"
OFFICE = "สำนักงานเขต"


@dataclass(frozen=True)
class District:
    """A district. The numbers are rounded: two decimals of a degree, thousands of people, whole km²."""

    code: str
    name: str
    zone: str
    latitude: float
    longitude: float
    area_km2: int
    population: int


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def districts() -> tuple[District, ...]:
    """Return all districts in the order of their DOPA codes."""
    zones = read_file(ZONES)
    offices = {row["dopa_code"]: row for row in _read(AGENCIES) if row["dopa_code"]}
    places = {row["dopa_code"]: row for row in _read(PLACES)}
    listed = []
    for row in _read(HERE / "districts.csv"):
        office = offices[row["dopa_code"]]
        zone = zones.get(office["zone"])
        listed.append(
            District(
                code=row["dopa_code"],
                name=office["name_th"].removeprefix(OFFICE),
                zone=zone.label_th if zone else "",
                latitude=float(places[row["dopa_code"]]["latitude"]),
                longitude=float(places[row["dopa_code"]]["longitude"]),
                area_km2=int(row["area_km2"]),
                population=int(row["population"]),
            )
        )
    return tuple(listed)
