"""Tables in ZIP and gzip files, and files that only look like it."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from ckanext.bmagov.base.formats.packed import table_in
from ckanext.bmagov.base.formats.table import TableError, describe, iter_rows

TABLE = "เขต,จำนวน\nบางรัก,5\n".encode()


def packed(**members: bytes) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def rows_of(source: io.BytesIO) -> list[list[str]]:
    with table_in(source) as stream:
        return list(iter_rows(stream, describe(stream).layout))


def refusal(source: io.BytesIO) -> tuple[str, dict]:
    with pytest.raises(TableError) as error, table_in(source):
        pass
    return error.value.code, error.value.params


def test_one_table_is_read_and_what_stands_beside_it_is_left():
    beside = {
        "อ่านก่อน.pdf": b"%PDF-",
        "__MACOSX/._ข้อมูล.csv": TABLE,
        "README.txt": b"x",
        "โฟลเดอร์/ข้อมูล.csv": TABLE,
    }
    assert rows_of(packed(**beside)) == [["บางรัก", "5"]]


def test_gzip_of_one_part_or_several():
    assert rows_of(io.BytesIO(gzip.compress(TABLE))) == [["บางรัก", "5"]]
    assert rows_of(io.BytesIO(gzip.compress(TABLE) + gzip.compress(b"x,6\n") + b"\0\0")) == [
        ["บางรัก", "5"],
        ["x", "6"],
    ]


def test_what_is_not_packed_stays_as_it_is():
    source = io.BytesIO(TABLE)
    with table_in(source) as stream:
        assert stream is source


def test_several_tables_none_and_archives_within():
    assert refusal(packed(**{"a.csv": TABLE, "b.xlsx": b"x"})) == ("FILE-IS-ARCHIVE", {"count": 2})
    assert refusal(packed(**{"a.jpg": b"x"})) == ("FILE-IS-ARCHIVE", {"count": 0})
    assert refusal(io.BytesIO(gzip.compress(gzip.compress(TABLE)))) == ("FILE-IS-ARCHIVE", {"count": 0})


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    assert refusal(io.BytesIO(gzip.compress(b"0" * 101 * 1024 * 1024, 1)))[0] == "FILE-UNPACKED-SIZE"
    assert refusal(packed(**{"a.csv": b"0" * 101 * 1024 * 1024}))[0] == "FILE-UNPACKED-SIZE"


@pytest.mark.parametrize("whole", [gzip.compress(TABLE * 50), packed(**{"a.csv": TABLE * 50}).getvalue()])
def test_a_file_cut_anywhere_is_told_in_words(whole):
    for end in range(4, len(whole) - 1):
        with pytest.raises(TableError), table_in(io.BytesIO(whole[:end])) as stream:
            describe(stream)
