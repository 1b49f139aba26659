from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.dictionary.domain.types import TYPES, has_check_digit, nearest_types, resolve_type
from ckanext.bmagov.dictionary.domain.values import DateForm, is_date_pattern

CITIZEN = "1101700230708"


@pytest.mark.parametrize("name", TYPES)
def test_every_type_is_named_in_both_languages_and_found_by_all_its_names(name: str):
    known = TYPES[name]
    assert known.label_th
    assert known.label_en
    for spelling in (name, known.label_th, known.label_en, known.label_en.upper(), *known.aliases):
        found = resolve_type(spelling)
        assert found, spelling
        assert found.type is known, spelling


@pytest.mark.parametrize(
    ("written", "name", "size", "decimals"),
    [
        ("varchar(10)", "text", 10, None),
        ("VARCHAR2(20 BYTE)", "text", 20, None),
        ("nvarchar(max)", "text", None, None),
        ("character varying(20)", "text", 20, None),
        ("NUMBER(10,2)", "number", 10, 2),
        ("NUMBER(10)", "integer", 10, None),
        ("number", "number", None, None),
        ("decimal(12, 0)", "integer", 12, None),
        ("int(11)", "integer", None, None),
        ("int(10) unsigned", "integer", None, None),
        ("tinyint(1)", "boolean", None, None),
        ("float(53)", "number", None, None),
        ("timestamp(6) without time zone", "datetime", None, None),
        ("text[]", "json", None, None),
        ("ตัวหนังสือ", "text", None, None),
        ("วันที่", "date", None, None),
        ("จำ นวน เต็ม", "integer", None, None),
        ("timestamptz", "datetime", None, None),
        ("bytea", "binary", None, None),
    ],
)
def test_types_of_databases_and_of_people_are_read(written: str, name: str, size, decimals):
    found = resolve_type(written)
    assert found is not None
    assert (found.type.name, found.size, found.decimals) == (name, size, decimals)


@pytest.mark.parametrize("written", ["", "หมู", "zzz(3)", "(3)"])
def test_what_means_no_type_is_none(written: str):
    assert resolve_type(written) is None


