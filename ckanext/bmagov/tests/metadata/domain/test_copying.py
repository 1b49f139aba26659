"""Years that move on, and years and numbers that do not."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.metadata.domain.copying import (
    copy_dataset,
    copy_resource,
    next_year_dataset,
    next_year_resource,
    shift_years,
)

TODAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("จำนวนประชากร ปี 2568", "จำนวนประชากร ปี 2569"),
        ("ประชากรปี2568รายเขต", "ประชากรปี2569รายเขต"),
        ("พ.ศ.2568", "พ.ศ.2569"),
        ("ปี ๒๕๖๘", "ปี ๒๕๖๙"),
        ("ปี ๒๕๖๙", "ปี ๒๕๗๐"),
        ("ปีงบประมาณ 2568/2569", "ปีงบประมาณ 2569/2570"),
        ("Population 2025", "Population 2026"),
        ("population-2025", "population-2026"),
        ("พ.ศ. 2560-2568", "พ.ศ. 2560-2569"),
        ("2560 ถึง พ.ศ. 2568", "2560 ถึง พ.ศ. 2569"),
        ("2017–2025", "2017–2026"),
        ("เปรียบเทียบ 2567 กับ 2568", "เปรียบเทียบ 2568 กับ 2569"),
        ("12,568 คน", "12,568 คน"),
        ("2,568 คน", "2,568 คน"),
        ("2568.5 ไร่", "2568.5 ไร่"),
        ("รหัส 125680", "รหัส 125680"),
        ("รุ่น X2025", "รุ่น X2025"),
        ("Complaints by district FY2569", "Complaints by district FY2570"),
        ("report-fy2026", "report-fy2027"),
        ("ALLFY2026", "ALLFY2026"),
        ("", ""),
    ],
)
def test_years_in_a_text_are_one_later(text, moved):
    assert shift_years(text) == moved


def test_a_copy_leaves_what_is_true_of_the_other_only(facts):
    record = {
        "title": "ก", "name": "a", "last_updated_date": "2025-01-01", "created_date": "2020-01-01",
        "reference_url_catalog": "https://example.go.th/a", "objective": ["law"], "notes": "", "id": "1",
        "resources": [{}], "state": "active",
    }  # fmt: skip
    assert copy_dataset(record, facts) == {
        "title": "ก", "created_date": "2020-01-01", "objective": ["law"],
    }  # fmt: skip


def test_bytes_are_not_copied_but_links_are(facts):
    assert copy_resource({"name": "ก", "url": "http://x/y.csv", "url_type": "upload"}, facts) == {
        "name": "ก",
        "url": "",
    }
    assert copy_resource({"name": "ก", "url": "http://x/y.csv"}, facts)["url"] == "http://x/y.csv"
    assert next_year_resource({"name": "ก", "url": "http://x/y.csv"}, facts, TODAY)["url"] == ""


def test_a_series_grows_and_a_single_year_moves(facts):
    series = next_year_dataset({"first_year_of_data": "2017", "last_year_of_data": "2025"}, facts, TODAY)
    assert series == {"first_year_of_data": "2017", "last_year_of_data": "2026"}
    single = next_year_dataset({"first_year_of_data": "2025", "last_year_of_data": "2025"}, facts, TODAY)
    assert single == {"first_year_of_data": "2026", "last_year_of_data": "2026"}


def test_a_day_of_release_is_a_year_later_and_the_29th_of_february_is_the_28th(facts):
    record = {"data_release_date": "2024-02-29", "data_release_calendar": "2026-03-01"}
    moved = {"data_release_date": "2025-02-28", "data_release_calendar": "2027-03-01"}
    assert next_year_dataset(record, facts, TODAY) == moved


@pytest.mark.parametrize("released", ["2025-06-02", "2026-01-01"])
def test_no_day_of_release_is_moved_past_today(facts, released):
    assert next_year_dataset({"data_release_date": released}, facts, TODAY) == {}
    assert next_year_dataset({"data_release_date": "2025-06-01"}, facts, TODAY) == {
        "data_release_date": "2026-06-01"
    }


def test_the_day_on_which_data_were_first_made_is_no_day_of_a_year(facts):
    assert next_year_dataset({"created_date": "2020-10-01"}, facts, TODAY) == {"created_date": "2020-10-01"}
    moved = next_year_resource({"resource_created_date": "2025-10-01"}, facts, TODAY)
    assert moved["resource_created_date"] == "2025-10-01"


def test_an_address_with_a_year_moves_and_one_without_is_left_to_the_editor(facts):
    assert next_year_dataset({"name": "population-2025"}, facts, TODAY) == {"name": "population-2026"}
    assert next_year_dataset({"name": "population"}, facts, TODAY) == {}


def test_numbers_that_are_no_years_of_the_data_stay(facts):
    record = {"maintainer_phone": "0 2568 1234", "data_source": "ระเบียบ พ.ศ. 2544", "unit_of_measure": "2025"}
    assert next_year_dataset(record, facts, TODAY) == record
