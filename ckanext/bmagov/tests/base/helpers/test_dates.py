"""Dates in templates: พ.ศ. in Thai, core's own form in English, Gregorian for machines."""

from datetime import UTC, date, datetime, timedelta

import pytest

import ckan.plugins.toolkit as tk

pytestmark = pytest.mark.usefixtures("with_plugins")

STORED = "2021-01-31T23:30:00.123456"
"""A moment as CKAN stores it: UTC without saying so; the next day in Bangkok."""


@pytest.fixture
def thai(read_in):
    with read_in("th"):
        yield


@pytest.fixture
def english(read_in):
    with read_in("en"):
        yield


@pytest.mark.usefixtures("thai")
class TestCoresHelpersInThai:
    def test_a_stored_moment_is_shown_in_bangkok_and_the_buddhist_era(self):
        assert tk.h.render_datetime(STORED) == "1 กุมภาพันธ์ 2564"
        assert tk.h.render_datetime(STORED, with_hours=True) == "1 กุมภาพันธ์ 2564 เวลา 06.30 น."
        assert tk.h.render_datetime(STORED, with_hours=True, with_seconds=True).endswith("06.30.00 น.")

    @pytest.mark.parametrize(
        "given", [datetime.fromisoformat(STORED), datetime.fromisoformat(f"{STORED}+00:00")]
    )
    def test_so_is_a_datetime_with_or_without_its_zone(self, given):
        assert tk.h.render_datetime(given) == "1 กุมภาพันธ์ 2564"

    def test_a_day_has_no_zone_and_no_hour(self):
        assert tk.h.render_datetime("2021-01-31", with_hours=True) == "31 มกราคม 2564"

    def test_a_machine_form_stays_gregorian(self):
        assert tk.h.render_datetime(STORED, date_format="%Y-%m-%dT%H:%M:%S%z") == "2021-02-01T06:30:00+0700"

    @pytest.mark.parametrize("given", [None, "", "ไม่ใช่วันที่", "10/1/12", 5, "9999-12-31T23:59:59"])
    def test_what_is_no_date_is_blank_as_in_core(self, given):
        assert tk.h.render_datetime(given) == ""

    @pytest.mark.ckan_config("ckan.display_timezone", "Asia/Tokyo")
    def test_another_time_zone_is_named(self):
        assert tk.h.render_datetime(STORED, with_hours=True) == "1 กุมภาพันธ์ 2564 เวลา 08.30 น. (JST)"

    def test_nice_date(self):
        moment = datetime.fromisoformat(STORED)
        assert tk.h.localised_nice_date(moment, show_date=True) == "1 กุมภาพันธ์ 2564"
        assert tk.h.localised_nice_date(moment, show_date=True, format="short") == "1 ก.พ. 2564"
        assert tk.h.localised_nice_date(moment, show_date=True, format="YYYY") == "2021"

    def test_relative_times_stay_relative(self):
        ago = datetime.now(UTC) - timedelta(days=3)
        assert tk.h.time_ago_from_timestamp(ago) == "3 วันที่ผ่านมา"
        assert tk.h.localised_nice_date(ago) == "3 วันที่ผ่านมา"


@pytest.mark.usefixtures("english")
class TestEnglishIsCores:
    def test_dates(self):
        assert tk.h.render_datetime(STORED) == "February 1, 2021"
        assert tk.h.localised_nice_date(datetime.fromisoformat(STORED), show_date=True) == "February 1, 2021"

    def test_ours_are_gregorian(self):
        assert tk.h.bmagov_date("2021-01-31") == "31 Jan 2021"
        assert tk.h.bmagov_date_input("2021-01-31") == "2021-01-31"
        assert tk.h.bmagov_year("2021") == "2021"
        assert tk.h.bmagov_year_reading("2564") == "Read as BE 2564 (CE 2021)"


@pytest.mark.usefixtures("thai")
class TestOursInThai:
    def test_a_stored_day(self):
        assert tk.h.bmagov_date("2020-10-28") == "28 ต.ค. 2563"
        assert tk.h.bmagov_date("2020-10-28", long=True) == "28 ตุลาคม 2563"
        assert tk.h.bmagov_date(date(2020, 10, 28)) == "28 ต.ค. 2563"

    def test_a_sentence_in_place_of_a_date_is_shown_as_it_is(self):
        assert tk.h.bmagov_date("ทุกวันที่ 3 ของเดือน") == "ทุกวันที่ 3 ของเดือน"
        assert tk.h.bmagov_time("<b>ทุกวัน</b>") == "&lt;b&gt;ทุกวัน&lt;/b&gt;"

    def test_a_range(self):
        assert tk.h.bmagov_date_range("2021-09-01", "2021-09-30") == "1–30 ก.ย. 2564"
        assert tk.h.bmagov_date_range("2021-09-01", "") == "1 ก.ย. 2564"

    def test_time_is_readable_by_people_and_machines(self):
        assert tk.h.bmagov_time(STORED, with_hours=True) == (
            '<time datetime="2021-02-01T06:30:00.123456+07:00" title="1 กุมภาพันธ์ 2564 เวลา 06.30 น.">'
            "1 ก.พ. 2564 06.30 น.</time>"
        )
        assert tk.h.bmagov_time("2021-01-31") == (
            '<time datetime="2021-01-31" title="31 มกราคม 2564">31 ม.ค. 2564</time>'
        )

    def test_a_year(self):
        assert tk.h.bmagov_year("2021") == "พ.ศ. 2564"
        assert tk.h.bmagov_year("ไม่ทราบ") == "ไม่ทราบ"
        assert tk.h.bmagov_year(None) == ""

    def test_a_form_holds_what_the_reader_would_type(self):
        assert tk.h.bmagov_date_input("2020-10-28") == "28 ต.ค. 2563"
        assert tk.h.bmagov_date_input("29/2/2564") == "29/2/2564"
        assert tk.h.bmagov_year_input("2021") == "2564"
        assert tk.h.bmagov_year_input("64") == "64"

    def test_and_says_how_it_is_read(self):
        assert tk.h.bmagov_date_reading("1/2/2564") == "อ่านว่า 1 ก.พ. 2564 (วันก่อนเดือน)"
        assert tk.h.bmagov_date_reading("1/2/2564", strict=True) == ""
        assert tk.h.bmagov_date_reading("29/2/2564") == ""
        assert tk.h.bmagov_date_reading(None) == ""
        assert tk.h.bmagov_year_reading("๒๕๖๔") == "อ่านว่า พ.ศ. 2564 (ค.ศ. 2021)"
