"""Problems of dictionaries' files as sentences; those of the columns themselves are in
`dictionary_messages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.words.language import shorten
from ckanext.bmagov.base.words.tables import TABLE_CODES, table_problem
from ckanext.bmagov.dictionary.words.dictionary import attribute_label, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.dictionary.domain.answers import FileProblemAnswer
    from ckanext.bmagov.dictionary.domain.reading import Finding
    from ckanext.bmagov.dictionary.formats import Read


def file_text(code: str, params: Mapping[str, Any]) -> str:
    """Return ``CODE: sentence`` for a file that can't be read."""
    return f"{code}: {file_sentence(code, params)}"


def file_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a code of `formats.dictionary` or `formats.table`."""
    if code in _SENTENCES:
        words = {name: value if isinstance(value, int) else shorten(value) for name, value in params.items()}
        return _SENTENCES[code]().format(**words)
    return table_problem(code, params).removeprefix(f"{code}: ")


def read_finding(finding: Finding, read: Read) -> FileProblemAnswer:
    """Return a finding of a file for an API answer, with the row and the heading that people see."""
    line = read.lines.get((finding.table, finding.row), 0)
    table = read.dictionary.table(finding.table) if finding.row else None
    column = table.columns[finding.row - 1].name if table and finding.row <= len(table.columns) else ""
    heading = read.headings.get(finding.field) or (attribute_label(finding.field) if finding.field else "")
    said = (
        file_sentence(finding.code, finding.params)
        if finding.code in FILE_CODES
        else sentence(finding.code, finding.params)
    )
    where = _place(finding.table, line, column, heading)
    return {
        "code": finding.code,
        "message": f"{where}: {said}" if where else said,
        "table": finding.table,
        "row": finding.row,
        "line": line,
        "column": column,
        "field": finding.field,
        "warning": finding.warning,
    }


def _place(table: str, line: int, column: str, heading: str) -> str:
    parts: list[str] = []
    if table and line:
        parts.append(tk._('Table "{name}"').format(name=shorten(table)))
    if line and column:
        parts.append(tk._('row {row} "{name}"').format(row=line, name=shorten(column)))
    elif line:
        parts.append(tk._("row {row}").format(row=line))
    if heading:
        parts.append(shorten(heading))
    return ", ".join(parts)


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "FILE-SIZE": lambda: tk._("The file is larger than {limit} MB, which no data dictionary is."),
    "FILE-IS-DOCUMENT": lambda: tk._(
        "This is a document ({kind}). Mark its table, copy it and paste it into the box for pasted text, or"
        " save the table as XLSX."
    ),
    "FILE-NAME": lambda: tk._("The name of the file cannot be used. Rename it, such as dictionary.xlsx."),
    "FILE-MACRO": lambda: tk._("The workbook has macros. Save it as XLSX without macros."),
    "FILE-XML-ENTITY": lambda: tk._(
        "The workbook has declarations that no spreadsheet writes ({part}). Save it again in Excel."
    ),
    "FILE-CHANGED": lambda: tk._(
        "The file was changed since the preview. Look at the preview again and confirm that."
    ),
    "FORMAT-UNKNOWN": lambda: tk._(
        "This JSON is no data dictionary: neither Table Schema, nor data package, nor CSVW."
    ),
    "JSON-INVALID": lambda: tk._("The JSON is broken at line {line}, character {column}. Correct it."),
    "JSON-DEPTH": lambda: tk._("The JSON is nested deeper than {limit} levels."),
    "SQL-QUOTE": lambda: tk._("A quotation mark opened in line {line} is never closed. Close it."),
    "SQL-BRACKET": lambda: tk._("A bracket opened in line {line} is never closed. Close it."),
    "SQL-LIMIT": lambda: tk._("The SQL is too long. Keep only the CREATE TABLE and COMMENT statements."),
    "SQL-DEPTH": lambda: tk._(
        "Brackets stand within each other more than {limit} times in line {line}. Keep only the CREATE TABLE"
        " and COMMENT statements."
    ),
    "SQL-ALTER": lambda: tk._(
        'This change of the table "{name}" is not understood and left out: {text}. Look at its columns.'
    ),
    "JSON-NUMBER": lambda: tk._(
        "A number in the JSON has more than {limit} digits. Put it in quotation marks."
    ),
    "JSON-LIMIT": lambda: tk._("The JSON has more than {limit} parts, which no data dictionary has."),
    "SQL-NO-TABLE": lambda: tk._(
        "There is no CREATE TABLE with columns in this SQL. Export the definition of the tables."
    ),
    "SQL-CHECK": lambda: tk._("This check has no place in a dictionary and is left out: {text}"),
    "SQL-UNIQUE-COMPOSITE": lambda: tk._(
        "Several columns are unique together ({columns}), which has no place in a dictionary; it is left out."
    ),
    "REFERENCE-COMPOSITE": lambda: tk._(
        "Several columns refer together ({columns}); each is taken as a reference of its own."
    ),
    "KEY-COLUMN-UNKNOWN": lambda: tk._('A key names the column "{name}", which is not there.'),
    "HEADER-NOT-FOUND": lambda: tk._(
        "No headings of a dictionary are in the first {row} rows. Name the columns, such as "
        "ชื่อคอลัมน์, ชนิดข้อมูล, คำอธิบาย."
    ),
    "HEADER-MISSING": lambda: tk._('There is no column "{column}" (found: {found}). Add it.'),
    "HEADER-UNKNOWN": lambda: tk._('The heading "{name}" is not known; its column is left out.'),
    "HEADER-DUPLICATE": lambda: tk._('Columns {first} and {second} are both headed "{name}". Rename one.'),
    "HEADER-TWO-ROWS": lambda: tk._("The headings take two rows (row {row} too); they are read together."),
    "NO-ROWS": lambda: tk._("There are headings but no columns below them."),
    "SHEET-AMBIGUOUS": lambda: tk._(
        "Several sheets hold a dictionary: {sheets}. Choose one, or take all as tables."
    ),
    "ROWS-HIDDEN": lambda: tk._("Hidden rows are read too: {rows}."),
    "CELL-MERGED": lambda: tk._("The cells {cells} are merged. Unmerge them and fill in each."),
    "CELL-FORMULA": lambda: tk._(
        "Cell {cell} holds a formula. Paste it as a value (copy, then Paste Special, Values)."
    ),
    "CELL-ERROR": lambda: tk._("Cell {cell} holds the error {value}. Correct it."),
    "CELL-LENGTH": lambda: tk._("A cell of row {row} is longer than {limit} characters. Shorten it."),
    "DICT-TOO-MANY-ROWS": lambda: tk._("A dictionary may have {limit} rows at most. Split the file."),
    "DICT-TOO-MANY-COLUMNS": lambda: tk._(
        "A dictionary's table may have {limit} columns at most. One row describes one column of the data."
    ),
    "DICT-MISMATCH": lambda: tk._(
        "Described but not in the data: {absent}. In the data but not described: {undescribed}."
    ),
    "DATA-FORMULA": lambda: tk._("Cells with formulas are read as their values: {cells}."),
    "TEXT-EMPTY": lambda: tk._("There is nothing to read. Paste the dictionary, or choose a file."),
}

FILE_CODES = frozenset(_SENTENCES) | TABLE_CODES
"""Every code that is about a file and not about a column."""
