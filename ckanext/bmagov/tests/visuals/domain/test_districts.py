"""Values belong to the district that they name, and no other."""

from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.visuals.domain.district_map import How, by_district, how_of, shape_of
from ckanext.bmagov.visuals.services.places import gazetteer

COLUMNS = [Column("ปี"), Column("เขต"), Column("คน", type="integer", unit="คน", missing=("-",))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("พระนคร", "1001"),
        ("เขตพระนคร", "1001"),
        ("สำนักงานเขต พระนคร", "1001"),
        ("Phra Nakhon", "1001"),
        ("phra nakhon district", "1001"),
        ("1001", "1001"),
        ("๑๐๐๑", "1001"),
        ("1001.0", "1001"),
        ("100101", "1001"),
        ("ป้อมปราบ", "1008"),
        ("ป้อมปราบฯ", None),
        ("นนทบุรี", None),
        ("1101", None),
        ("", None),
    ],
)
def test_a_district_is_known_by_name_or_code(text, code):
    match = gazetteer().match(text)
    assert (match.district.code if match.district else None) == code


def test_a_name_that_several_districts_share_is_told_and_put_nowhere():
    for text, subdistrict in (("บางกอก", False), ("บางจาก", True)):
        match = gazetteer().match(text, subdistrict=subdistrict)
        assert match.district is None
        assert len(match.several) == 2


def test_a_subdistrict_belongs_to_its_district():
    assert gazetteer().match("แขวงวัดราชบพิธ", subdistrict=True).district.name_th == "พระนคร"


def test_every_district_has_a_tile_of_its_own():
    districts = gazetteer().districts
    assert len(districts) == 50
    assert len({(district.column, district.row) for district in districts}) == 50
    assert all(0 <= district.column < 10 and 0 <= district.row < 8 for district in districts)
    assert len(gazetteer().subdistricts) == 180


def test_only_what_the_dictionary_calls_a_number_is_summed():
    assert shape_of(COLUMNS).measures == (2,)
    assert shape_of([Column("เขต"), Column("คน")]).measures == ()
    assert shape_of([Column("เขต"), Column("รหัส", type="integer", unique=True)]).measures == ()
    assert shape_of([Column("ก"), Column("ข")]) is None


def test_values_are_those_of_the_last_year():
    rows = [
        ["2566", "พระนคร", "1"],
        ["2567", "พระนคร", "1,000"],
        ["2567", "เขตพระนคร", "5"],
        ["2567", "ดุสิต", "-"],
        ["2567", "บางกอก", "3"],
        ["2567", "รวม", "9"],
        [],
    ]
    summed = by_district(COLUMNS, shape_of(COLUMNS), rows, gazetteer(), 2)
    assert summed.values == {"1001": 1005}
    assert (summed.year, summed.rows, summed.left_out, summed.unplaced) == ("2567", 5, 1, 2)
    assert (summed.unknown, summed.several) == (["รวม"], ["บางกอก"])


@pytest.mark.parametrize(
    ("column", "how"),
    [
        (None, How.COUNT),
        (Column("คน", type="integer", unit="คน"), How.SUM),
        (Column("x", type="number", unit="ร้อยละ"), How.MEAN),
        (Column("อัตราการเกิด", type="number"), How.MEAN),
    ],
)
def test_shares_and_rates_are_averaged_and_all_else_is_summed(column, how):
    assert how_of(column) is how


def test_shares_are_the_mean_of_their_rows():
    columns = [Column("เขต"), Column("x", type="number", unit="%")]
    summed = by_district(columns, shape_of(columns), [["พระนคร", "10"], ["พระนคร", "20"]], gazetteer(), 1)
    assert summed.values == {"1001": 15}
    assert summed.year == ""


def test_without_a_number_rows_are_counted():
    columns = [Column("เขต")]
    summed = by_district(columns, shape_of(columns), [["พระนคร"], ["พระนคร"], ["ดุสิต"]], gazetteer())
    assert summed.values == {"1001": 2, "1002": 1}
