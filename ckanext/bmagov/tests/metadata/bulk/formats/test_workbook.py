"""The workbook of datasets: what is written out comes back as it was, whatever stands in the fields."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.cell_address import cell_name, column_number
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.metadata.bulk.domain.columns import (
    Agency,
    Wording,
    dataset_columns,
    file_columns,
    with_keywords,
)
from ckanext.bmagov.metadata.bulk.domain.plan import difference, merged_files, rows_of_datasets
from ckanext.bmagov.metadata.bulk.domain.reading import read_book
from ckanext.bmagov.metadata.bulk.formats.workbook import read, write

TYPES = ("record", "statistics", "geospatial", "mixed", "other")
AGENCIES = (Agency("a-1", "bma-1", "สำนักการแพทย์"), Agency("a-2", "bma-2", "สำนักการแพทย์"))

TEXT = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            "+66 2 224",
            "-5",
            "@SUM(A1)",
            "'=x",
            "''=x",
            "0812345678",
            "1E5",
            "1.50",
            "_x0041_",
            "00",
            "ใช่; ไม่",
        ]
    ),
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=30
    ),
    st.builds("{}\n{}".format, st.sampled_from(["=a", "ก", "x"]), st.sampled_from(["-b", "ข\r\nค"])),
)


def value_of(field: Any, lists: Any) -> st.SearchStrategy[Any]:
    """Return stored values of a field, strange ones among them."""
    if field.codelist:
        codes = st.sampled_from([code.value for code in lists[field.codelist].codes] + ["gone"])
        return st.lists(codes, unique=True, max_size=4) if field.multiple else st.one_of(codes, st.just(""))
    if field.kind in ("date", "past_date", "date_or_text"):
        return st.one_of(
            st.dates().map(lambda day: day.isoformat()), st.sampled_from(["", "2026-13-45", "ทุกวัน"])
        )
    if field.kind == "year":
        return st.one_of(st.integers(1, 9999).map(lambda year: f"{year:04}"), st.sampled_from(["", "0000"]))
    if field.kind == "organization":
        return st.sampled_from(["a-1", "a-2", "a-3"])
    return st.one_of(TEXT, st.none())


def record_of(fields: Any, lists: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({field.name: value_of(field, lists) for field in fields})


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("data_type", TYPES)
def test_what_is_written_and_read_changes_nothing(facts, lists, data_type: str, lang: str):
    wording = Wording(lang, lists, AGENCIES)
    fields = [field for field in facts.dataset if field.shown_for(data_type) and field.name != "data_type"]

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data):
        dataset = {
            **data.draw(record_of(fields, lists)),
            "data_type": data_type,
            "id": "0b7b4b3e",
            "name": "population",
            "title": "ประชากร",
            "metadata_modified": "2026-11-30T09:00:00.123456",
            "state": data.draw(st.sampled_from(["draft", "active"])),
            "tags": [{"name": "ข"}, {"name": "-ก"}],
            "resources": [
                {
                    **data.draw(record_of(facts.resource, lists)),
                    "id": "file-1",
                    "url": "https://example.go.th/a",
                },
                {"id": "file-2", "url": "b.csv", "url_type": "upload"},
            ],
        }
        reading = read_book(read(write([dataset], facts, wording).content), facts, lists["data_type"])
        assert (len(reading.datasets), len(reading.files), reading.ignored) == (1, 1, [])
        row = reading.datasets[0]
        assert (row.kind, row.number, row.text("id")) == (data_type, 3, "0b7b4b3e")
        assert row.text("metadata_modified") == "2026-11-30T09:00:00.123456"
        columns = dataset_columns(facts, data_type)
        assert difference(row, with_keywords(dataset), columns, wording).changes == ()
        files, strange = rows_of_datasets(reading.datasets, reading.files)
        assert (list(files), strange) == ([0], [])
        merged, _, changes, unknown = merged_files(
            files[0], dataset["resources"], file_columns(facts), wording
        )
        assert (merged, changes, unknown) == (dataset["resources"], [], [])

    check()


def test_a_cell_that_was_changed_is_the_only_difference(facts, lists, record):
    wording = Wording("th", lists, AGENCIES)
    dataset = {**record, "id": "x", "metadata_modified": "v", "state": "draft", "tags": [], "resources": []}
    sheets = read(write([dataset], facts, wording).content)
    rows = dict(sheets)["ข้อมูลระเบียน"]
    position = rows[1].index("update_frequency_unit")
    assert rows[2][position] == "ปี"
    rows[2][position] = "เดือน"
    row = read_book(sheets, facts, lists["data_type"]).datasets[0]
    differs = difference(row, with_keywords(dataset), dataset_columns(facts, "record"), wording)
    assert [(change.field, change.before, change.after) for change in differs.changes] == [
        ("update_frequency_unit", "ปี", "เดือน")
    ]
    assert differs.changes[0].cell == cell_name(3, position + 1)
    assert differs.values == {"update_frequency_unit": "เดือน"}


def test_every_choice_of_the_schema_has_a_drop_down(facts, lists):
    book = zipfile.ZipFile(io.BytesIO(write([], facts, Wording("en", lists, AGENCIES)).content))
    sheets = read(write([], facts, Wording("en", lists, AGENCIES)).content)
    for number, (_, rows) in enumerate(sheets[1:6], 2):
        columns = dataset_columns(facts, TYPES[number - 2])
        assert rows[1] == [column.name for column in columns]
        xml = book.read(f"xl/worksheets/sheet{number}.xml").decode()
        places = {column_number(letters) for letters in re.findall(r'sqref="([A-Z]+)3:', xml)}
        listed = {rows[1][place - 1] for place in places}
        chosen = {column.name for column in columns if column.field and column.field.codelist}
        assert listed == chosen | {"state", "owner_org"}


def test_no_cell_is_calculated(facts, lists, record):
    dataset = {
        **record,
        "id": "x",
        "title": "=1+1",
        "metadata_modified": "v",
        "state": "draft",
        "resources": [],
    }
    book = zipfile.ZipFile(io.BytesIO(write([dataset], facts, Wording("th", lists, AGENCIES)).content))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 8
    assert not any(b"<f>" in book.read(name) for name in sheets)
    assert b"'=1+1" in b"".join(map(book.read, book.namelist()))


def test_columns_are_known_by_their_labels_when_the_names_were_deleted(facts, lists):
    rows = [["ชื่อชุดข้อมูล", "หมายเหตุของฉัน", "Contact unit or person"], ["ประชากร", "x", "กลุ่มงาน"]]
    reading = read_book([("ข้อมูลระเบียน", rows)], facts, lists["data_type"])
    assert dict(reading.datasets[0].cells) == {"title": "ประชากร", "maintainer": "กลุ่มงาน"}
    assert reading.ignored == ["ข้อมูลระเบียน: หมายเหตุของฉัน"]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([("อื่น", [["title"]])], "BULK-NO-SHEET"),
        ([("Records", [["ผู้ติดต่อ"], ["ก"]])], "BULK-HEADING"),
        ([("Records", [["title"], *([["ก"]] * 301)])], "BULK-TOO-MANY"),
        ([("files", [["dataset"], *([["ก"]] * 3001)])], "BULK-TOO-MANY-FILES"),
    ],
)
def test_a_workbook_of_another_kind_is_refused(facts, lists, sheets, code: str):
    with pytest.raises(ProblemError) as refused:
        read_book(sheets, facts, lists["data_type"])
    assert refused.value.code == code


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04x", b"\xd0\xcf\x11\xe0", b"title,notes\n1,2"])
def test_what_is_no_workbook_is_refused(content: bytes):
    with pytest.raises(TableError):
        read(content)
