"""Bad dates: the rows of the security design's table 4.1.

Rows 1 to 13, 15, 17, 20 and 21 are asked of `bmagov_date_parse` here, rows 1, 5, 7, 16 and 22 of a dataset.
Files have their rows where files are read: row 14 (two eras in one column) in
`tests/base/domain/test_era.py` and `tests/base/actions/test_date.py`, rows 17, 18 and 19 (serial cells, real
Excel dates, date1904) in `tests/base/domain/calendar/test_cells.py`.

Row 3 differs from the design: a CE date that can only be read month first is read so, and the echo says it; a
BE one is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

REFUSED = [
    (1, "29/2/2564", "DATE-NOT-EXIST"),
    (3, "1/31/2564", "DATE-MONTH-FIRST"),
    (5, "2564-01-31", "DATE-ISO-BE"),
    (6, "15/08/68", "DATE-2DIGIT-YEAR"),
    (7, "2564", "DATE-INCOMPLETE"),
    (9, "31 มค 64", "DATE-2DIGIT-YEAR"),
    (10, "31/4/2564", "DATE-NOT-EXIST"),
    (11, "13/13/2564", "DATE-NOT-EXIST"),
    (12, "2021-02-30", "DATE-NOT-EXIST"),
    (13, "15/2/2483", "DATE-BE-GAP"),
    (15, "31/1/2199", "DATE-OUT-OF-RANGE"),
    (17, "44227", "DATE-FORMAT"),
]
ACCEPTED = [
    (2, "29/2/2567", "2024-02-29"),
    (4, "01/02/2564", "2021-02-01"),
    (8, "๓๑/๑/๒๕๖๔", "2021-01-31"),
    (9, "31 ม.ค. 2564", "2021-01-31"),
    (9, "31 มกราคม พ.ศ. ๒๕๖๔", "2021-01-31"),
    (20, "2021-01-31T23:30:00Z", "2021-02-01"),
    (21, "\u00a031/1/\u200b2564", "2021-01-31"),
]


def row(value: Any) -> str | None:
    return f"row-{value}" if isinstance(value, int) else None


@pytest.mark.parametrize(("number", "typed", "code"), REFUSED, ids=row)
def test_a_date_that_cannot_be_meant_is_refused(city: City, number: int, typed: str, code: str):
    answer = city.call("anonymous", "bmagov_date_parse", value=typed, strict=True)
    assert answer.status_code == 409
    assert answer.json["error"]["value"][0].split(":")[0] == code


@pytest.mark.parametrize(("number", "typed", "day"), ACCEPTED, ids=row)
def test_a_date_in_either_era_is_understood_and_echoed(city: City, number: int, typed: str, day: str):
    answer = city.call("anonymous", "bmagov_date_parse", value=typed)
    assert answer.json["result"]["value"] == day
    assert answer.json["result"]["text"]


def test_row_3_a_month_before_its_day_is_told(city: City):
    found = city.call("anonymous", "bmagov_date_parse", value="1/31/2021").json["result"]
    assert (found["value"], found["notes"]) == ("2021-01-31", ["DATE-MONTH-FIRST"])
    assert "เดือน" in found["text"]


def test_row_4_is_echoed_with_the_month_as_a_word(city: City):
    assert (
        "1 ก.พ. 2564"
        in city.call("anonymous", "bmagov_date_parse", value="01/02/2564").json["result"]["text"]
    )


def test_row_7_a_year_alone_is_a_year_in_a_field_of_years(city: City):
    assert (
        city.call("anonymous", "bmagov_date_parse", value="2564", kind="year").json["result"]["value"]
        == "2021"
    )


@pytest.mark.parametrize(
    ("field", "code", "changes"),
    [
        pytest.param("last_updated_date", "DATE-NOT-EXIST", {"last_updated_date": "29/2/2564"}, id="row-1"),
        pytest.param("last_updated_date", "DATE-ISO-BE", {"last_updated_date": "2564-01-31"}, id="row-5"),
        pytest.param("last_updated_date", "DATE-INCOMPLETE", {"last_updated_date": "2564"}, id="row-7"),
        pytest.param(
            "last_updated_date", "DATE-ORDER",
            {"created_date": "31/1/2564", "last_updated_date": "30/1/2564"}, id="row-16",
        ),
        pytest.param("last_updated_date", "DATE-FUTURE", {"last_updated_date": "1/1/2599"}, id="row-22"),
    ],
)  # fmt: skip
def test_a_dataset_is_not_saved_with_a_wrong_date(city: City, field: str, code: str, changes: dict[str, Any]):
    before = city.call("editor", "package_show", id=city.datasets["open"]["id"]).json["result"]
    answer = city.call("editor", "package_patch", id=before["id"], title="เปลี่ยน", **changes)
    assert answer.status_code == 409, answer.get_data(as_text=True)[:300]
    assert answer.json["error"][field][0].split(":")[0] == code
    assert city.call("editor", "package_show", id=before["id"]).json["result"] == before


def test_row_22_of_a_file_too(city: City):
    dataset = city.datasets["open"]
    wrong = factories.resource(name="ใหม่", resource_last_updated_date="1/1/2599")
    answer = city.call("editor", "resource_create", package_id=dataset["id"], **wrong)
    assert "DATE-FUTURE" in json.dumps(answer.json["error"])
