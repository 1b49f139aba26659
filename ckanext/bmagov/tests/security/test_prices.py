"""Every reader of input has a price: time and memory grow with the length of the input at most, and end at a
budget that is told in our own words.

What is measured is the time of the processor in this thread, and its growth only: n, 2n, 4n, the smallest of
several runs, with room for twice the linear growth. So a slow or busy machine changes nothing.
"""

from __future__ import annotations

import gc
import io
import re
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings, strategies as st

from ckanext.bmagov.base.domain.api_parameters import read_body
from ckanext.bmagov.base.domain.calendar import DateError, parse_date
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import collation_key, match_key, normalize_block
from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.formats.workbook_parts import refuse_unsafe, sheet_facts
from ckanext.bmagov.base.formats.yaml_file import RuleFileError
from ckanext.bmagov.base.readers.codelists import read_file
from ckanext.bmagov.dictionary.domain.checks import check_dictionary
from ckanext.bmagov.dictionary.domain.pattern import compile_pattern, forget_patterns
from ckanext.bmagov.dictionary.domain.registry import nearest_types, resolve_type
from ckanext.bmagov.dictionary.formats import read_dictionary
from ckanext.bmagov.dictionary.formats.registry import FORMATS
from ckanext.bmagov.kpi.register.domain.register_list import read_list
from ckanext.bmagov.kpi.rules.formats import read_rules
from ckanext.bmagov.search.solr.query import as_text, is_fielded, prepare, relaxed
from ckanext.bmagov.tests.kpi.make import RULES_DIR
from ckanext.bmagov.tests.security.shapes import SHAPES, workbook_with

Read = Callable[[bytes], Any]

BASE: Final = 12_000
"""Bytes of the smallest size."""

GROWTH: Final = 8.5
"""Of the time from n to 4n: 4 is linear, 16 quadratic."""

TOO_SHORT: Final = 0.05
"""Seconds from which on growth is told from noise."""

MEMORY: Final = 48 * 1024 * 1024
"""Bytes that reading 4n may take at its peak."""


def _table(data: bytes) -> None:
    stream = io.BytesIO(data)
    table.is_quick(stream, len(data))
    described = table.describe(stream)
    for _ in table.iter_rows(stream, described.layout):
        pass
    table.line_with_zero(stream, described)


def _workbook_parts(data: bytes) -> None:
    stream = io.BytesIO(data)
    refuse_unsafe(stream)
    sheet_facts(stream, "a")


_LISTS: Final = RULES_DIR.parent / "schemas" / "codelists"
UNITS, LEVELS = (read_file(_LISTS / f"{one}.yaml") for one in ("update_frequency", "data_classification"))


def _obligations(data: bytes) -> None:
    stream = io.BytesIO(data)
    described = table.describe(stream)
    rows = list(enumerate(table.iter_rows(stream, described.layout), 2))
    read_list(described.columns, rows, fiscal_year=2570, units=UNITS, levels=LEVELS)


def _check(data: bytes) -> None:
    check_dictionary(read_dictionary(data).dictionary)


def _text(data: bytes) -> None:
    text = data.decode()
    normalize_block(text)
    match_key(text)
    collation_key(text)


def _type_name(data: bytes) -> None:
    resolve_type(data.decode())
    nearest_types(data.decode())


def _search(data: bytes) -> None:
    query = data.decode()
    is_fielded(query)
    prepare(query, re.compile("น้ำท่วม|น้ำ"))
    as_text(query)
    relaxed(query)


def _pattern(data: bytes) -> None:
    forget_patterns()
    compile_pattern(data.decode()).matches("ab" * 50)


READERS: Final[dict[str, Read]] = {
    "table": _table,
    "workbook parts": _workbook_parts,
    "obligations": _obligations,
    "dictionary check": _check,
    "rules": read_rules,
    "api body": read_body,
    "date": lambda data: parse_date(data.decode()),
    "text": _text,
    "type name": _type_name,
    "search": _search,
    "pattern": _pattern,
    **{f"dictionary {name}": lambda data, name=name: read_dictionary(data, name) for name in FORMATS},
}
"""Readers of input, with every format of dictionaries that is registered."""

CASES: Final = [(reader, name) for reader in READERS for name in SHAPES.get(reader, {})]


