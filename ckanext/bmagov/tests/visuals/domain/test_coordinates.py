"""Systems of coordinates are told by their numbers, and become degrees."""

from __future__ import annotations

import pytest

from ckanext.bmagov.visuals.domain.coordinates import System, is_on_globe, system_in, system_of, to_degrees

CITY_HALL = (100.5018, 13.7539)
UTM = (662_450.0, 1_521_100.0)


@pytest.mark.parametrize(
    ("points", "stated", "system"),
    [
        ([CITY_HALL], None, System.DEGREES),
        ([CITY_HALL[::-1]], None, System.SWAPPED),
        ([UTM], None, System.UTM47),
        ([UTM], System.INDIAN47, System.INDIAN47),
        ([CITY_HALL], System.INDIAN47, System.DEGREES),
        ([(2.35, 48.85)], None, System.DEGREES),
        ([(1e9, 1e9)], None, None),
        ([CITY_HALL] * 19 + [(0.0, 0.0)], None, System.DEGREES),
        ([], None, System.DEGREES),
    ],
)
def test_a_system_is_told_by_most_of_its_points(points, stated, system):
    assert system_of(points, stated) is system


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ('{"name": "urn:ogc:def:crs:EPSG::24047"}', System.INDIAN47),
        ('PROJCS["Indian_1975_UTM_Zone_47N"]', System.INDIAN47),
        ('PROJCS["WGS_1984_UTM_Zone_47N"]', System.UTM47),
        ('{"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}', None),
        ("", None),
    ],
)
def test_what_a_file_says_of_its_system_is_read(text, system):
    assert system_in(text) is system


def test_utm_and_indian_1975_lie_some_hundred_metres_apart():
    utm, indian = to_degrees(System.UTM47)(*UTM), to_degrees(System.INDIAN47)(*UTM)
    assert utm == pytest.approx(CITY_HALL, abs=0.01)
    assert 200 < abs(utm[0] - indian[0]) * 108_000 + abs(utm[1] - indian[1]) * 111_000 < 1_200


def test_what_is_nowhere_on_earth_is_told():
    assert is_on_globe(*CITY_HALL)
    assert not is_on_globe(181, 0)
