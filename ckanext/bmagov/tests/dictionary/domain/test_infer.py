from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.dictionary.domain.checks import check_dictionary
from ckanext.bmagov.dictionary.domain.infer import infer, proposed_table, with_texts_below
from ckanext.bmagov.dictionary.domain.personal import guess_personal, has_citizen_number
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import Dictionary, to_dict
from ckanext.bmagov.dictionary.validation.domain.validate import validate

CITIZENS = ["1101700230708", "1-1017-00230-70-8"]


@pytest.mark.parametrize(
    ("name", "values", "type_name"),
    [
        ("จำนวน", ["1", "๒", "3,000"], "integer"),
        ("ราคา", ["1", "2.50"], "number"),
        ("ปี พ.ศ.", ["2564", "2565"], "year"),
        ("value", ["2564", "2565"], "integer"),
        ("รหัส", ["001", "010"], "code"),
        ("จำนวน", ["001", "010"], "code"),
        ("รหัสเขต", ["1001", "1002"], "code"),
        ("เลขที่บัญชี", ["1234567890123456"], "code"),
        ("วันที่", ["31/1/2564", "1 ก.พ. 2564"], "date"),
        ("date", ["03/04/2021", "13/04/2021"], "date"),
        ("date", ["2021-01-31T08:30", "2021-02-01T09:00"], "datetime"),
        ("เวลา", ["08.30 น.", "14:00"], "time"),
        ("เปิด", ["ใช่", "ไม่ใช่"], "boolean"),
        ("flag", ["0", "1"], "integer"),
        ("e", ["a@b.go.th", "c@d.go.th"], "email"),
        ("โทรศัพท์", ["022212141", "0812345678"], "phone"),
        ("เว็บ", ["https://a.th", "http://b.th/x"], "url"),
        ("พิกัด", ["13.7, 100.5", "13.8,100.6"], "geopoint"),
        ("geom", ["POINT(1 2)", "POINT(3 4)"], "geometry"),
        ("pid", CITIZENS, "citizen_id"),
        ("ชื่อ", ["ก", "1"], "text"),
        ("ค่า", ["1", "#REF!"], "integer"),
        ("จำนวน", ["5", "..", "7", "…"], "integer"),
        ("จำนวน", ["5", "ไม่มี"], "integer"),
        ("เปิด", ["มี", "ไม่มี"], "boolean"),
        ("สระว่ายน้ำ", ["ไม่มี", "สร้างอยู่"], "text"),
        ("ร้อยละ", ["1,5", "3,25"], "text"),
        ("เลขประจำตัวประชาชน", ["1.100E+12", "1.101E+12"], "citizen_id"),
        ("เลขประจำตัวประชาชน", ["1101700200000", "1101700200007"], "citizen_id"),
        ("เบอร์โทร", ["812345678", "22212141"], "phone"),
        ("มวล", ["1.10E+12", "2.10E+12"], "number"),
        ("ว่าง", ["", "-"], ""),
    ],
)
def test_the_type_is_proposed(name: str, values: list[str], type_name: str):
    assert infer([name], [[value] for value in values])[0].column.type == type_name


def test_the_era_is_proposed_when_there_is_one():
    eras = [infer(["วันที่"], [[value]])[0].column.era for value in ("31/1/2564", "2021-01-31")]
    assert eras == ["be", "ce"]
    assert infer(["วันที่"], [["31/1/2564"], ["2021-01-31"]])[0].column.era == ""


def test_month_first_is_seen_in_the_whole_column():
    found = infer(["d"], [["03/04/2021"], ["04/13/2021"]])[0].column
    assert (found.type, found.date_format) == ("date", "MM/DD/YYYY")


def test_words_for_no_value_are_declared_and_counted():
    found = infer(
        ["n", "x"], [["1", "x"], ["-", "x"], ["ไม่มี ข้อมูล", "x"], ["N/A", "x"], ["", "x"], ["2", "x"]]
    )[0]
    assert found.column.type == "integer"
    assert sorted(found.column.missing) == ["-", "N/A", "ไม่มี ข้อมูล"]
    assert (found.rows, found.nulls, found.distinct) == (6, 4, 2)


def test_one_likely_key_is_proposed():
    rows = [[str(n), f"{n:04}", f"ชื่อ {n}"] for n in range(1, 30)]
    found = infer(["ลำดับ", "code", "ชื่อ"], rows)
    assert [p.column.primary_key for p in found] == [True, False, False]
    assert [p.column.required for p in found] == [True, False, False]
    assert found[1].key > found[2].key
    assert found[1].leading_zeros


