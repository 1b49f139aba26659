"""Dates over the API, as validators, and in words."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from freezegun import freeze_time

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.calendar import (
    DateProblem,
    check_order,
    check_same_era,
    parse_date,
    parse_year,
)
from ckanext.bmagov.base.domain.calendar.errors import DateError
from ckanext.bmagov.base.words.dates import _SENTENCES, date_error_text

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture(params=["th", "en"])
def language(request, read_in):
    with read_in(request.param):
        yield request.param


@pytest.fixture
def thai(read_in):
    with read_in("th"):
        yield


def refusal(read, *args) -> DateError:
    with pytest.raises(DateError) as caught:
        read(*args)
    return caught.value


WORDS = [
    (
        "29/2/2564",
        "DATE-NOT-EXIST: 29 ก.พ. พ.ศ. 2564 (ค.ศ. 2021) ไม่มีจริง เดือนนั้นมี 28 วัน",
        "DATE-NOT-EXIST: 29 Feb BE 2564 (CE 2021) does not exist. That month has 28 days",
    ),
    (
        "13/13/2564",
        "DATE-NOT-EXIST: ไม่มีเดือนที่ 13 พิมพ์วัน/เดือน/ปี เช่น 31/1/2564",
        "DATE-NOT-EXIST: There is no month 13. Type day/month/year, like 31/1/2564",
    ),
    (
        "2021-02-30",
        "DATE-NOT-EXIST: 30 ก.พ. ค.ศ. 2021 ไม่มีจริง เดือนนั้นมี 28 วัน",
        "DATE-NOT-EXIST: 30 Feb CE 2021 does not exist. That month has 28 days",
    ),
    (
        "1/31/2564",
        "DATE-MONTH-FIRST: ไม่มีเดือนที่ 31 ดูเหมือนพิมพ์เดือนก่อนวัน ใช้ วัน/เดือน/ปี หมายถึง 31 ม.ค. 2564 หรือไม่",
        "DATE-MONTH-FIRST: There is no month 31. The month seems to stand before the day: "
        "use day/month/year. Did you mean 31 Jan 2021?",
    ),
    (
        "3/4/2564",
        "DATE-AMBIGUOUS: อ่านได้ทั้ง 3 เม.ย. 2564 และ 4 มี.ค. 2564 พิมพ์เดือนเป็นตัวหนังสือ",
        "DATE-AMBIGUOUS: This can be read as 3 Apr 2021 or 4 Mar 2021. Write the month as a word",
    ),
    (
        "2564-01-31",
        "DATE-ISO-BE: วันที่ที่ขึ้นต้นด้วยปีต้องเป็น ค.ศ. แต่ 2564 เป็น พ.ศ. หมายถึง 31 ม.ค. 2564 หรือไม่",
        "DATE-ISO-BE: A date that begins with the year needs a CE year; 2564 is a Buddhist one. "
        "Did you mean 31 Jan 2021?",
    ),
    (
        "15/08/68",
        'DATE-2DIGIT-YEAR: ปี "68" ต้องมี 4 หลัก หมายถึง 15 ส.ค. 2568 หรือไม่',
        'DATE-2DIGIT-YEAR: The year "68" needs four digits. Did you mean 15 Aug 2025?',
    ),
    (
        "2564",
        "DATE-INCOMPLETE: ขาดวันและเดือน พิมพ์ให้ครบ เช่น 31/1/2564 หรือ 31 ม.ค. 2564",
        "DATE-INCOMPLETE: Day and month are missing. Type it like 31/1/2564 or 31 Jan 2021",
    ),
    (
        "15/2/2483",
        "DATE-BE-GAP: พ.ศ. 2483 เริ่มวันที่ 1 เม.ย. จึงไม่มี ก.พ. พิมพ์เป็น ค.ศ. เช่น 1940-02-15, 1941-02-15",
        "DATE-BE-GAP: BE 2483 began on 1 April, so it has no Feb. "
        "Type the date with a CE year, like 1940-02-15, 1941-02-15",
    ),
    (
        "31/1/2199",
        "DATE-OUT-OF-RANGE: ปี 2199 อยู่นอกช่วง ใช้ พ.ศ. 2400-2600 หรือ ค.ศ. 1857-2100",
        "DATE-OUT-OF-RANGE: The year 2199 is out of range. Use BE 2400-2600 or CE 1857-2100",
    ),
    (
        "31 ม.ค. ค.ศ. 2564",
        "DATE-OUT-OF-RANGE: ค.ศ. 2564 ไม่น่าใช่ ปีที่ใช้ได้คือ พ.ศ. 2400-2600 หรือ ค.ศ. 1857-2100",
        "DATE-OUT-OF-RANGE: CE 2564 cannot be meant. Years are BE 2400-2600 or CE 1857-2100",
    ),
    (
        "44227",
        'DATE-FORMAT: อ่าน "44227" เป็นวันที่ไม่ได้ พิมพ์เช่น 31/1/2564 หรือ 31 ม.ค. 2564 หมายถึง 31 ม.ค. 2564 หรือไม่',
        'DATE-FORMAT: "44227" cannot be read as a date. Type it like 31/1/2564 or 31 Jan 2021. '
        "Did you mean 31 Jan 2021?",
    ),
    (
        "วันจันทร์ที่ 31 ม.ค. 2564",
        "DATE-WEEKDAY: 31 ม.ค. 2564 เป็นวันอาทิตย์ ไม่ใช่วันจันทร์",
        "DATE-WEEKDAY: 31 Jan 2021 is a Sunday, not a Monday",
    ),
    (
        "31/1/2564 25.00 น.",
        'DATE-TIME: ไม่มีเวลา "25.00 น." พิมพ์เช่น 14.30',
        'DATE-TIME: There is no such time as "25.00 น.". Type it like 14.30',
    ),
]


class TestWords:
    """Each code as a sentence."""

    def test_a_refused_date_says_why_and_what_to_do(self, language):
        said = {typed: date_error_text(refusal(parse_date, typed)) for typed, _, _ in WORDS}
        assert said == {typed: thai if language == "th" else english for typed, thai, english in WORDS}

    def test_rules_between_dates(self, language):
        mixed = refusal(check_same_era, [(2, parse_date("31/1/2564")), (4, parse_date("31/1/2021"))])
        order = refusal(check_order, parse_date("31/1/2564").day, parse_date("30/1/2564").day)
        assert [date_error_text(mixed), date_error_text(order)] == (
            [
                "DATE-ERA-MIXED: แถว 4 เป็น ค.ศ. ขณะที่แถว 2 เป็น พ.ศ. ใช้ปีแบบเดียวกันทั้งคอลัมน์",
                "DATE-ORDER: วันสิ้นสุด 30 ม.ค. 2564 อยู่ก่อนวันเริ่ม 31 ม.ค. 2564",
            ]
            if language == "th"
            else [
                "DATE-ERA-MIXED: Rows 4 have CE years while rows 2 have BE years. "
                "Use one era in the whole column",
                "DATE-ORDER: The end, 30 Jan 2021, is before the start, 31 Jan 2021",
            ]
        )

    def test_a_long_value_is_cut(self, thai):
        text = date_error_text(refusal(parse_year, "ก" * 70))
        assert "ก" * 60 + "…" in text
        assert "ก" * 61 not in text

    def test_every_problem_has_its_sentence(self):
        assert set(_SENTENCES) == set(DateProblem)


@pytest.mark.usefixtures("thai")
class TestValidators:
    def validate(self, name, value):
        return cast("Callable[[Any], Any]", tk.get_validator(name))(value)

    def refused(self, name, value):
        with pytest.raises(tk.Invalid) as caught:
            self.validate(name, value)
        return str(caught.value.error)

    def test_a_date_is_stored_as_iso(self):
        for typed, stored in [
            ("28/10/2563", "2020-10-28"),
            ("๒๘/๑๐/๒๕๖๓", "2020-10-28"),
            ("30 ก.ย. 2564", "2021-09-30"),
            ("1/31/2021", "2021-01-31"),
            ("01/02/2564", "2021-02-01"),
            ("2021-01-31", "2021-01-31"),
            ("", ""),
            (None, None),
        ]:
            assert self.validate("bmagov_date", typed) == stored

    def test_the_strict_one_asks_back(self):
        assert self.refused("bmagov_date_strict", "3/4/2564").startswith("DATE-AMBIGUOUS: ")

    def test_what_is_no_text_is_no_date(self):
        for value in (["31/1/2564"], {"day": 31}, 3.5, True):
            assert self.refused("bmagov_date", value).startswith("DATE-FORMAT: ")

    def test_a_year_is_stored_gregorian(self):
        assert self.validate("bmagov_year", "พ.ศ. ๒๕๖๔") == "2021"
        assert self.validate("bmagov_year", 2564) == "2021"
        assert self.validate("bmagov_year", self.validate("bmagov_year", "2400")) == "1857"
        assert self.refused("bmagov_year", "64").startswith("DATE-2DIGIT-YEAR: ")

    @freeze_time("2026-11-22T18:00:00Z")
    def test_today_is_bangkoks(self):
        assert self.validate("bmagov_date_not_future", "2026-11-23") == "2026-11-23"
        assert self.refused("bmagov_date_not_future", "2026-11-24") == (
            "DATE-FUTURE: 24 พ.ย. 2569 ยังมาไม่ถึง ใส่วันที่ไม่เกินวันนี้"
        )

    def test_a_date_that_was_refused_is_not_refused_twice(self):
        validators = [tk.get_validator("bmagov_date"), tk.get_validator("bmagov_date_not_future")]
        for typed in ("29/2/2564", "2021-02-30", "วันนี้"):
            _, errors = tk.navl_validate({"day": typed}, {"day": validators})
            assert len(errors["day"]) == 1

    def test_a_sentence_may_stand_for_a_date(self):
        for typed, stored in [
            ("31/1/2564", "2021-01-31"),
            ("ทุกวันที่ 3 ของเดือน  เวลา 09.00 น.", "ทุกวันที่ 3 ของเดือน เวลา 09.00 น."),
            ("มกราคม 2564", "มกราคม 2564"),
            ("", ""),
        ]:
            assert self.validate("bmagov_date_or_text", typed) == stored

    def test_but_a_date_that_is_wrong_is_not_a_sentence(self):
        for typed in ("29/2/2564", "31 ก.พ. 2564", "15/08/68", "123456"):
            assert self.refused("bmagov_date_or_text", typed).startswith("DATE-")


@pytest.mark.usefixtures("clean_db")
class TestParseAction:
    def test_tells_how_a_date_is_read(self, thai):
        assert call_action("bmagov_date_parse", value="๑/๒/๒๕๖๔") == {
            "value": "2021-02-01",
            "moment": None,
            "era": "be",
            "notes": ["DATE-DAY-FIRST"],
            "text": "อ่านว่า 1 ก.พ. 2564 (วันก่อนเดือน)",
        }

    def test_tells_the_time_of_day_too(self, thai):
        result = call_action("bmagov_date_parse", value="1/31/2021 2:30 PM")
        assert result["moment"] == "2021-01-31T14:30:00+07:00"
        assert result["text"] == "อ่านว่า 31 ม.ค. 2564 14.30 น. (พิมพ์เดือนก่อนวัน)"

    def test_tells_how_a_year_is_read(self, thai):
        result = call_action("bmagov_date_parse", value="2564", kind="year")
        assert (result["value"], result["text"]) == ("2021", "อ่านว่า พ.ศ. 2564 (ค.ศ. 2021)")

    def test_strictly(self, thai):
        with pytest.raises(tk.ValidationError) as caught:
            call_action("bmagov_date_parse", value="3/4/2564", strict=True)
        assert "DATE-AMBIGUOUS: " in str(caught.value.error_dict["value"])

    def test_bad_parameters_are_named(self, thai):
        for params, name in [
            ({}, "value"),
            ({"value": ""}, "value"),
            ({"value": "31/1/2564", "kind": "month"}, "kind"),
        ]:
            with pytest.raises(tk.ValidationError) as caught:
                call_action("bmagov_date_parse", **params)
            assert name in caught.value.error_dict

    def test_anyone_may_ask_in_either_language(self, app):
        for root, text in [("", "อ่านว่า 28 ต.ค. 2563"), ("/en", "Read as 28 Oct 2020")]:
            answer = app.get(f"{root}/api/3/action/bmagov_date_parse", query_string={"value": "28/10/2563"})
            assert answer.json["result"]["text"] == text

    def test_a_bad_date_is_a_409_and_not_a_traceback(self, app):
        answer = app.get(
            "/api/3/action/bmagov_date_parse", query_string={"value": "29/2/2564<script>"}, status=409
        )
        assert answer.json["error"]["value"][0].startswith("DATE-FORMAT: ")
