"""The worst shapes of input known for each reader, as functions of a size.

A reader that is registered in the application (a format of dictionaries) or listed in `READERS` of the test
and has no shape here fails the test by its name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Final

import xlsxwriter

Shape = Callable[[int], bytes]
"""Gives input of about so many bytes."""

SHAPES: Final[dict[str, dict[str, Shape]]] = {}
"""Reader -> name of a shape -> the shape."""


def shape(*readers: str) -> Callable[[Shape], Shape]:
    """Register a shape for readers."""

    def register(function: Shape) -> Shape:
        for reader in readers:
            SHAPES.setdefault(reader, {})[function.__name__] = function
        return function

    return register


def filled(unit: bytes, size: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """The unit, so often that all together has about this size."""
    return before + unit * max(1, (size - len(before) - len(after)) // len(unit)) + after


# text tables


@shape("table", "dictionary csv", "obligations")
def commas(size: int) -> bytes:
    return filled(b"a,", size)


@shape("table", "dictionary csv", "obligations")
def thai_commas(size: int) -> bytes:
    return filled("ก,".encode(), size)


@shape("table", "dictionary csv")
def a_quotation_mark_never_closed(size: int) -> bytes:
    return filled(b"x,", size, b'a,b\n1,"')


@shape("table", "dictionary csv")
def quotation_marks(size: int) -> bytes:
    return filled(b'"', size, b"a,b\n1,")


@shape("table", "dictionary csv")
def quoted_lines(size: int) -> bytes:
    return filled(b'"\n",', size, b"a,b\n")


@shape("table", "dictionary csv", "obligations")
def short_lines(size: int) -> bytes:
    return filled(b"1,2\n", size, b"a,b\n")


@shape("table", "dictionary csv")
def empty_lines(size: int) -> bytes:
    return filled(b"\n", size, b"a,b\n")


@shape("table", "dictionary csv")
def carriage_returns(size: int) -> bytes:
    return filled(b"a\r", size)


@shape("table", "dictionary csv", "obligations")
def one_cell(size: int) -> bytes:
    return filled(b"x", size, b"a,b\n1,", b"\n")


@shape("table")
def latin_that_was_thai(size: int) -> bytes:
    return filled("ª×èÍ".encode(), size)


@shape("table")
def wide_encoding(size: int) -> bytes:
    return ("a," * (size // 4)).encode("utf-16")


# workbooks


def workbook(parts: dict[str, bytes]) -> bytes:
    """A workbook of one sheet with some of its parts replaced."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet("a").write_row(0, 0, ["name", "type"])
    target = io.BytesIO()
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for member in old.infolist():
            new.writestr(member.filename, parts.pop(member.filename, old.read(member)))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


SHEET: Final = "xl/worksheets/sheet1.xml"
MAIN: Final = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BEFORE: Final = b"<worksheet " + MAIN + b'><dimension ref="A1:XFD1048576"/><sheetData>'
AFTER: Final = b"</sheetData></worksheet>"


@shape("table", "dictionary xlsx", "workbook parts")
def cells_without_places(size: int) -> bytes:
    return workbook({SHEET: filled(b"<row><c><v>1</v></c></row>", size, BEFORE, AFTER)})


@shape("table", "dictionary xlsx", "workbook parts")
def cells_far_apart(size: int) -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(1, size // 40)
    )
    return workbook({SHEET: BEFORE + rows + AFTER})


@shape("table", "dictionary xlsx")
def shared_strings(size: int) -> bytes:
    strings = filled(b"<si><t>abc</t></si>", size, b"<sst " + MAIN + b">", b"</sst>")
    return workbook({"xl/sharedStrings.xml": strings})


@shape("table", "dictionary xlsx")
def styles(size: int) -> bytes:
    formats = filled(b'<numFmt numFmtId="170" formatCode="0"/>', size)
    return workbook(
        {"xl/styles.xml": b"<styleSheet " + MAIN + b"><numFmts>" + formats + b"</numFmts></styleSheet>"}
    )


@shape("table", "dictionary xlsx", "workbook parts")
def one_tag(size: int) -> bytes:
    return workbook({SHEET: filled(b"x", size, BEFORE + b"<c ", b">" + AFTER)})


@shape("table", "dictionary xlsx")
def names_of_sheets(size: int) -> bytes:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1, size // 40))
    head = (
        b'<workbook %s xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' % MAIN
    )
    return workbook({"xl/workbook.xml": head + b"<sheets>" + sheets + b"</sheets></workbook>"})