@pytest.mark.parametrize("rows", [[["1"], ["1"]], [["1"], [""]], [["1"]]])
def test_no_key_is_proposed_where_values_repeat_or_fail_or_say_nothing(rows: list[list[str]]):
    assert infer(["id"], rows)[0].key == 0


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("x", CITIZENS, "citizen_id"),
        ("หมายเหตุ", [f"นาย ก {number}" for number in CITIZENS], "citizen_id"),
        ("x", ["a@b.th", "c@d.th"], "email"),
        ("x", ["081-234-5678", "0912345678"], "phone"),
        ("ชื่อ-นามสกุล", ["ก"], "name"),
        ("ชื่อผู้ร้องเรียน", [], "name"),
        ("วันเดือนปีเกิด", [], "birth_date"),
        ("ที่อยู่", [], "address"),
        ("ศาสนา", [], "religion"),
    ],
)
def test_personal_data_is_guessed_from_names_and_values(name: str, values: list[str], kind: str):
    guess = guess_personal(name, values)
    assert guess is not None
    assert guess.kind == kind
    assert 0 < guess.confidence < 1


@pytest.mark.parametrize("name", ["ชื่อเขต", "ชื่อหน่วยงาน", "จำนวนผู้ป่วย", "อัตราการเกิด", "title", "ชื่อโครงการ"])
def test_names_of_things_and_counts_of_people_are_not_personal(name: str):
    assert guess_personal(name, ["1", "2"]) is None


def test_numbers_without_a_valid_check_digit_are_no_citizens():
    assert not has_citizen_number("1101700230707")
    assert guess_personal("x", ["1101700230707", "1101700230706"]) is None


def test_examples_of_likely_personal_data_are_not_shown():
    found = infer(["x", "y"], [[number, "ก"] for number in CITIZENS])
    assert (found[0].examples, found[0].column.example) == ((), "")
    assert (found[1].examples, found[1].column.example) == (("ก",), "ก")


def test_the_guess_does_not_become_a_statement():
    assert infer(["x"], [[number] for number in CITIZENS])[0].column.personal == ""


def test_unnamed_columns_and_ragged_rows_are_taken():
    found = infer(["", "b"], [["1"], [], ["2", "x", "y"]])
    assert [(p.column.name, p.rows, p.nulls) for p in found] == [("column_1", 2, 0), ("b", 2, 1)]


def test_distinct_values_are_counted_up_to_a_bound():
    found = infer(["a"], [[f"x{n}"] for n in range(15_000)])[0]
    assert found.more
    assert 10_000 <= found.distinct < 15_000


CELLS = st.one_of(
    st.sampled_from(
        [
            *("", "-", " ", "N/A", "ไม่มีข้อมูล", "0", "1", "01", "2564", "31/1/2564", "2021-01-31", "1/2/2564"),
            *("1.5", "๕", "ใช่", "ไม่มี", "081-234-5678", "0812345678", "a@b.th", "13.7,100.5", "{}", "#REF!"),
            *(
                "1,000",
                "08:30",
                "1\n2",
                "\u200b",
                "คำ",
                "คํา",
                " 7 ",
                "2564-01-31",
                "1 ม.ค. 2564",
                "null",
                "Null",
            ),
            *("-1", "-2", *CITIZENS),
        ]
    ),
    st.text(max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["ปี", "รหัส", "วันที่", "โทร", "x", "id", "pid"]), min_size=1, max_size=3, unique=True
    ),
    st.data(),
)
def test_the_rows_keep_to_what_was_proposed_from_them(header: list[str], data):
    pools = [data.draw(st.lists(CELLS, min_size=1, max_size=3)) for _ in header]
    rows = data.draw(st.lists(st.tuples(*map(st.sampled_from, pools)).map(list), max_size=12))
    report = validate(proposed_table(infer(header, rows)), header, rows)
    spoiled = {violation.problem.code for violation in report.violations if violation.rule == "lost"}
    others = {violation.problem.code for violation in report.violations if violation.rule != "lost"}
    assert others <= {"CITIZEN-ID-CHECK"}
    assert report.valid is not bool(spoiled | others)


NAMES = st.one_of(
    st.sampled_from(
        ["", " ", "เขต", "เขต ", "จำนวน\n(คน)", '"คน"', "_x", "_id", "ก" * 82, "ก" * 83, "a" * 64]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5))
def test_what_is_proposed_is_what_is_stored_and_what_is_checked(header: list[str]):
    rows = [["ก"] * len(header), ["ข"] * len(header)]
    proposed = Dictionary((proposed_table(infer(header, rows)),))
    parsed = parse_dictionary(to_dict(proposed))
    assert parsed.dictionary == proposed
    assert (*parsed.errors, *check_dictionary(parsed.dictionary)) == ()
    report = validate(parsed.dictionary.tables[0], header, rows)
    assert (report.coverage.undescribed, report.coverage.absent) == ((), ())
    assert report.valid


def test_labels_and_units_of_a_row_below_the_names_are_proposed():
    header = ["district", "area", ""]
    table = proposed_table(infer(header, [["1", "2", "3"]]))
    labels = with_texts_below(table, header, "labels", ["เขต", "", "อื่น"]).columns
    assert [column.label_th for column in labels] == ["เขต", "", "อื่น"]
    units = with_texts_below(table, header, "units", ["", "(ตร.กม.)", "คน"]).columns
    assert [column.unit for column in units] == ["", "ตร.กม.", "คน"]
    assert with_texts_below(table, header, "", ["a", "b", "c"]) == table