def test_every_reader_has_shapes():
    assert sorted(set(READERS) - set(SHAPES)) == [], "register the worst shapes of this reader in shapes.py"
    assert sorted(set(SHAPES) - set(READERS)) == []


def attempt(reader: str, data: bytes) -> None:
    """Read; only errors of ours may come out."""
    with suppress(ProblemError, RuleFileError, DateError):
        READERS[reader](data)


def spent(reader: str, data: bytes) -> float:
    """Seconds of this thread's processor, the least of three runs."""
    times: list[float] = []
    gc.collect()
    gc.disable()  # it looks at all that lives in the process, again and again
    try:
        for _ in range(3):
            begun = time.thread_time()
            attempt(reader, data)
            times.append(time.thread_time() - begun)
            if times[-1] < TOO_SHORT:
                break
    finally:
        gc.enable()
    return min(times)


@pytest.mark.parametrize(("reader", "name"), CASES)
def test_time_grows_no_faster_than_the_input(reader: str, name: str):
    make = SHAPES[reader][name]
    large = spent(reader, make(4 * BASE))
    if large < TOO_SHORT:
        return
    assert large <= max(GROWTH * spent(reader, make(BASE)), TOO_SHORT)
    assert large <= max(GROWTH / 2 * spent(reader, make(2 * BASE)), TOO_SHORT)


