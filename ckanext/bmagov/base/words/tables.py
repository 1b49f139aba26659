"""Problems of files as sentences: ``CODE: what is wrong and what to do``, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def table_problem(code: str, params: Mapping[str, str | int]) -> str:
    """Return the sentence for a problem of `domain.table` or `formats.table`."""
    words = {name: shorten(value) for name, value in params.items()}
    return f"{code}: {_SENTENCES[code]().format(**words)}"


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "FILE-EMPTY": lambda: tk._("The file is empty."),
    "FILE-ENCODING": lambda: tk._(
        "Byte {byte} in line {line}, position {column} is no Thai text. "
        "Save the file as CSV UTF-8 and upload it again."
    ),
    "FILE-ENCODING-MIXED": lambda: tk._(
        "The encoding changes at line {line}: parts are UTF-8, parts are not. "
        "Save the whole file as CSV UTF-8 and upload it again."
    ),
    "FILE-MOJIBAKE": lambda: tk._(
        'The Thai text was spoiled before the upload ("{found}" should be "{meant}"). '
        "Open the original and save it as CSV UTF-8."
    ),
    "CSV-QUOTE": lambda: tk._(
        'A quotation mark opened near line {line} is never closed. Close it, or write it twice ("").'
    ),
    "FILE-TYPE": lambda: tk._("This is no {expected} file. Open it in Excel and save it as {expected}."),
    "FILE-IS-PAGE": lambda: tk._(
        "This is a web page, not a table: perhaps of a sign-in, or of a system that gives pages the name of a"
        " spreadsheet. Open it in Excel, save the table as XLSX and upload that."
    ),
    "FILE-IS-DOCUMENT": lambda: tk._(
        "This is a document ({kind}), from which no table is read. Copy its table into Excel, save it as XLSX"
        " and add that file as well."
    ),
    "FILE-IS-MAP": lambda: tk._(
        "This is a map ({kind}). It is kept and given out as it is; its places are not shown as a table."
    ),
    "FILE-IS-PICTURE": lambda: tk._(
        "This is a picture ({kind}), from which no table is read. Add the numbers in it as XLSX or CSV."
    ),
    "FILE-IS-PROGRAM": lambda: tk._(
        "This is a program ({kind}). Programs are not taken, because they could harm who opens them. Upload"
        " the data themselves, such as XLSX or CSV."
    ),
    "FILE-IS-OTHER": lambda: tk._(
        "This is a {kind} file, from which no table is read. It is kept and given out as it is; add the same"
        " data as XLSX or CSV if you can."
    ),
    "FILE-IS-ARCHIVE": lambda: tk._(
        "The packed file holds {count} tables. Only one is read: pack each table by itself, or upload them"
        " unpacked."
    ),
    "FILE-JSON-SIZE": lambda: tk._(
        "JSON of more than {limit} MB is not read as a table. Split it, or add the same data as CSV."
    ),
    "FILE-BROKEN": lambda: tk._(
        "The file is broken or was cut off on its way. Open the original, save it and upload it again."
    ),
    "FILE-KIND": lambda: tk._(
        "Files of the kind {kind} are not taken here. Save it as one of these: {kinds}."
    ),
    "FILE-ENCRYPTED": lambda: tk._(
        "The file is protected by a password. Remove the password and upload it again."
    ),
    "FILE-UNPACKED-SIZE": lambda: tk._(
        "The file unpacks to more than {limit} MB. Split it and upload the parts."
    ),
    "FILE-TOO-MANY-ROWS": lambda: tk._(
        "The sheet reaches to row {row}, column {column}. "
        "Delete the empty rows and columns after the data and upload it again."
    ),
    "FILE-TOO-MANY-COLUMNS": lambda: tk._(
        "Line {line} has more than {limit} columns. Is the delimiter right? Otherwise turn the table: one row"
        " for each thing, one column for each property."
    ),
    "FILE-LINE-TOO-LONG": lambda: tk._(
        "Line {line} is longer than {limit} characters. Save the table as CSV with one row a line."
    ),
    "FILE-HEADER-LENGTH": lambda: tk._(
        "The column names in row {row} are too long ({limit} characters at most for one). Shorten them, or"
        " say in which row the names are."
    ),
    "FILE-IMPORT-SIZE": lambda: tk._("The file is larger than {limit} MB. Split it and import the parts."),
    "FILE-READING": lambda: tk._(
        "The file is being read in the background ({rows} rows so far). Open the page again in a moment."
    ),
    "FILE-READING-LOST": lambda: tk._(
        "Reading the file broke off three times. Split it, or tell the administrator of the site."
    ),
    "FILE-GONE": lambda: tk._(
        "The file is no longer in the storage. Tell the administrator; uploading it again helps."
    ),
    "FILE-CONTROL-CHAR": lambda: tk._(
        "There is a character that nobody can see ({character}) in line {line}. Delete it, or save the file"
        " again as CSV UTF-8."
    ),
    "SHEET-MISSING": lambda: tk._(
        'The workbook names the sheet "{sheet}" but does not hold it. Open it in Excel and save it again.'
    ),
    "SHEET-UNKNOWN": lambda: tk._('There is no sheet "{sheet}". The file has: {sheets}.'),
    "HEADER-NOT-FOUND": lambda: tk._(
        "The file has no row {row}. Give the number of the row with the column names."
    ),
    "HEADER-EMPTY": lambda: tk._("Column {position} has no name. Give it one."),
    "HEADER-DUPLICATE": lambda: tk._('Columns {first} and {second} have the same name "{name}". Rename one.'),
    "HEADER-TWO-ROWS": lambda: tk._(  # stands with files that were read before rows were joined
        "Row {row} looks like a second row of column names. One row of names is easier to use."
    ),
    "HEADER-JOINED": lambda: tk._(
        "The rows {first} to {row} name the columns together. If that is not so, say below how many rows of"
        " names there are."
    ),
    "HEADER-LABELS": lambda: tk._(
        "Row {row} is taken as labels of the columns, not as data. If that is not so, say so below."
    ),
    "HEADER-UNITS": lambda: tk._(
        "Row {row} is taken as units of the columns, not as data. If that is not so, say so below."
    ),
    "TABLE-SECOND": lambda: tk._(
        "Another table seems to begin in row {row}. Put each table into a sheet or file of its own."
    ),
    "ROWS-UNEVEN": lambda: tk._(
        "Row {row} has {cells} cells and not {columns} ({count} such rows among the first 500). Correct them,"
        " else cells stand under wrong names."
    ),
    "ROWS-BELOW": lambda: tk._(
        'The rows {first} to {last} look like totals or notes ("{text}") and count as data.'
    ),
    "ROWS-LEFT-OUT": lambda: tk._(
        'The rows {first} to {last} look like totals or notes ("{text}") and do not count as data.'
    ),
    "CSV-QUOTE-ROWS": lambda: tk._(
        "A quotation mark in row {row} holds {rows} other rows ({count} such places). Close it where its cell"
        ' ends, or write it twice ("").'
    ),
    "FORMULA-EMPTY": lambda: tk._(
        "{count} formulas have no value: {cells}. Open the file in Excel, save it and upload it again."
    ),
    "VALUES-ERROR": lambda: tk._(
        'A broken formula left {value} in the column "{column}" (row {row}). Correct it and save the file'
        " again."
    ),
    "VALUES-SHORTENED": lambda: tk._(
        'Excel has shortened numbers of the column "{column}" (row {row}: {value}); their digits are lost.'
        " Take them from the source again and make the column text before saving."
    ),
    "VALUES-WITHOUT-ZERO": lambda: tk._(
        'Numbers of the column "{column}" have lost their leading 0 (row {row}). Make the column text before'
        " saving."
    ),
    "VALUES-MARKED": lambda: tk._(
        'Numbers of the column "{column}" bear the sign of a footnote (row {row}: {value}), so they cannot be'
        " summed. Put the note into a column of its own."
    ),
    "RANGES-AS-DATES": lambda: tk._(
        'Ranges of the column "{column}" seem to have become dates (row {row}: {value}). Make the column text'
        " and type them again."
    ),
    "DATES-ISO-BE": lambda: tk._(
        'The dates of the column "{column}" are written as {value} (row {row}): every program takes that for'
        " a Gregorian year. Write the Gregorian year in this form."
    ),
    "DATES-CELL-BE": lambda: tk._(
        'Dates of the column "{column}" hold {value} as a Gregorian year in Excel (row {row}). Type the'
        " Gregorian year, or make the column text."
    ),
    "SHEETS-ALIKE": lambda: tk._(
        "{count} sheets have the same columns ({sheets}); only one is read. Put their rows into one sheet,"
        " with a column that says which sheet it was."
    ),
    "CELLS-MERGED": lambda: tk._(
        "Merged cells among the data: {count}, the first at {cells}. "
        "Only the first cell of each has the value. Unmerge them and fill every cell."
    ),
    "NO-ROWS": lambda: tk._("There are column names but no data."),
}

TABLE_CODES = frozenset(_SENTENCES)
"""Every code that has a sentence here."""
