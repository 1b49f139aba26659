from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.codelist import CodeListError, parse_codelist


def raw(*codes: dict, **changes) -> dict:
    return {"name": "unit", "title": {"th": "หน่วย", "en": "Unit"}, "codes": list(codes), **changes}


MONTH = {
    "value": "month",
    "label_th": "เดือน",
    "label_en": "Month",
    "standard_code": "M",
    "aliases": ["รายเดือน", "กำหนดรายเดือน"],
}
YEAR = {"value": "year", "label_th": "ปี", "label_en": "Year", "standard_code": "A"}


@pytest.fixture
def units():
    return parse_codelist(raw(MONTH, YEAR), "unit.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "month",
        "M",
        "m",
        "เดือน",
        " Month ",
        "MONTH",
        "รายเดือน",
        "ราย เดือน",
        "ราย\u200bเดือน",
        "กํ\u0e32หนดรายเดือน",
    ],
)
def test_any_spelling_means_the_same_code(units, text):
    assert units.find(text).value == "month"


def test_what_is_not_listed_means_nothing(units):
    assert units.find("ทุกๆปี") is None


def test_a_wrong_choice_is_answered_with_the_nearest(units):
    assert [code.value for code in units.nearest("รายเดอน")] == ["month"]


def test_a_short_list_is_told_whole_when_nothing_is_near(units):
    assert [code.value for code in units.nearest("xyzzy")] == ["month", "year"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ([], "keys name"),
        (raw(MONTH, name=""), "name is missing"),
        (raw(MONTH, title={"th": "หน่วย"}), "title needs th and en"),
        (raw(), "at least one code"),
        (raw({**MONTH, "label_en": ""}), "label_en is missing"),
        (raw({**MONTH, "value": True}), "put True in quotes"),
        (raw({**MONTH, "labels": "x"}), "unknown key labels"),
        (raw({**MONTH, "aliases": "x"}), "aliases must be a list"),
        (raw({**MONTH, "aliases": [1]}), "put 1 in quotes"),
        (raw(MONTH, MONTH), "'month' is there twice"),
        (raw(MONTH, {**YEAR, "aliases": ["ราย เดือน"]}), "means 'year' and also 'month'"),
        (raw({**MONTH, "standard_code_inferred": "no"}), "true or false"),
    ],
)
def test_a_list_that_must_not_be_used_says_why(broken, said):
    with pytest.raises(CodeListError, match=said):
        parse_codelist(broken, "unit.yaml")


def test_an_error_names_file_and_line():
    with pytest.raises(CodeListError, match=r"unit\.yaml, line 7"):
        parse_codelist(raw(MONTH, {**YEAR, "label_th": "เดือน", "line": 7}), "unit.yaml")
