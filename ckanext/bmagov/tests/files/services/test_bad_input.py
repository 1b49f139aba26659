"""Every reader with bad input: a file ends in a table or in a sentence, never in an error of a library."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile

import pytest
import xlsxwriter

from ckanext.bmagov.files.services.data_events import read
from ckanext.bmagov.tests.base.formats.old_workbooks import ods, ods_row, xls

ROWS = (("เขต", "จำนวน"), ("บางรัก", "1"), ("ปทุมวัน", "2"))
TEXT = "".join(",".join(row) + "\r\n" for row in ROWS)
MEGABYTES_3 = "ก" * 1_000_000


def xlsx(rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def records(rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


CELLS = {(place, column): cell for place, row in enumerate(ROWS) for column, cell in enumerate(row)}
RECORDS = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
WHOLE = {
    "csv": TEXT.encode(),
    "csv-bom": TEXT.encode("utf-8-sig"),
    "csv-874": TEXT.encode("cp874"),
    "csv-utf16": TEXT.encode("utf-16"),
    "xlsx": xlsx(ROWS),
    "xls": xls(s=CELLS).getvalue(),
    "ods": ods("".join(map(ods_row, ROWS))).getvalue(),
    "json": records(RECORDS),
    "zip": zipped(**{"a.csv": TEXT.encode()}),
    "zip-xlsx": zipped(**{"a.xlsx": xlsx(ROWS)}),
    "gz": gzip.compress(TEXT.encode()),
}
"""The same table of two rows, by reader."""


def reading(data: bytes):
    return read(io.BytesIO(data))


def codes(data: bytes) -> list[str]:
    return [code for code, _ in reading(data).problems]


@pytest.mark.parametrize("kind", WHOLE)
class TestEachReader:
    def test_a_whole_one_is_the_table(self, kind):
        whole = reading(WHOLE[kind])
        assert whole.description.columns == ROWS[0]
        assert whole.description.rows == ROWS[1:]
        assert (whole.rows, whole.problems) == (2, ())

    def test_cut_anywhere_it_is_told_or_read_as_far_as_it_goes(self, kind):
        whole = WHOLE[kind]
        step = max(1, len(whole) // 40)
        for end in range(8, len(whole), step):
            part = reading(whole[:end])
            assert part.description or part.problems, end
            assert part.rows is None or part.rows <= 2

    def test_doubled_it_is_the_same_table_or_its_rows_twice(self, kind):
        twice = reading(WHOLE[kind] * 2)
        assert twice.rows in (2, 5) if twice.description else twice.problems

    def test_spoiled_in_places_it_ends_in_words(self, kind):
        chance = random.Random(2569)
        for _ in range(40):
            data = bytearray(WHOLE[kind])
            for _ in range(chance.choice((1, 4, 30))):
                data[chance.randrange(len(data))] = chance.choice((0, 1, 34, 255))
            spoiled = reading(bytes(data))
            assert spoiled.description or spoiled.problems


@pytest.mark.parametrize(
    "kind", ["csv", "csv-bom", "csv-utf16", "xlsx", "ods", "json", "zip", "zip-xlsx", "gz"]
)
def test_what_was_cut_is_said_to_be_cut(kind):
    whole = WHOLE[kind]
    end = {"csv": -5, "csv-bom": -7, "csv-utf16": -1}.get(kind, -len(whole) // 3)
    if kind.startswith("csv") and kind != "csv-utf16":
        end = whole.rindex("ว".encode()) + 1  # within a letter
    assert codes(whole[:end]) == ["FILE-BROKEN"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n \r\n"])
def test_nothing_is_said_to_be_nothing(data):
    assert codes(data) == ["FILE-EMPTY"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(**{"readme.txt": b"x"}), "FILE-IS-ARCHIVE"),
        (zipped(**{"a.csv": b"a,b\n1,2\n", "b.csv": b"a,b\n1,2\n"}), "FILE-IS-ARCHIVE"),
        (zipped(**{"a.zip": WHOLE["zip"]}), "FILE-IS-ARCHIVE"),
        (zipped(), "FILE-IS-ARCHIVE"),
        (gzip.compress(WHOLE["gz"]), "FILE-IS-ARCHIVE"),
        (gzip.compress(b""), "FILE-EMPTY"),
        (b"[" * 100_000 + b"]" * 100_000, "FILE-BROKEN"),
        (b'{"type": "FeatureCollection", "features": [{"type"', "FILE-IS-MAP"),
        (b'[{"a": 1}, 2]', "FILE-IS-OTHER"),
    ],
)
def test_packed_and_nested_ones_are_refused_in_words(data, code):
    assert codes(data) == [code]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "/etc/a.csv", "\u202evsc.csv", "ก" * 250 + ".csv", "C:\\a.csv"]
)
def test_a_hostile_name_in_an_archive_names_nothing_here(name):
    assert reading(zipped(**{name: TEXT.encode()})).rows == 2


WIDE = [f"c{number}" for number in range(16_384)]


@pytest.mark.parametrize(
    "data",
    [
        (",".join(WIDE) + "\n" + ",".join(["1"] * len(WIDE))).encode(),
        xlsx([WIDE, [1] * len(WIDE)]),
        records([dict.fromkeys(WIDE, 1)]),
    ],
    ids=["csv", "xlsx", "json"],
)
def test_as_many_columns_as_a_sheet_of_excel_has_are_read(data):
    whole = reading(data)
    assert (len(whole.description.columns), whole.rows) == (16_384, 1)


@pytest.mark.parametrize(
    "data",
    [(",".join([*WIDE, "more"]) + "\n1\n").encode(), records([dict.fromkeys([*WIDE, "more"], 1)])],
    ids=["csv", "json"],
)
def test_one_more_is_refused(data):
    assert codes(data) == ["FILE-TOO-MANY-COLUMNS"]


@pytest.mark.parametrize(
    "data",
    [
        f'ก,ข\n1,"{MEGABYTES_3}"\n2,3\n'.encode(),
        f"ก\tข\n1\t{MEGABYTES_3}\n2\t3\n".encode("cp874"),
        records([{"ก": 1, "ข": MEGABYTES_3}, {"ก": 2, "ข": 3}]),
        zipped(**{"a.csv": f"ก,ข\n1,{MEGABYTES_3}\n2,3\n".encode()}),
    ],
    ids=["csv", "tsv-874", "json", "zip"],
)
def test_a_cell_of_three_megabytes_is_a_cell_of_a_row(data):
    whole = reading(data)
    assert (whole.description.columns, whole.rows) == (("ก", "ข"), 2)
    assert max(len(cell) for row in whole.description.rows for cell in row) <= 10_000


def test_a_name_of_three_megabytes_is_refused():
    assert codes(f'ก,"{MEGABYTES_3}"\n1,2\n'.encode()) == ["FILE-HEADER-LENGTH"]
    assert codes(records([{MEGABYTES_3: 1}])) == ["FILE-HEADER-LENGTH"]


def test_a_million_rows_with_a_format_and_nothing_in_them_are_no_data():
    whole = reading(
        ods("".join(map(ods_row, ROWS)) + ods_row([""], again=1_048_573, across=16_384)).getvalue()
    )
    assert whole.rows == 2


class TestRecordsOfJson:
    """Names and values of records are told apart by JSON itself: nothing of their shape is guessed."""

    @pytest.mark.parametrize(
        "rows",
        [
            [{"code": "เขต"}, {"code": "บางรัก"}],  # not labels
            [{"note": "a;b;c"}, {"note": "d;e;f"}],  # not three columns
            [{"เขต": "(คน)", "n": "(คน)"}, {"เขต": "1", "n": "2"}],  # not units
            [{"a": "รวม", "b": 2}, {"a": "x", "b": 1}],
        ],
    )
    def test_each_record_is_a_row(self, rows):
        whole = reading(records(rows))
        assert whole.description.columns == tuple(rows[0])
        assert list(whole.description.rows) == [tuple(map(str, row.values())) for row in rows]

    def test_letters_that_no_database_holds_are_left_out(self):
        whole = reading(b'[{"a\\u0000": "x\\u0000y", "b": "\\ud800"}]')
        assert whole.description.columns == ("a", "b")
        assert whole.description.rows == (("xy", "?"),)
