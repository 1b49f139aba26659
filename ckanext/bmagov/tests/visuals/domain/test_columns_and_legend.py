"""Columns that say where something is, and what colours say."""

from __future__ import annotations

import pytest

from ckanext.bmagov.visuals.domain.columns import Places, coordinate_columns, features_of
from ckanext.bmagov.visuals.domain.legend import legend


@pytest.mark.parametrize(
    ("header", "types", "places"),
    [
        (["ชื่อ", "Latitude", "Longitude"], {}, Places(east=2, north=1)),
        (["ละติจูด", "ลองจิจูด"], {}, Places(east=1, north=0)),
        (["lat (WGS84)", "long (WGS84)"], {}, Places(east=1, north=0)),
        (["UTM_E", "UTM_N"], {}, Places(east=0, north=1)),
        (["ชื่อ", "พิกัด"], {1: "geopoint"}, Places(pair=1)),
        (["ชื่อ", "lat"], {}, None),
        (["ชื่อ", "พิกัด"], {}, None),
    ],
)
def test_coordinates_are_found_by_type_else_by_name(header, types, places):
    assert coordinate_columns(header, types) == places


def test_rows_become_features():
    rows = [["ก", "๑๓.๗๕", "100.5"], ["ข", "", ""], ["ค", "0", "0"], ["ง", "ไม่ทราบ", "1"], ["จ"]]
    features = list(features_of(["ชื่อ", "lat", "lon"], rows, Places(east=2, north=1)))
    assert features[0]["geometry"]["coordinates"] == (100.5, 13.75)
    assert [feature["geometry"] for feature in features[1:]] == [None] * 4
    assert features[0]["properties"] == {"ชื่อ": "ก"}


def test_a_column_of_latitude_and_longitude_is_read():
    (feature,) = features_of(["ชื่อ", "พิกัด"], [["ก", "13.7563, 100.5018"]], Places(pair=1))
    assert feature["geometry"]["coordinates"] == (100.5018, 13.7563)


def test_numbers_are_classes_of_about_as_many():
    made = legend([str(number) for number in range(100)])
    assert [group.count for group in made.classes] == [20] * 5
    assert (made.classes[0].low, made.classes[-1].high) == (0, 99)
    assert made.of[0] == 0
    assert made.of[-1] == 4


def test_one_value_for_nearly_all_makes_fewer_classes():
    made = legend([*["0"] * 90, *map(str, range(1, 11))])
    assert sum(group.count for group in made.classes) == 100
    assert len(made.classes) < 5


def test_words_have_their_colours_by_how_often_they_come():
    made = legend(["ก", "ข", "ก", None, "", *"abcdefgh"])
    assert [group.word for group in made.classes][:2] == ["ก", "ข"]
    assert made.classes[-1].other
    assert made.of[:5] == (0, 1, 0, None, None)
    assert sum(group.count for group in made.classes) == 11


def test_nothing_has_no_legend():
    assert legend([None, ""]).classes == ()
