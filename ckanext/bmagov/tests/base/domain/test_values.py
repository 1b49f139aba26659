from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain import values


def code_of(check, *given) -> str:
    with pytest.raises(values.BadValueError) as error:
        check(*given)
    return error.value.code


def test_text_is_stored_in_one_form():
    assert values.text(" น\u0e49\u0e4d\u0e32  ท่วม\u200b ") == "น\u0e49\u0e33 ท่วม"


def test_text_keeps_its_lines_in_a_block():
    assert values.text("ก\r\nข\n", block=True) == "ก\nข"


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\u202e", "\ud800"])
def test_characters_that_must_not_be_stored_are_named_with_their_place(char):
    with pytest.raises(values.BadValueError) as error:
        values.text(f"กข{char}ค")
    assert error.value.code == "TEXT-CONTROL-CHAR"
    assert error.value.params["position"] == 3


def test_length_counts_characters_after_normalising():
    assert values.text("ก" * 150 + "   ", 150) == "ก" * 150
    assert code_of(values.text, "ก" * 151, 150, "TITLE") == "TITLE-LENGTH"


@pytest.mark.parametrize("given", [["a"], {"a": 1}, True, None])
def test_what_is_no_text_is_refused(given):
    assert code_of(values.text, given) == "TEXT-TYPE"


@pytest.mark.parametrize("given", ["stat@bangkok.go.th", "a.b+c@x-y.example", ""])
def test_one_email_address_is_accepted(given):
    assert values.email(given) == given


@pytest.mark.parametrize(
    "given",
    [
        "a@b",
        "a@b.go.th, c@d.go.th",
        "a@b.go.th c@d.go.th",
        "a@b.go.th\r\nBcc: x@y.example",
        "a.@b.go.th",
        "ชื่อ",
        "@b.go.th",
    ],
)
def test_anything_else_is_no_email_address(given):
    assert code_of(values.email, given) == "EMAIL-FORMAT"


@pytest.mark.parametrize("given", ["น้ำท่วม", "COVID-19", "ปี พ.ศ. 2569", "R&D"])
def test_thai_keywords_are_accepted(given):
    assert values.keyword(given) == given


@pytest.mark.parametrize("given", ["ก", "ก" * 101, 'a"b', "<b>", "a,b"])
def test_other_keywords_are_refused(given):
    assert code_of(values.keyword, given) == "TAG-FORMAT"


def test_keywords_are_split_and_each_is_kept_once():
    assert values.keywords(" เขต, ประชากร ,,เขต") == ["เขต", "ประชากร"]


@pytest.mark.parametrize(("given", "stored"), [("3", "3"), ("๐๓", "3"), (12, "12"), ("", "")])
def test_an_interval_is_a_whole_number(given, stored):
    assert values.interval(given) == stored


@pytest.mark.parametrize("given", ["0", "-1", "1.5", "พัน", "1000", "9" * 100])
def test_other_intervals_are_refused(given):
    assert code_of(values.interval, given) == "INTERVAL-RANGE"


def test_degrees_are_accepted():
    assert values.latitude("๑๓.๗๕๖๓°") == "13.7563"
    assert values.longitude("+100.5018") == "100.5018"


def test_swapped_coordinates_of_thailand_are_noticed():
    assert code_of(values.latitude, "100.5018") == "LATITUDE-SWAPPED"
    assert code_of(values.longitude, "13.7563") == "LONGITUDE-SWAPPED"


@pytest.mark.parametrize(
    ("check", "given", "code"),
    [
        (values.latitude, "91", "LATITUDE-RANGE"),
        (values.latitude, "-200", "LATITUDE-RANGE"),
        (values.longitude, "181", "LONGITUDE-RANGE"),
        (values.longitude, "100°30'", "COORDINATE-FORMAT"),
        (values.latitude, "nan", "COORDINATE-FORMAT"),
    ],
)
def test_degrees_outside_the_earth_are_refused(check, given, code):
    assert code_of(check, given) == code


def test_a_choice_of_more_than_any_list_has_is_refused():
    assert values.listed(["a", "", None]) == ["a"]
    assert code_of(values.listed, ["a"] * 101) == "CHOICES-LIMIT"


@pytest.mark.parametrize("value", ["text/csv", " text/csv; charset=windows-874 ", "", None])
def test_a_media_type_can_stand_in_a_header(value):
    assert values.media_type(value) == (value or "").strip()


@pytest.mark.parametrize("value", ["text/csv\r\nX: 1", "ตาราง", "text/\x00", "a" * 300])
def test_what_cannot_stand_in_a_header_is_no_media_type(value):
    assert code_of(values.media_type, value) == "MEDIA-TYPE-FORMAT"
