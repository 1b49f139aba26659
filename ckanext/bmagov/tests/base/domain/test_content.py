"""Fingerprints of tables: known again in any file and order, and compared as exactly as can be."""

from __future__ import annotations

import csv
import io
import random

import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.content import (
    SKETCH,
    Builder,
    Difference,
    Fingerprint,
    canonical,
    contained,
    difference,
    merged,
    row_text,
)
from ckanext.bmagov.base.formats import csv_rows
from ckanext.bmagov.base.formats.table import TableError, describe, iter_rows, iter_texts

HEADER = ["เขต", "วันที่", "จำนวน"]
WORDS = st.text("กขคงจ abc", min_size=1, max_size=6).filter(str.strip).map(lambda word: f"ก{word}ข")
DAYS = st.dates().map(lambda day: day.isoformat())
CELLS = st.tuples(WORDS, DAYS, st.integers(-(10**9), 10**9).map(str))
ROWS = st.lists(CELLS.map(list), min_size=2, max_size=40)


def fingerprint(data: bytes) -> Fingerprint:
    """Of a file as an upload is read."""
    source = io.BytesIO(data)
    described = describe(source)
    builder = Builder(described.columns)
    for text in iter_texts(source, described.layout):
        builder.add(text)
    return builder.fingerprint()


def csv_file(rows, encoding="utf-8", end="\n", quoting=csv.QUOTE_MINIMAL, delimiter=",") -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator=end, quoting=quoting, delimiter=delimiter).writerows([HEADER, *rows])
    return target.getvalue().encode(encoding)


def xlsx_file(rows) -> bytes:
    """As a spreadsheet keeps a table that it opened: numbers and days are no text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number, (word, day, count) in enumerate(rows, 1):
            sheet.write_row(number, 0, [word, day, float(count)])
    return target.getvalue()


def table(*values: object) -> Fingerprint:
    """A table of one column."""
    builder = Builder(["a"])
    builder.add("".join(row_text([str(value)]) for value in values))
    return builder.fingerprint()


class TestSameContent:
    @given(ROWS, st.randoms(use_true_random=False))
    @settings(max_examples=40, deadline=None)
    def test_order_encoding_and_format_change_nothing(self, rows, chance):
        """K-G9: shuffled rows, a byte-order mark, another encoding, line end, quoting or format."""
        plain = fingerprint(csv_file(rows))
        shuffled = chance.sample(rows, len(rows))
        for data in (
            csv_file(rows) + b"\n\n",
            csv_file(shuffled),
            csv_file(rows, "utf-8-sig"),
            csv_file(rows, "cp874"),
            csv_file(rows, "utf-16"),
            csv_file(rows, end="\r\n"),
            csv_file(rows, quoting=csv.QUOTE_ALL),
            csv_file(rows, delimiter=";"),
            csv_file([[f"{cell}  " for cell in row] for row in rows]),
            csv_file([[*row, "", ""] for row in rows]),
            xlsx_file(rows),
            xlsx_file(shuffled),
        ):
            assert fingerprint(data).has_rows_of(plain)
            assert difference(plain, fingerprint(data)) == Difference(0, 0)
        assert plain.rows == len(rows)

    @given(ROWS, st.data())
    @settings(max_examples=40, deadline=None)
    def test_each_changed_row_is_seen(self, rows, data):
        place = data.draw(st.integers(0, len(rows) - 1))
        changed = [list(row) for row in rows]
        changed[place][0] += "ใหม่"
        assert difference(fingerprint(csv_file(rows)), fingerprint(csv_file(changed))) == Difference(1, 1)

    def test_a_row_that_comes_twice_counts_twice(self):
        assert difference(table(1, 2), table(1, 1, 2)) == Difference(1, 0)
        assert difference(table(1, 1, 1, 2), table(1, 2)) == Difference(0, 2)
        assert not table(1, 1).has_rows_of(table(2, 2))

    def test_rows_are_not_mixed_up_by_a_plain_sum(self):
        builder = Builder(["a", "b"])
        builder.add(row_text(["1", "2"]) + row_text(["3", "4"]))
        other = Builder(["a", "b"])
        other.add(row_text(["1", "4"]) + row_text(["3", "2"]))
        assert not builder.fingerprint().has_rows_of(other.fingerprint())

    @pytest.mark.parametrize(
        ("cell", "same"),
        [
            ("5", "5.0"), ("-1.50", "-1.5"), (" ก ", "ก"), ("ก\u00a0", "ก"), ("a\r\nb", "a\nb"),
            ("True", "TRUE"),
            ("2569-01-31 10:00", "2569-01-31T10:00:00"), ("2569-01-31 00:00:00", "2569-01-31"),
        ],
    )  # fmt: skip
    def test_values_that_are_the_same(self, cell, same):
        assert canonical(row_text([cell, "x"])) == canonical(row_text([same, "x"]))

    @pytest.mark.parametrize(
        ("cell", "other"),
        [
            ("7", "007"),
            ("10.0.0.1", "10.0.0.10"),
            ("ข้อ 1.1", "ข้อ 1.10"),
            ("a b", "ab"),
            ("10", "1"),
            ("0.5", ".5"),
        ],
    )
    def test_values_that_are_not(self, cell, other):
        assert canonical(row_text([cell, "x"])) != canonical(row_text([other, "x"]))

    @given(st.lists(st.lists(st.text("ก0.5:- \tTrue", max_size=8), min_size=2, max_size=2), max_size=12))
    def test_the_form_of_a_row_does_not_depend_on_its_neighbours(self, rows):
        alone = b"".join(canonical(row_text(row)) for row in rows)
        assert canonical("".join(map(row_text, rows))) == (alone or b"\n")

    def test_columns_by_their_names(self):
        assert Builder(["เขต ", "a"]).fingerprint().columns == Builder(["เขต", "a"]).fingerprint().columns
        assert Builder(["a", "b"]).fingerprint().columns != Builder(["b", "a"]).fingerprint().columns


CSV_PARTS = st.sampled_from(
    ["a", '"', '""', '","', ",", ",", "\n", "\r\n", "\r", '"\n"', " ", "ก", "\0", 'b"c', '"x"', '""""']
)