@shape("table", "dictionary xlsx", "workbook parts")
def entities(size: int) -> bytes:
    levels = b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, min(size // 80, 40))
    )
    return workbook({SHEET: b'<!DOCTYPE x [<!ENTITY a0 "ha">' + levels + b"]>" + BEFORE + b"&a9;" + AFTER})


@shape("table", "dictionary xlsx")
def members(size: int) -> bytes:
    return workbook({f"x{number}.xml": b"<a/>" for number in range(size // 300)})


@shape("table", "dictionary xlsx", "workbook parts")
def a_bomb(size: int) -> bytes:
    return workbook({SHEET: b" " * (size * 100)})


@shape("table", "dictionary xlsx")
def a_bomb_that_lies(size: int) -> bytes:
    """A member that says it unpacks to one byte."""
    whole = workbook({"xl/media/a.xml": b" " * size * 20})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        told = archive.getinfo("xl/media/a.xml").file_size
    return whole.replace(told.to_bytes(4, "little"), (1).to_bytes(4, "little"))


# JSON


@shape("dictionary json", "dictionary csvw", "api body")
def deep_lists(size: int) -> bytes:
    return b"[" * (size // 2) + b"]" * (size // 2)


@shape("dictionary json", "dictionary csvw", "api body")
def deep_objects(size: int) -> bytes:
    return b'{"fields":' * (size // 11) + b"1" + b"}" * (size // 11)


@shape("dictionary json", "dictionary csvw", "api body")
def a_number_of_digits(size: int) -> bytes:
    return filled(b"9", size, b'{"fields":[{"name":"a","constraints":{"maximum":', b"}}]}")


@shape("dictionary json", "dictionary csvw", "api body")
def objects(size: int) -> bytes:
    return filled(b"{},", size, b'{"fields":[', b"{}]}")


@shape("dictionary json")
def fields_and_keys(size: int) -> bytes:
    names = [f"c{number}" for number in range(size // 90)]
    fields = ",".join(f'{{"name":"{name}","type":"string"}}' for name in names)
    keys = ",".join(f'{{"fields":"{name}","reference":{{"resource":"","fields":"c0"}}}}' for name in names)
    primary = ",".join(f'"{name}"' for name in names)
    return f'{{"fields":[{fields}],"primaryKey":[{primary}],"foreignKeys":[{keys}]}}'.encode()


@shape("dictionary json")
def values_of_an_enumeration(size: int) -> bytes:
    values = ",".join(f'"{number}"' for number in range(size // 8))
    return f'{{"fields":[{{"name":"a","type":"integer","constraints":{{"enum":[{values}]}}}}]}}'.encode()


@shape("dictionary csvw")
def columns_of_csvw(size: int) -> bytes:
    columns = ",".join(f'{{"name":"c{number}","titles":"c{number}"}}' for number in range(size // 36))
    head = '{"@context":"http://www.w3.org/ns/csvw","url":"a.csv","tableSchema":{"columns":['
    return f"{head}{columns}]}}}}".encode()


# SQL


@shape("dictionary sql")
def brackets(size: int) -> bytes:
    return filled(b"(", size // 2, b"CREATE TABLE t (a int CHECK (", b")" * (size // 2) + b"));")


@shape("dictionary sql")
def opening_brackets(size: int) -> bytes:
    return filled(b"(", size, b"CREATE TABLE t ")


@shape("dictionary sql")
def square_brackets(size: int) -> bytes:
    return filled(b"[", size // 4, b"CREATE TABLE t (a NVARCHAR(10));")


@shape("dictionary sql")
def comments_never_closed(size: int) -> bytes:
    return filled(b"/*", size, b"CREATE TABLE t (a int);")


@shape("dictionary sql")
def marks_never_closed(size: int) -> bytes:
    return b"CREATE TABLE t (a int);" + b"".join(b"$a%s$ " % (b"b" * (n % 50)) for n in range(size // 30))


@shape("dictionary sql")
def empty_lines_of_sql(size: int) -> bytes:
    return filled(b"\n", size, b"CREATE TABLE t (a int);")


@shape("dictionary sql")
def a_long_name(size: int) -> bytes:
    return filled(b"x", size, b"CREATE TABLE t (", b" int);")


@shape("dictionary sql")
def columns_with_references(size: int) -> bytes:
    columns = ",".join(f"c{number} int references t" for number in range(size // 26))
    return f"CREATE TABLE t ({columns}, PRIMARY KEY (c0));".encode()


@shape("dictionary sql")
def a_key_of_many(size: int) -> bytes:
    names = [f"c{number}" for number in range(size // 18)]
    columns = ",".join(f"{name} int" for name in names)
    return f"CREATE TABLE t ({columns}, PRIMARY KEY ({','.join(names)}));".encode()


@shape("dictionary sql")
def comments_on_what_is_not_there(size: int) -> bytes:
    tables = "".join(f"CREATE TABLE t{n} (a int);" for n in range(size // 120))
    said = "".join(f"COMMENT ON COLUMN x{n}.a IS 'b';" for n in range(size // 60))
    return (tables + said).encode()


@shape("dictionary sql")
def changes_of_a_table(size: int) -> bytes:
    return b"CREATE TABLE t (a int);" + b"".join(
        b"ALTER TABLE t ADD c%d int;" % number for number in range(size // 28)
    )


@shape("dictionary sql")
def checks(size: int) -> bytes:
    return filled(b"a > 1 AND ", size, b"CREATE TABLE t (a int CHECK (", b"a < 2));")


# YAML


@shape("rules")
def aliases(size: int) -> bytes:
    lines = [b"a0: &a0 [x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, size // 60)]
    return b"\n".join(lines)


@shape("rules")
def deep_yaml(size: int) -> bytes:
    return b"[" * (size // 2) + b"]" * (size // 2)


@shape("rules")
def keys(size: int) -> bytes:
    return b"".join(b"k%d: 1\n" % number for number in range(size // 10))


@shape("rules")
def digits(size: int) -> bytes:
    return filled(b"9", size, b"a: ")


@shape("rules")
def spaces(size: int) -> bytes:
    return filled(b" ", size, b"a:", b"b")


@shape("rules")
def a_quotation_mark_in_yaml(size: int) -> bytes:
    return filled(b'a "', size, b'a: "')


# words


@shape("api body")
def the_same_key(size: int) -> bytes:
    return filled(b'"a":1,', size, b"{", b'"a":2}')


@shape("dictionary check")
def references_of_columns(size: int) -> bytes:
    return columns_with_references(size)


@shape("dictionary check")
def patterns_of_columns(size: int) -> bytes:
    fields = ",".join(
        f'{{"name":"c{n}","type":"string","constraints":{{"pattern":"[ab]{{300}}x{n}"}}}}'
        for n in range(size // 75)
    )
    return f'{{"fields":[{fields}]}}'.encode()


@shape("dictionary check")
def tables_in_a_chain(size: int) -> bytes:
    return "".join(f"CREATE TABLE t{n} (a int references t{n + 1}(a));" for n in range(size // 48)).encode()


@shape("date")
def digits_of_a_date(size: int) -> bytes:
    return filled(b"1", size)


@shape("date")
def spaces_in_a_date(size: int) -> bytes:
    return filled(b" ", size, b"1", b"2")


@shape("date")
def slashes(size: int) -> bytes:
    return filled(b"1/", size)


@shape("date")
def names_of_months(size: int) -> bytes:
    return filled("มกราคม ".encode(), size)


@shape("text", "date", "type name", "search")
def marks(size: int) -> bytes:
    return filled("\u0e48\u0e34".encode(), size, "ก".encode())


@shape("text", "search")
def blanks(size: int) -> bytes:
    return filled(b" ", size, b"a", b"b")


@shape("text")
def combining(size: int) -> bytes:
    return filled("\u0301\u0323".encode(), size, b"a")


@shape("type name")
def a_size_of_digits(size: int) -> bytes:
    return filled(b"9", size, b"varchar(", b")")


@shape("type name")
def brackets_of_a_type(size: int) -> bytes:
    return filled(b"(", size, b"varchar")


@shape("search")
def quotation_marks_of_a_search(size: int) -> bytes:
    return filled(b'"a" ', size)


@shape("search")
def brackets_of_a_search(size: int) -> bytes:
    return filled(b"(", size)


@shape("search")
def words_of_a_search(size: int) -> bytes:
    return filled("น้ำท่วม ".encode(), size)


@shape("pattern")
def groups(size: int) -> bytes:
    return filled(b"(a|b)*", size)


@shape("pattern")
def repetitions(size: int) -> bytes:
    return filled(b"{9}", size, b"a")


@shape("pattern")
def many_ranges(size: int) -> bytes:
    return b".*[" + b"a-b" * (size // 3) + b"]{900}"


def workbook_with(whole: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, change(content) if member.filename == part else content)
    return target.getvalue()