@pytest.mark.parametrize(("reader", "name"), CASES)
def test_memory_has_an_end(reader: str, name: str):
    data = SHAPES[reader][name](4 * BASE)
    gc.collect()
    tracemalloc.start()
    try:
        attempt(reader, data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"a," * 4_000_000, "FILE-LINE-TOO-LONG"),
        (lambda: b"a," * 40_000, "FILE-TOO-MANY-COLUMNS"),
        (lambda: b"a,b\n1," + b"x" * 100_000_000, "FILE-LINE-TOO-LONG"),
        (lambda: b'a,b\n1,"' + (b"x" * 99 + b"\n") * 400_000, "CSV-QUOTE"),
        (lambda: b",".join(b"n%0100d" % n for n in range(9_000)) + b"\n1\n", "FILE-HEADER-LENGTH"),
        (lambda: SHAPES["table"]["a_bomb_that_lies"](100_000), "FILE-UNPACKED-SIZE"),
        (lambda: SHAPES["table"]["names_of_sheets"](400_000), "FILE-TYPE"),
        (lambda: SHAPES["table"]["entities"](4_000), "FILE-TYPE|FILE-EMPTY"),
    ],
)
def test_a_budget_is_kept_whatever_the_length(make: Callable[[], bytes], code: str):
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(table.TableError, match=code):
            _table(data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def rows_of(data: bytes) -> list[list[str]]:
    stream = io.BytesIO(data)
    return list(table.iter_rows(stream, table.describe(stream).layout))


def test_cells_in_quotation_marks_are_not_counted_as_many():
    outline = '"' + "13.7 100.5," * 40_000 + '"'
    data = f"name,outline\na,{outline}\nb,{outline}\n".encode()
    rows = rows_of(data)
    assert [len(row) for row in rows] == [2, 2]
    broken = '"a,\n' + "b," * 17_000 + '"'
    data = f"name,text\n1,{broken}\n".encode()
    assert [len(row) for row in rows_of(data)] == [2]


def test_a_row_of_many_lines_is_counted_whole():
    data = b"a,b\n" + b'"x\n",' * 17_000
    with pytest.raises(table.TableError, match="FILE-TOO-MANY-COLUMNS"):
        _table(data)


# whatever comes, only errors of ours


def book(**sheets: list[list[Any]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as out:
        for name, rows in sheets.items():
            sheet = out.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


NAMED: Final = [["name", "type", "description"], ["a", "integer", "ก"], ["b", "varchar(20)", "ข"]]
FIELDS: Final = (
    '{"fields":[{"name":"a","type":"integer","constraints":{"minimum":1,"enum":[1,2]}},'
    '{"name":"b","missingValues":["-"]}],"primaryKey":"a"}'
)
CSVW: Final = (
    '{"@context":"http://www.w3.org/ns/csvw","url":"a.csv","tableSchema":{"columns":'
    '[{"name":"a","titles":{"th":"ก"},"datatype":{"base":"integer","minimum":"1"}}],"primaryKey":"a"}}'
)
SQL: Final = (
    "CREATE TABLE t (a int PRIMARY KEY CHECK (a > 1 AND length(b) <= 9), b varchar(20) DEFAULT 'x');"
    " ALTER TABLE t ADD COLUMN c date REFERENCES u (d), DROP b; COMMENT ON COLUMN t.a IS 'ก';"
    " EXEC sp_addextendedproperty 'MS_Description', 'x', 'SCHEMA', 'dbo', 'TABLE', 't', 'COLUMN', 'a';"
)
SEEDS: Final[dict[str, list[bytes]]] = {
    "table": [*("ก,b\n1,2\n".encode(codec) for codec in ("utf-8", "cp874", "utf-16")), book(a=NAMED)],
    "workbook parts": [book(a=NAMED)],
    "obligations": ["หน่วยงาน,ประเภท,ชื่อ,ปีที่เพิ่ม,ความถี่\nก,dataset,ข,2570,1\n".encode()],
    "dictionary check": [FIELDS.encode(), SQL.encode()],
    "rules": ["id: a\nyears: [2570]\nname: {th: ก}\n".encode()],
    "api body": [b'{"id": "a", "rows": 3, "list": [1.5, null]}'],
    "date": ["1 ม.ค. 2567 10:30".encode(), b"2024-01-01T00:00:00+07:00", b"31/12/67"],
    "text": ["น้ำท่วม ๑๒".encode()],
    "type name": [b"varchar(20)", b"numeric(10,2)"],
    "search": ['title:"น้ำ" AND (a OR -b)'.encode()],
    "pattern": [r"[ก-ฮ]{2,3}|\d+(a|b)?".encode()],
    "dictionary csv": ["\n".join(",".join(row) for row in NAMED).encode()],
    "dictionary xlsx": [book(a=NAMED)],
    "dictionary json": [FIELDS.encode()],
    "dictionary csvw": [CSVW.encode()],
    "dictionary sql": [SQL.encode()],
}
"""Sound input, from which broken input is made."""

HOSTILE: Final = [
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"'", b"(", b")", b"[", b"{", b"&a;", b"<!DOCTYPE x>"),
    *(
        b"\\u0000",
        b"\\ud800",
        b"1e999",
        b"9" * 5000,
        b"NaN",
        b"-",
        b"null",
        b"[]",
        b"{}",
        b"$$",
        b"/*",
        b"\r",
        b"\n\n",
    ),
    *("²".encode(), "\u202e".encode(), "๙๙๙".encode(), b"true", b"1", b'""'),
]


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Sound input with some places overwritten, cut out, doubled, or with something hostile put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 12)))
        again = st.just(bytes(data[at:end]) * 2)
        data[at:end] = draw(st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=3), again))
    return bytes(data)


def decodable(reader: str, data: bytes) -> bytes:
    """Readers of text are given text."""
    if reader in ("date", "text", "type name", "search", "pattern"):
        return data.decode("utf-8", "ignore").encode()
    return data


def test_every_reader_has_sound_input():
    assert sorted(set(READERS) - set(SEEDS)) == []
    for reader, seeds in SEEDS.items():
        for seed in seeds:
            attempt(reader, seed)


@pytest.mark.parametrize("reader", sorted(READERS))
def test_broken_input_gives_errors_of_ours_only(reader: str):
    @settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck], database=None)
    @given(mutated(SEEDS[reader]))
    def check(data: bytes) -> None:
        attempt(reader, decodable(reader, data))

    check()


@pytest.mark.parametrize("reader", ["table", "workbook parts", "dictionary xlsx"])
def test_broken_parts_of_a_workbook_give_errors_of_ours_only(reader: str):
    names = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
             "xl/_rels/workbook.xml.rels", "[Content_Types].xml")  # fmt: skip

    @settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck], database=None)
    @given(st.data(), st.sampled_from(names))
    def check(data: st.DataObject, name: str) -> None:
        whole = book(a=NAMED, b=NAMED)
        attempt(reader, workbook_with(whole, name, lambda part: data.draw(mutated([part]))))

    check()
