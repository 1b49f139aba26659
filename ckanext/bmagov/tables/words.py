"""What became of loading a table, as sentences. Stored are codes with parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a stored problem or note."""
    if code in _MADE:
        return _MADE[code](params)
    if code in _OWN:
        return _OWN[code]().format(**params)
    return dictionary.stored_sentence(code, params)


def _cell(params: Mapping[str, Any]) -> str:
    problem = params["problem"]
    why = sentence(problem["code"], problem["params"])
    if not params["value"]:
        return tk._(
            'Row {row}, column "{column}": {why}. Correct the value in the file, or the type of the column in'
            " the dictionary; the table is then loaded by itself"
        ).format(row=params["row"], column=params["column"], why=why)
    return tk._(
        'Row {row}, column "{column}", value "{value}": {why}. Correct the value in the file, or the type of'
        " the column in the dictionary; the table is then loaded by itself"
    ).format(row=params["row"], column=params["column"], value=params["value"], why=why)


_MADE: dict[str, Callable[[Mapping[str, Any]], str]] = {"TABLE-CELL": _cell}

# Functions, because a message must be looked up when somebody reads it.
_OWN: dict[str, Callable[[], str]] = {
    "TABLE-NUMBER-LARGE": lambda: tk._("the number is larger than a whole number of the database can be"),
    "TABLE-TOO-WIDE": lambda: tk._(
        "The file has {columns} columns; a table of the database holds {limit}. Put what repeats into rows"
        " instead of columns. The file itself can be downloaded all the same"
    ),
    "TABLE-NO-COLUMNS": lambda: tk._(
        "No names of columns were found in the file. Say in the preview of the file in which row they stand"
    ),
    "TABLE-ROW-SIZE": lambda: tk._(
        "A row of the file is larger than a row of the database can be. Split the table into several files"
    ),
    "TABLE-VALUE": lambda: tk._(
        "The database did not take a value of the file. Check the data against the dictionary, and correct"
        " what is found"
    ),
    "TABLE-DISK": lambda: tk._(
        "The database of the site has no room for the table. It is tried again at night; tell the"
        " administrator of the site if this stays"
    ),
    "TABLE-BUSY": lambda: tk._(
        "The old table was being read for so long that it could not be replaced. It is tried again at night"
    ),
    "TABLE-DATABASE": lambda: tk._(
        "The database did not answer while the table was loaded. It is tried again at night, or load it again"
    ),
    "TABLE-LOST": lambda: tk._(
        "The loading broke off three times. Tell the administrator of the site, or load it again"
    ),
    "TABLE-NO-COLUMN": lambda: tk._('The table has no column "{column}"'),
    "TABLE-NO-VALUE": lambda: tk._(
        '"{value}" is no value of the column "{column}". Write numbers as 1234.5 and days as 31/1/2567 or'
        " 2024-01-31"
    ),
    "TABLE-SLOW": lambda: tk._("This takes too long. Ask for less: another word, or one more filter"),
    "TABLE-AWAY": lambda: tk._("The database of tables does not answer at present. Try again in a moment"),
    "TABLE-LONG": lambda: tk._(
        "{rows} rows are more than a sheet of Excel holds ({limit}). Filter them, or take the CSV file"
    ),
    "TABLE-EMPTIED": lambda: tk._(
        'In the column "{column}" cells with errors of formulas ({values}) are empty in the table'
    ),
    "TABLE-ROWS-CUT": lambda: tk._(
        "Row {row} has more cells than there are columns, {count} rows in all; these cells are left out"
    ),
    "TABLE-TYPE-CHANGES": lambda: tk._(
        'The column "{column}" holds other values from row {row} on than before, so it is kept as what fits'
        " all of them. Give its type in the dictionary to have such values refused"
    ),
    "TABLE-ONE-SHEET": lambda: tk._(
        'The table holds the sheet "{sheet}" only; {count} more of the dictionary stand in the file'
    ),
}
