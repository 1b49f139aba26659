from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary.domain.names import stored_names
from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Reference, Table
from ckanext.bmagov.dictionary.validation.domain.validate import BATCH, Limits, coverage_of, validate


def run(columns: list[Column], rows: list[list[str]], header: list[str] | None = None, **options):
    return validate(Table("t", columns=tuple(columns)), header or [c.name for c in columns], rows, **options)


def found(report) -> list[tuple]:
    return [(v.row, v.column, v.rule, v.problem.code) for v in report.violations]


@pytest.mark.parametrize(
    ("column", "sound", "wrong", "rule", "code"),
    [
        (Column("a", required=True), "x", " ", "required", "VALUE-REQUIRED"),
        (Column("a", required=True, missing=("-",)), "x", "-", "required", "VALUE-REQUIRED"),
        (Column("a", required=True, missing=("คำ",)), "x", "คํา", "required", "VALUE-REQUIRED"),
        (Column("a", type="integer"), "๑,๒๓๔", "1.5", "type", "VALUE-TYPE"),
        (Column("a", type="integer"), "", "#REF!", "lost", "FORMULA-ERROR"),
        (Column("a", type="text"), "#1", "#DIV/0!", "lost", "FORMULA-ERROR"),
        (Column("a", type="code"), "1100000000000", "1.10E+12", "lost", "NUMBER-SHORTENED"),
        (Column("เลขประจำตัวประชาชน", type="number"), "1100", "1.100E+12", "lost", "NUMBER-SHORTENED"),
        (Column("a", type="phone"), "0812345678", "812345678", "lost", "PHONE-LEADING-ZERO"),
        (Column("เบอร์โทร", type="integer"), "1555", "812345678", "lost", "PHONE-LEADING-ZERO"),
        (Column("a", type="integer"), " 7 ", "1\n2", "type", "VALUE-TYPE"),
        (Column("a", type="date", era="be"), "31/1/2564", "2021-01-31", "type", "DATE-ERA"),
        (Column("a", type="citizen_id"), "1101700230708", "1101700230707", "type", "CITIZEN-ID-CHECK"),
        (Column("a", type="text", size=3), "กขค", "กขคง", "size", "VALUE-LENGTH"),
        (Column("a", type="number", size=5, decimals=2), "123.45", "1.234", "size", "VALUE-DECIMALS"),
        (Column("a", type="number", size=5, decimals=2), "-123.45", "1234.56", "size", "VALUE-DIGITS"),
        (Column("a", type="integer", size=3), "100", "1000", "size", "VALUE-DIGITS"),
        (Column("a", allowed=(Allowed("ใช่"),)), "ใช่", "ไม่", "allowed", "VALUE-NOT-ALLOWED"),
        (Column("a", type="code", allowed=(Allowed("001"),)), "001", "1", "allowed", "CODE-LEADING-ZERO"),
        (Column("a", type="number", allowed=(Allowed("1.0"),)), "1", "2", "allowed", "VALUE-NOT-ALLOWED"),
        (Column("a", pattern=r"\d{5}"), "10200", "1020", "pattern", "VALUE-PATTERN"),
        (Column("a", type="integer", minimum="10"), "10", "9", "minimum", "VALUE-MINIMUM"),
        (
            Column("a", type="date", maximum="31/12/2564"),
            "31/12/2564",
            "1/1/2565",
            "maximum",
            "VALUE-MAXIMUM",
        ),
    ],
)
def test_each_rule_finds_its_cell_among_sound_ones(
    column: Column, sound: str, wrong: str, rule: str, code: str
):
    assert found(run([column], [[sound]])) in ([], [(2, "a", "required", "VALUE-REQUIRED")])
    padded = [Column("n"), column]
    report = run(padded, [["1", sound or "1"], ["2", wrong], ["3", sound or "1"]])
    assert found(report) == [(3, column.name, rule, code)]
    assert not report.valid


def test_one_cell_may_break_several_rules():
    column = Column("a", type="code", size=2, pattern="[a-z]*", allowed=(Allowed("ab"),))
    assert [rule for _, _, rule, _ in found(run([column], [["ABC"]]))] == ["allowed", "pattern", "size"]


def test_the_value_is_cut_to_60_characters():
    report = run([Column("a", type="integer")], [["x" * 100]])
    assert report.violations[0].value == "x" * 60