def test_the_nearest_types_are_named():
    assert nearest_types("integr")[0] == "integer"
    assert nearest_types("ตัวหนังสิ")[0] == "text"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("integer", "1,234", 1234),
        ("integer", "๑๒๓", 123),
        ("integer", "-5", -5),
        ("number", "1,234.50", Decimal("1234.50")),
        ("number", ".5", Decimal("0.5")),
        ("number", "5.", Decimal(5)),
        ("number", "๑๒.๕", Decimal("12.5")),
        ("number", "1e3", Decimal(1000)),
        ("boolean", "ใช่", True),
        ("boolean", "N", False),
        ("boolean", "๑", True),
        ("date", "2021-01-31", date(2021, 1, 31)),
        ("date", "31/1/2564", date(2021, 1, 31)),
        ("date", "๓๑ ม.ค. ๒๕๖๔", date(2021, 1, 31)),
        ("datetime", "2021-01-31T08:30", datetime.fromisoformat("2021-01-31T08:30")),
        ("datetime", "31 ม.ค. 2564 08.30 น.", datetime.fromisoformat("2021-01-31T08:30")),
        ("datetime", "2021-01-31", datetime.fromisoformat("2021-01-31")),
        ("time", "14.30 น.", time(14, 30)),
        ("year", "พ.ศ. ๒๕๖๔", 2021),
        ("year", "2021", 2021),
        ("email", "a.b@bangkok.go.th", "a.b@bangkok.go.th"),
        ("phone", "0 2221 2141-69", "022212141"),
        ("phone", "081-234-5678 ต่อ 12", "0812345678"),
        ("phone", "+66 81 234 5678", "0812345678"),
        ("phone", "๑๕๕๕", "1555"),
        ("citizen_id", "1-1017-00230-70-8", CITIZEN),
        ("url", "https://data.bangkok.go.th/x?y=1", "https://data.bangkok.go.th/x?y=1"),
        ("geopoint", "13.7563, 100.5018", (Decimal("13.7563"), Decimal("100.5018"))),
        ("geometry", "SRID=4326;POINT(100 13)", "SRID=4326;POINT(100 13)"),
        ("geometry", '{"type": "Point", "coordinates": []}', '{"type": "Point", "coordinates": []}'),
        ("json", "[1, 2]", "[1, 2]"),
        ("json", "{}", "{}"),
        ("code", "001", "001"),
    ],
)
def test_values_are_read(name: str, text: str, value):
    assert TYPES[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("integer", "1.5", "VALUE-TYPE"),
        ("integer", "1,23", "VALUE-TYPE"),
        ("integer", "9" * 200, "VALUE-TYPE"),
        ("number", "e5", "VALUE-TYPE"),
        ("number", ".", "VALUE-TYPE"),
        ("number", "-", "VALUE-TYPE"),
        ("number", "NaN", "VALUE-TYPE"),
        ("number", "1_000", "VALUE-TYPE"),
        ("boolean", "อาจจะ", "VALUE-TYPE"),
        ("date", "29/2/2564", "DATE-NOT-EXIST"),
        ("date", "2564-01-31", "DATE-ISO-BE"),
        ("date", "15/08/68", "DATE-2DIGIT-YEAR"),
        ("date", "2021-02-30", "DATE-NOT-EXIST"),
        ("date", "3/4/2021", "DATE-AMBIGUOUS"),
        ("date", "0000-00-00", "DATE-OUT-OF-RANGE"),
        ("datetime", "2021-01-31T25:00", "DATE-NOT-EXIST"),
        ("date", "2021-01-31T08:30", "VALUE-TYPE"),
        ("date", "31 ม.ค. 2564 เวลา 08.30 น.", "VALUE-TYPE"),
        ("time", "25:00", "DATE-TIME"),
        ("time", "เช้า", "DATE-TIME"),
        ("year", "68", "DATE-2DIGIT-YEAR"),
        ("email", "a@b", "VALUE-TYPE"),
        ("email", "a@b.th,c@d.th", "VALUE-TYPE"),
        ("phone", "12345", "VALUE-TYPE"),
        ("citizen_id", "1101700230707", "CITIZEN-ID-CHECK"),
        ("citizen_id", "110170023070", "VALUE-TYPE"),
        ("url", "javascript:alert(1)", "VALUE-TYPE"),
        ("geopoint", "100.5, 13.7", "GEOPOINT-RANGE"),
        ("geopoint", "13.7", "VALUE-TYPE"),
        ("geometry", "{}", "VALUE-TYPE"),
        ("json", "{", "VALUE-TYPE"),
        ("json", "[" * 100_000, "VALUE-TYPE"),
        ("json", "5", "VALUE-TYPE"),
        ("code", "a\nb", "VALUE-TYPE"),
    ],
)
def test_what_is_no_value_is_refused_with_a_code(name: str, text: str, code: str):
    with pytest.raises(ProblemError) as caught:
        TYPES[name].parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("31/01/2564", DateForm("DD/MM/YYYY"), date(2021, 1, 31)),
        ("3/4/2021", DateForm("D/M/YYYY"), date(2021, 4, 3)),
        ("03/04/2021", DateForm("mm/dd/yyyy"), date(2021, 3, 4)),
        ("03/04/2564", DateForm("วว/ดด/ปปปป", "be"), date(2021, 4, 3)),
        ("25640131", DateForm("%Y%m%d", "be"), date(2021, 1, 31)),
        ("2564-01-31", DateForm("", "be"), date(2021, 1, 31)),
        ("2021-01-31", DateForm("DD/MM/YYYY", "be", native=True), date(2021, 1, 31)),
    ],
)
def test_a_declared_format_and_era_decide(text: str, form: DateForm, expected: date):
    assert TYPES["date"].parse(text, form) == expected


def test_a_declared_time_is_read():
    form = DateForm("DD/MM/YYYY HH:mm")
    assert TYPES["datetime"].parse("31/01/2564 08:30", form) == datetime.fromisoformat("2021-01-31T08:30")


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("2021-01-31", DateForm("DD/MM/YYYY"), "DATE-PATTERN"),
        ("31/01/2021", DateForm("DD/MM/YYYY", "be"), "DATE-ERA"),
        ("31/01/2564", DateForm("", "ce"), "DATE-ERA"),
        ("31/02/2564", DateForm("DD/MM/YYYY"), "DATE-NOT-EXIST"),
        ("15/02/2483", DateForm("DD/MM/YYYY"), "DATE-BE-GAP"),
        ("15/02/3000", DateForm("DD/MM/YYYY"), "DATE-OUT-OF-RANGE"),
        ("31/13/2021", DateForm("DD/MM/YYYY"), "DATE-NOT-EXIST"),
    ],
)
def test_what_is_not_in_the_declared_form_is_refused(text: str, form: DateForm, code: str):
    with pytest.raises(ProblemError) as caught:
        TYPES["date"].parse(text, form)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("DD/MM/YYYY", True),
        ("ว/ด/ปปปป", True),
        ("DD/MM/YY", False),
        ("ตามใจ", False),
        ("DD/DD/YYYY", False),
        ("", False),
    ],
)
def test_only_formats_of_a_whole_day_are_taken(pattern: str, known: bool):
    assert is_date_pattern(pattern) is known


def test_a_wrong_digit_is_nearly_always_found():
    """Two remainders of the division by eleven share the digit 1, so not quite always."""
    assert has_check_digit(CITIZEN)
    changed = [
        CITIZEN[:place] + str((int(CITIZEN[place]) + step) % 10) + CITIZEN[place + 1 :]
        for place in range(13)
        for step in range(1, 10)
    ]
    assert sum(map(has_check_digit, changed)) <= 12
