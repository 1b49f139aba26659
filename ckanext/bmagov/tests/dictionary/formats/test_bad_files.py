"""Dictionaries as agencies send them, good and bad: rows 51 to 85 of the list of bad inputs."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ckanext.bmagov.dictionary.formats import DictionaryFileError, ReadOptions, read_dictionary
from ckanext.bmagov.tests.base.formats.test_table import rewritten, sparse_file

THAI_ROWS = [["ลำดับ", "ชื่อฟิลด์", "ชนิดข้อมูล", "คำอธิบาย"], ["1", "รหัสเขต", "ตัวหนังสือ", "รหัส “เขต” – ตามกรม…"]]
ROWS = [["ชื่อคอลัมน์", "ชนิดข้อมูล", "คำอธิบาย"], ["district", "text", "เขต"], ["people", "integer", "คน"]]
REAL = Path(__file__).parents[6] / "shared/data/gov-page-excerpts/data_dictionaries.jsonl"


def csv_bytes(rows=ROWS, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)


def book(*sheets, prepare=None, **options) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    for name, rows in sheets:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if prepare:
            prepare(workbook, sheet)
    workbook.close()
    return target.getvalue()


def codes(found) -> list[str]:
    return [finding.code for finding in found.findings]


def refused(data: bytes, name: str = "", sheet: str = "") -> DictionaryFileError:
    with pytest.raises(DictionaryFileError) as caught:
        read_dictionary(data, name, ReadOptions(sheet=sheet))
    return caught.value


class TestText:
    def test_windows_874_with_its_quotes_and_dashes(self):
        found = read_dictionary(csv_bytes(THAI_ROWS, "cp874"))
        assert found.details["encoding"] == "Windows-874 / TIS-620"
        assert found.dictionary.tables[0].columns[0].description == "รหัส “เขต” – ตามกรม…"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
    def test_other_encodings(self, encoding: str):
        found = read_dictionary(csv_bytes(encoding=encoding, delimiter="\t"), "csv")
        assert [column.name for column in found.dictionary.tables[0].columns] == ["district", "people"]

    def test_a_no_break_space_of_tis_620(self):
        data = "ชื่อคอลัมน์,ชนิดข้อมูล\nก".encode("cp874") + b"\xa0" + "ข,text\n".encode("cp874")
        assert read_dictionary(data).dictionary.tables[0].columns[0].name == "ก ข"

    @pytest.mark.parametrize("byte", [*range(0xDB, 0xDF), *range(0xFC, 0x100)])
    def test_a_byte_that_is_no_thai(self, byte: int):
        error = refused("ชื่อคอลัมน์,ชนิดข้อมูล\nก,".encode("cp874") + bytes([byte]) + b"\n")
        assert (error.code, error.params["byte"]) == ("FILE-ENCODING", f"0x{byte:02X}")
        assert (error.params["line"], error.params["column"]) == (2, 3)

    def test_spoiled_thai(self):
        assert refused("ª×èÍ¤ÍÅÑÁ¹ì,ª¹Ô´\nà¢µ,text\n".encode()).code == "FILE-MOJIBAKE"

    def test_two_encodings_in_one_file(self):
        data = csv_bytes() + "กท,text,กท\n".encode("cp874")
        assert refused(data).code == "FILE-ENCODING-MIXED"

    @pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n"])
    def test_nothing(self, data: bytes):
        assert refused(data).code == "FILE-EMPTY"

    def test_only_a_heading(self):
        assert refused(csv_bytes(ROWS[:1])).code == "NO-ROWS"

    @pytest.mark.parametrize(
        ("first", "second"), [("ชนิดข้อมูล", "ชนิดข้อมูล"), ("ชนิดข้อมูล", "ชนิดข้อมูล "), ("Type", "TYPE")]
    )
    def test_the_same_heading_twice(self, first: str, second: str):
        found = read_dictionary(csv_bytes([["name", first, second], ["a", "text", "date"]]))
        (finding,) = [one for one in found.findings if one.code == "HEADER-DUPLICATE"]
        assert (finding.params["first"], finding.params["second"]) == (2, 3)
        assert found.errors

    def test_the_two_spellings_of_sara_am_are_one_heading(self):
        found = read_dictionary(csv_bytes([["name", "จำเป็น", "จํา\u200bเป็น"], ["a", "x", ""]]))
        (finding,) = [one for one in found.findings if one.code == "HEADER-DUPLICATE"]
        assert (finding.params["first"], finding.params["second"]) == (2, 3)

    def test_no_column_of_names(self):
        error = refused(csv_bytes([["ชนิดข้อมูล", "คำอธิบาย"], ["text", "เขต"]]))
        assert error.code == "HEADER-MISSING"
        assert error.params["found"] == "ชนิดข้อมูล, คำอธิบาย"

    def test_unknown_headings_are_told_and_left_out(self):
        found = read_dictionary(csv_bytes([["name", "type", "ผู้กรอก"], ["a", "text", "สมชาย"]]))
        (finding,) = found.findings
        assert (finding.code, finding.params["name"], finding.warning) == ("HEADER-UNKNOWN", "ผู้กรอก", True)

    def test_title_lines_stand_above_the_heading(self):
        rows = [["พจนานุกรมข้อมูล"], ["ตาราง: ประชากร"], [], *ROWS]
        found = read_dictionary(csv_bytes(rows))
        assert found.dictionary.tables[0].name == "ประชากร"
        assert found.lines["ประชากร", 1] == 5

    def test_no_heading_in_the_first_rows(self):
        assert refused(csv_bytes([["ก", "ข"]] * 30 + ROWS)).code == "HEADER-NOT-FOUND"

    def test_semicolons(self):
        assert read_dictionary(csv_bytes(delimiter=";")).details["delimiter"] == ";"

    def test_a_quotation_mark_that_is_never_closed(self):
        data = csv_bytes() + b'a,"' + b"x" * 4_500_000
        assert refused(data, "csv").code == "CSV-QUOTE"

    def test_a_cell_longer_than_any_text(self):
        error = refused(csv_bytes() + b'a,text,"' + b"x" * 1_000_001 + b'"\n', "csv")
        assert (error.code, error.params["row"]) == ("CELL-LENGTH", 4)

    def test_a_zero_byte(self):
        error = refused(b"name,type,description\na,text,b\x00c\n", "csv")
        assert (error.code, error.params["line"]) == ("FILE-CONTROL-CHAR", 2)

    def test_too_many_rows_and_columns(self):
        many = csv_bytes([["name", "type"], *(["a", "text"] for _ in range(10_001))])
        assert refused(many).code == "DICT-TOO-MANY-ROWS"
        half = [["name", "type"], *([f"a{row}", "text"] for row in range(5_100))]
        assert refused(book(("a", half), ("b", half)), sheet="*").code == "DICT-TOO-MANY-ROWS"
        wide = csv_bytes([["name", "type", *(f"x{n}" for n in range(16_000))], ["a", "text"]])
        assert refused(wide).code == "DICT-TOO-MANY-COLUMNS"

    def test_types_in_many_words(self):
        rows = [["name", "type"], ["a", "ตัวหนังสือ"], ["b", "varchar(10)"], ["c", "วันที่"], ["d", "สี"]]
        found = read_dictionary(csv_bytes(rows))
        assert [column.type for column in found.dictionary.tables[0].columns] == ["text", "text", "date", ""]
        assert found.dictionary.tables[0].columns[1].size == 10
        (finding,) = found.findings
        assert (finding.code, finding.row, found.lines["", finding.row]) == ("TYPE-UNKNOWN", 4, 5)

    def test_a_formula_in_a_cell_is_text(self):
        found = read_dictionary(csv_bytes([["name", "type", "description"], ["a", "text", "'=1+1"]]))
        assert found.dictionary.tables[0].columns[0].description == "=1+1"

    def test_two_heading_rows(self):
        rows = [["ชื่อฟิลด์", "คำอธิบาย", "", "ชนิดข้อมูล"], ["", "ไทย", "อังกฤษ", ""], ["a", "ก", "A", "text"]]
        found = read_dictionary(csv_bytes(rows))
        column = found.dictionary.tables[0].columns[0]
        assert (column.description, column.description_en) == ("ก", "A")
        assert codes(found) == ["HEADER-TWO-ROWS"]

    def test_foreign_marks(self):
        heading = ["Column", "Type", "Null", "Key", "FK", "Values", "Note"]
        row = ["id", "int", "NOT NULL", "PK", "people(code)", "1=ชาย; 2=หญิง", "ตามทะเบียน"]
        rows = [heading, row]
        column = read_dictionary(csv_bytes(rows)).dictionary.tables[0].columns[0]
        assert (column.required, column.primary_key, str(column.references)) == (True, True, "people.code")
        assert [(item.value, item.label_th) for item in column.allowed] == [("1", "ชาย"), ("2", "หญิง")]
        assert column.description == "ตามทะเบียน"


class TestWorkbook:
    def test_a_foreign_sheet(self):
        found = read_dictionary(book(("Sheet1", THAI_ROWS)))
        assert found.dictionary.tables[0].columns[0].type == "text"
        assert found.lines["", 1] == 2

    def test_two_sheets_with_headings_ask_which(self):
        data = book(("a", ROWS), ("b", ROWS))
        error = refused(data)
        assert (error.code, error.params["sheets"]) == ("SHEET-AMBIGUOUS", "a, b")
        assert read_dictionary(data, "", ReadOptions(sheet="b")).details["sheet"] == "b"
        tables = read_dictionary(data, "", ReadOptions(sheet="*")).dictionary.tables
        assert [table.name for table in tables] == ["a", "b"]

    def test_a_hidden_sheet_does_not_count(self):
        data = book(("a", ROWS), ("b", ROWS), prepare=lambda _, sheet: sheet.name == "b" and sheet.hide())
        assert read_dictionary(data).details["sheet"] == "a"

    def test_hidden_rows_are_told(self):
        data = book(("a", ROWS), prepare=lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}))
        assert codes(read_dictionary(data)) == ["ROWS-HIDDEN"]

    def test_cells_merged_across(self):
        data = book(("a", ROWS), prepare=lambda _, sheet: sheet.merge_range("B2:C2", "ก ข"))
        found = read_dictionary(data)
        (finding,) = [one for one in found.errors if one.code == "CELL-MERGED"]
        assert finding.params["cells"] == "B2:C2"

    def test_a_heading_merged_over_cells_that_would_be_lost(self):
        rows = [["ชื่อคอลัมน์", "ชนิดข้อมูล"], ["district", "text", "เขต"]]
        data = book(("a", rows), prepare=lambda _, sheet: sheet.merge_range("B1:C1", "ชนิดข้อมูล"))
        (finding,) = read_dictionary(data).errors
        assert (finding.code, finding.params["cells"]) == ("CELL-MERGED", "B1:C1")

    def test_a_heading_merged_over_empty_cells_does_no_harm(self):
        rows = [["ชื่อคอลัมน์", "ชนิดข้อมูล"], ["district", "text"]]
        data = book(("a", rows), prepare=lambda _, sheet: sheet.merge_range("B1:C1", "ชนิดข้อมูล"))
        assert read_dictionary(data).findings == ()

    def test_a_table_name_merged_downwards_is_meant_for_all_rows(self):
        rows = [["ตาราง", "ชื่อคอลัมน์", "ชนิดข้อมูล"], ["", "a", "text"], ["", "b", "text"]]
        data = book(("a", rows), prepare=lambda _, sheet: sheet.merge_range("A2:A3", "คน"))
        found = read_dictionary(data)
        assert [table.name for table in found.dictionary.tables] == ["คน"]
        assert not found.errors

    def test_a_formula_is_read_as_its_value_and_told(self):
        data = book(("a", ROWS), prepare=lambda _, sheet: sheet.write_formula("C3", "=A2&B2", None, "คน"))
        found = read_dictionary(data)
        assert found.dictionary.tables[0].columns[1].description == "คน"
        (finding,) = found.findings
        assert (finding.code, finding.params["cell"], finding.warning) == ("CELL-FORMULA", "C3", True)

    def test_a_formula_without_a_value_is_refused(self):
        source = io.BytesIO(
            book(("a", ROWS), prepare=lambda _, sheet: sheet.write_formula("C3", "=A2&B2", None, 777))
        )
        found = read_dictionary(rewritten(source, rb"<v>777</v>", b"").getvalue())
        assert [(one.code, one.params["cell"]) for one in found.errors] == [("CELL-FORMULA", "C3")]

    @pytest.mark.parametrize("error", ["#REF!", "#N/A"])
    def test_a_broken_formula(self, error: str):
        data = book(("a", [*ROWS, ["x", "text", error]]))
        assert "CELL-ERROR" in [finding.code for finding in read_dictionary(data).errors]

    def test_what_is_no_workbook(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
        assert refused(ole).code == "FILE-TYPE"
        assert (
            refused(ole + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0").code
            == "FILE-ENCRYPTED"
        )
        assert refused(zipped({"content.xml": b"<x/>"})).code == "FILE-TYPE"
        assert refused(zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"})).code == "FILE-TYPE"

    @pytest.mark.parametrize("begin", ["<html>", "\ufeff\n<!DOCTYPE html>\n<html>", "<TABLE border=1>"])
    def test_a_web_page_under_the_name_of_a_workbook(self, begin: str):
        page = f"{begin}<table><tr><td>name</td><td>type</td></tr></table>"
        assert refused(page.encode()).code == "FILE-IS-PAGE"

    def test_macros(self):
        assert refused(added(book(("a", ROWS)), {"xl/vbaProject.bin": b"x"})).code == "FILE-MACRO"

    @pytest.mark.parametrize("name", ["../../etc/passwd", "xl/nested.zip", "/abs.xml"])
    def test_members_that_no_workbook_has(self, name: str):
        assert refused(added(book(("a", ROWS)), {name: b"x"})).code == "FILE-UNPACKED-SIZE"

    def test_a_bomb(self):
        bomb = added(book(("a", ROWS)), {"xl/media/x.xml": b"\x00" * 120_000_000})
        begun = time.process_time()
        assert refused(bomb).code == "FILE-UNPACKED-SIZE"
        assert time.process_time() - begun < 2

    def test_ten_thousand_members(self):
        members = {f"xl/x{n}.xml": b"<x/>" for n in range(10_001)}
        assert refused(added(book(("a", ROWS)), members)).code == "FILE-UNPACKED-SIZE"

    def test_an_entity(self):
        source = io.BytesIO(book(("a", ROWS)))
        data = rewritten(source, rb"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet').getvalue()
        assert refused(data).code == "FILE-XML-ENTITY"

    def test_a_sparse_sheet(self):
        begun = time.process_time()
        assert refused(sparse_file().getvalue()).code == "FILE-TOO-MANY-ROWS"
        assert time.process_time() - begun < 2


class TestJson:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b'{"fields": [', "JSON-INVALID"),
            (b'{"a": ' * 50 + b"1" + b"}" * 50, "JSON-DEPTH"),
            (b"[" * 100_000 + b"]" * 100_000, "JSON-DEPTH"),
            (b'{"hello": 1}', "FORMAT-UNKNOWN"),
            (b'{"fields": []}', "NO-ROWS"),
            (b'{"fields": [{"name": "\xe0"}]}', "FILE-ENCODING"),
            (b'{"@context": "http://www.w3.org/ns/csvw", "url": "a.csv"}', "FORMAT-UNKNOWN"),
        ],
    )
    def test_what_cannot_be_read(self, data: bytes, code: str):
        assert refused(data).code == code

    def test_things_of_other_kinds_do_not_stop_the_reading(self):
        data = json.dumps(
            {"fields": [1, {"name": 2, "type": ["x"]}, {"name": "a", "constraints": [], "title": {}}]}
        )
        found = read_dictionary(data.encode())
        assert "DICT-FORMAT" in codes(found)
        assert found.dictionary.tables[0].columns[-1].name == "a"

    def test_keys_that_name_no_column(self):
        data = {"fields": [{"name": "a"}], "primaryKey": ["b"], "foreignKeys": [{"fields": 1}]}
        assert codes(read_dictionary(json.dumps(data).encode())) == ["KEY-COLUMN-UNKNOWN"]

    def test_plain_data_of_the_api(self):
        data = [{"name": "a", "type": "text", "table": "x"}, {"name": "b", "table": "y"}]
        tables = read_dictionary(json.dumps(data).encode()).dictionary.tables
        assert [table.name for table in tables] == ["x", "y"]


@pytest.mark.skipif(not REAL.exists(), reason="the excerpts of real dictionaries are not here")
def test_real_dictionaries_are_read_by_their_headings():
    for line in REAL.read_text(encoding="utf-8").splitlines():
        real = json.loads(line)
        rows = [real["columns"], *([str(cell or "") for cell in row] for row in real["rows"])]
        found = read_dictionary(book(("a", rows)))
        columns = found.dictionary.tables[0].columns
        assert not found.errors
        assert len(columns) == len(real["rows"])
        assert all(column.type for column in columns)


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def added(data: bytes, members: dict[str, bytes]) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()