def test_code_lists_and_references_are_given_from_outside():
    columns = [Column("a", codelist="yes_no"), Column("b", references=Reference("x", "id"))]
    report = run(
        columns, [["no", "1"], ["maybe", "2"]], codelists={"yes_no": frozenset({"no"})}, targets={"b": {"1"}}
    )
    assert [(row, rule) for row, _, rule, _ in found(report)] == [(3, "allowed"), (3, "reference")]


def test_doubles_are_found_by_meaning_across_batches():
    rows = [[str(n)] for n in range(6000)] + [["1,000"], [""], [""]]
    report = run([Column("a", type="integer", unique=True)], rows)
    assert found(report) == [(6002, "a", "unique", "VALUE-DUPLICATE")]


@pytest.mark.parametrize("name", ["integer", "number"])
def test_minus_one_and_minus_two_are_two_values(name: str):
    assert run([Column("a", type=name, unique=True)], [["-1"], ["-2"]]).valid
    keys = [Column("a", type=name, primary_key=True), Column("b", primary_key=True)]
    assert run(keys, [["-1", "x"], ["-2", "x"]]).valid


def test_a_key_of_one_column_must_be_there_and_once():
    report = run([Column("a", primary_key=True), Column("b")], [["1", "x"], ["1", "x"], ["", "x"]])
    assert [(row, rule) for row, _, rule, _ in found(report)] == [(3, "primary-key"), (4, "required")]


def test_a_key_of_two_columns_is_compared_as_a_whole():
    columns = [Column("a", primary_key=True), Column("b", type="integer", primary_key=True)]
    report = run(columns, [["1", "1"], ["1", "2"], ["1", "01"]])
    assert found(report) == [(4, "a, b", "primary-key", "KEY-DUPLICATE")]


def test_memory_of_keys_is_bounded_and_the_bound_is_said():
    rows = [[str(n % 9000)] for n in range(20_000)]
    report = run([Column("a", unique=True)], rows, limits=Limits(keys=5000))
    assert [(note.code, note.params["row"]) for note in report.notes] == [("UNIQUE-LIMIT", 5001)]


def test_everything_is_counted_and_the_first_are_kept():
    columns = [Column("a", type="integer"), Column("b", type="integer")]
    report = run(columns, [["x", "y"]] * 50, limits=Limits(kept=10, kept_in_all=15))
    assert report.count == 100
    assert [(g.column, g.count, len(g.kept), g.first_row) for g in report.groups] == [
        ("a", 50, 10, 2),
        ("b", 50, 5, 2),
    ]
    assert report.dropped == 45


def test_rows_of_other_widths_are_read_as_far_as_they_go():
    rows = [["1"], [], ["", ""], ["1", "2", "3"], ["1", "2", ""]]
    report = run([Column("a", required=True), Column("b", required=True)], rows, first_row=10)
    assert found(report) == [
        (10, "", "row-width", "ROW-WIDTH"),
        (10, "b", "required", "VALUE-REQUIRED"),
        (13, "", "row-width", "ROW-WIDTH"),
    ]
    assert report.violations[0].problem.params == {"cells": 1, "columns": 2}
    assert report.rows == 5


def test_rows_of_a_sheet_are_never_short():
    assert run([Column("a"), Column("b")], [["1"]], native=True).valid


def test_two_eras_in_one_column_are_noted():
    report = run([Column("d", type="date")], [["31/1/2564"], ["31/1/2021"]])
    assert report.valid
    assert [(n.code, n.params) for n in report.notes] == [
        ("DATE-ERA-MIXED", {"column": "d", "buddhist": "31/1/2564", "gregorian": "31/1/2021"})
    ]


def test_date_cells_of_a_workbook_are_taken_as_they_come():
    column = Column("d", type="date", era="be", date_format="DD/MM/YYYY")
    assert run([column], [["2021-01-31"]], native=True).valid
    assert not run([column], [["2021-01-31"]]).valid


def test_coverage_names_what_does_not_meet_and_guesses_the_renamed():
    coverage = coverage_of(
        ["เขต ", "household_incom", "อื่น"], [Column("เขต"), Column("household_income"), Column("x")]
    )
    assert coverage.matched == ("เขต",)
    assert coverage.undescribed == ("household_incom", "อื่น")
    assert coverage.absent == ("household_income", "x")
    assert coverage.renamed == (("household_income", "household_incom"), ("x", "อื่น"))
    assert coverage.share == pytest.approx(1 / 3)