class TestTexts:
    @given(
        st.lists(CSV_PARTS, max_size=30).map("".join), st.sampled_from([1, 3, 40, 4096]), st.integers(1, 3)
    )
    @settings(max_examples=400)
    def test_many_rows_at_once_are_the_rows_one_by_one(self, text, block, first):
        source = io.BytesIO(text.encode())
        layout = describe(io.BytesIO(b"a,b\n1,2\n")).layout
        layout = type(layout)("csv", "utf-8", ",", data_row=first)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_rows, "BLOCK", block)
            try:
                expected = "".join(row_text(row) for row in iter_rows(source, layout) if any(row))
            except TableError as error:
                with pytest.raises(TableError, match=error.code):
                    list(iter_texts(source, layout))
                return
            texts = [text if text.endswith("\n") else f"{text}\n" for text in iter_texts(source, layout)]
        lines = "".join(texts).split("\n")
        assert "".join(f"{line}\n" for line in lines if line.strip("\x1f")) == expected


class TestSketch:
    def test_memory_has_a_bound(self):
        builder = Builder(["a"])
        for start in range(0, 50_000, 1000):
            builder.add("".join(row_text([str(n)]) for n in range(start, start + 1000)))
            assert len(builder._sketch) <= 2 * SKETCH + 1000
        large = builder.fingerprint()
        assert (large.rows, len(large.sketch), len(large.sketch_bytes())) == (50_000, SKETCH, SKETCH * 12)
        assert not large.is_complete
        assert Fingerprint.kept(large.columns, large.rows, large.rows_hash, large.sketch_bytes()) == large

    @given(st.lists(st.integers(0, 2000), max_size=1500), st.lists(st.integers(0, 2000), max_size=1500))
    @settings(max_examples=30, deadline=None)
    def test_two_tables_together_are_as_one(self, first, second):
        together = merged([table(*first), table(*second)])
        whole = table(*first, *second)
        assert together.has_rows_of(whole)
        assert set(together.sketch.items()) <= set(whole.sketch.items())

    @pytest.mark.parametrize("seed", range(8))
    @pytest.mark.parametrize(("new", "gone"), [(0, 0), (1, 0), (1, 1), (300, 0), (0, 5000), (2000, 9000)])
    def test_differences_lie_within_the_error_that_is_stated(self, seed, new, gone):
        chance = random.Random(seed)
        rows = [chance.random() for _ in range(20_000)]
        before, after = table(*rows), table(*rows[gone:], *(chance.random() for _ in range(new)))
        measured = difference(before, after)
        assert measured.new - measured.gone == new - gone
        assert abs(measured.new - new) <= 1.5 * measured.margin
        assert measured.margin <= 0.06 * 20_000
        assert (measured == Difference(0, 0)) == (new == gone == 0)
        assert measured.most >= min(1, new + gone)

    @pytest.mark.parametrize("seed", range(8))
    @pytest.mark.parametrize(("size", "share"), [(50_000, 0.5), (10_000, 1.0), (5_000, 0.2), (10_000, 0.0)])
    def test_how_much_of_a_table_is_in_another_of_any_size(self, seed, size, share):
        chance = random.Random(seed)
        whole = [chance.random() for _ in range(50_000)]
        inside = int(size * share)
        part = table(*whole[:inside], *(chance.random() for _ in range(size - inside)))
        measured = contained(part, table(*whole))
        spread = (measured.high - measured.low) / 2
        assert abs(measured.value - share) <= 1.7 * spread
        assert spread <= 0.15

    def test_few_rows_are_compared_exactly(self):
        part, whole = table(*range(100)), table(*range(50, 400))
        measured = contained(part, whole)
        assert (measured.value, measured.low, measured.high) == (0.5, 0.5, 0.5)
        assert contained(whole, part).value == 50 / 350

    def test_what_cannot_be_compared_is_not_known(self):
        assert contained(table(1, 2), table(*range(10, 400_000))) is None
        assert contained(table(), table(1)) is None
        unknown = difference(table(1, 2), table(*range(10, 400_000)))
        assert unknown.new - unknown.margin <= 399_990 - 2 <= unknown.most