def test_a_column_in_the_place_of_a_missing_one_may_be_it():
    header, columns = ["เขต", "สัดส่วน", "ปี"], [Column("เขต"), Column("ร้อยละ"), Column("ปี")]
    assert coverage_of(header, columns).renamed == (("ร้อยละ", "สัดส่วน"),)
    assert coverage_of([*header, "x"], columns).renamed == ()


@pytest.mark.parametrize("header", [["a"], ["a", "b", "c"], ["a", "c"]])
def test_a_check_that_did_not_see_all_columns_is_not_valid(header: list[str]):
    assert not run([Column("a"), Column("b")], [["1"] * len(header)], header=header).valid


def test_what_the_datastore_adds_itself_needs_no_description():
    assert run([Column("a")], [["1", "x"]], header=["_id", "a"]).valid


def test_a_long_column_is_met_under_its_short_name():
    first, second = "ร้อยละของประชาชนที่ได้รับบริการ 2566", "ร้อยละของประชาชนที่ได้รับบริการ 2567"
    shorts = list(stored_names([first, second]).values())
    columns = [Column(first, type="integer"), Column(second, type="integer", minimum="5")]
    report = run(columns, [["1", "4"]], header=shorts)
    assert found(report) == [(2, second, "minimum", "VALUE-MINIMUM")]
    assert not report.coverage.absent


def test_a_range_that_became_a_date_is_noted():
    report = run([Column("ช่วงอายุ")], [["0-4"], ["05-ก.ย."], ["15-19"]])
    params = {"column": "ช่วงอายุ", "found": "05-ก.ย.", "value": "0-4"}
    assert [(note.code, note.params) for note in report.notes] == [("VALUES-AS-DATES", params)]
    assert run([Column("วันเดือน")], [["05-ก.ย."], ["06-ก.ย."]]).notes == ()


def test_buddhist_years_where_programs_expect_gregorian_ones_are_told():
    dates = [Column("วันที่", type="date", era="be")]
    assert [note.code for note in run(dates, [["2567-02-11"]]).notes] == ["DATE-ISO-BE"]
    cells = run([Column("วันที่", type="date")], [["2567-02-11"], ["2024-02-11"]], native=True)
    assert found(cells) == [(2, "วันที่", "lost", "DATE-CELL-BE")]


def test_a_required_column_that_is_absent_makes_the_file_invalid():
    report = run([Column("a", required=True), Column("b")], [["1"]], header=["c"])
    assert [(note.code, note.params) for note in report.notes] == [("HEADER-MISSING", {"column": "a"})]
    assert not report.valid


def test_a_header_that_repeats_is_noted():
    report = run([Column("a", type="integer")], [["1", "x"]], header=["a", "A "])
    assert [note.code for note in report.notes] == ["HEADER-DUPLICATE"]
    assert report.coverage.undescribed == ("A (2)",)
    assert not report.valid


def test_it_can_be_stopped():
    told: list[int] = []

    def progress(rows: int) -> bool:
        told.append(rows)
        return rows < 10_000

    report = run([Column("a")], [["1"]] * 20_000, progress=progress)
    assert told == list(range(BATCH, 10_001, BATCH))
    assert report.rows == 10_000


def test_no_rows_and_no_columns_are_no_fault():
    assert run([], []).valid
    assert run([Column("a", required=True)], []).valid


def test_a_day_that_is_none_in_a_text_cell_of_a_workbook_is_told():
    column = Column("d", type="date")
    report = run([column], [["2021-02-30"], ["2021-02-28"]], native=True)
    assert [violation.problem.code for violation in report.violations] == ["DATE-NOT-EXIST"]


def test_a_fault_among_many_sound_values_is_found_where_it_is():
    column = Column("n", type="integer", unique=True)
    rows = [[str(number)] for number in range(1_000)]
    rows[500] = ["x"]
    rows[700] = ["7"]
    report = run([column], rows)
    assert [(v.row, v.rule) for v in report.violations] == [(502, "type"), (702, "unique")]
