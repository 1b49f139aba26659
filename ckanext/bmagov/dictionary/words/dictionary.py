"""Problems of data dictionaries as sentences: ``CODE: where, what is wrong and what to do``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.language import lang, shorten
from ckanext.bmagov.dictionary.domain.headings import WRITTEN
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.validation.words.cells import CELLS, cell_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ckanext.bmagov.dictionary.domain.answers import ProblemAnswer
    from ckanext.bmagov.dictionary.domain.reading import Finding
    from ckanext.bmagov.dictionary.domain.spec import Dictionary

_MANY = 10
"""Names of a list that a sentence tells."""


def attribute_label(attribute: str) -> str:
    """Return what people call an attribute of a column, or of a table."""
    known = WRITTEN.get(attribute)
    return (known[0] if lang() == "th" else known[1]) if known else attribute


def type_label(name: str) -> str:
    """Return what people call a type of data."""
    return TYPES[name].label(lang()) if name in TYPES else shorten(name)


def problem_text(code: str, params: Mapping[str, Any]) -> str:
    """Return ``CODE: sentence`` for a problem of a dictionary, or of data checked against one."""
    return f"{code}: {sentence(code, params)}"


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a code of `domain.dictionary`."""
    if code in CELLS:
        return cell_sentence(code, params)
    return _SENTENCES[code]().format(**_words(params))


def finding_text(finding: Finding, dictionary: Dictionary | None = None) -> str:
    """Return ``CODE: table, row, column, attribute: sentence``."""
    where = place(finding, dictionary)
    said = sentence(finding.code, finding.params)
    return f"{finding.code}: {where}: {said}" if where else f"{finding.code}: {said}"


def finding_dict(finding: Finding, dictionary: Dictionary | None = None) -> ProblemAnswer:
    """Return a finding for an API answer: its place, code and message."""
    return {
        "code": finding.code,
        "message": sentence(finding.code, finding.params),
        "table": finding.table,
        "row": finding.row,
        "column": _column(finding, dictionary),
        "field": finding.field,
        "warning": finding.warning,
    }


def place(finding: Finding, dictionary: Dictionary | None = None) -> str:
    """Say where a problem is, in words: ``Table "x", row 3 "income", Type``."""
    parts: list[str] = []
    if finding.table:
        parts.append(tk._('Table "{name}"').format(name=shorten(finding.table)))
    column = _column(finding, dictionary)
    if finding.row and column:
        parts.append(tk._('row {row} "{name}"').format(row=finding.row, name=shorten(column)))
    elif finding.row:
        parts.append(tk._("row {row}").format(row=finding.row))
    if finding.field:
        parts.append(attribute_label(finding.field))
    return ", ".join(parts)


def _column(finding: Finding, dictionary: Dictionary | None) -> str:
    table = dictionary.table(finding.table) if dictionary and finding.row else None
    if table is None or finding.row > len(table.columns):
        return ""
    return table.columns[finding.row - 1].name


# the words of a problem


def _words(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _word(name, value) for name, value in params.items()}


def _word(name: str, value: Any) -> Any:
    if isinstance(value, Problem):
        return sentence(value.code, value.params)
    if name in ("type", "other"):
        return type_label(str(value))
    if name in ("level", "resource"):
        result = codelist("data_classification").get(str(value))
        return result.label(lang()) if result else shorten(value)
    if name == "nearest":
        return _listed(type_label(item) for item in value) or _listed(
            type_label(item) for item in ("text", "integer", "number", "date", "boolean")
        )
    if name == "path":
        return " → ".join(map(shorten, value))
    if name == "known":
        return _listed(map(shorten, value))
    return value if isinstance(value, int) else shorten(value)


def _listed(names: Iterable[str]) -> str:
    given = list(names)
    return ", ".join(given[:_MANY]) + (" …" if len(given) > _MANY else "")


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "DICT-FORMAT": lambda: tk._("A dictionary is a list of columns, or of tables with columns. Send it so"),
    "KEY-UNKNOWN": lambda: tk._('"{key}" is no attribute of a dictionary. Delete it or correct its name'),
    "LEVEL-KEY": lambda: tk._(
        '"{key}" is no field here, and no level may be lost. Give the level as "{right}"'
    ),
    "TEXT-EXPECTED": lambda: tk._("Text is expected here"),
    "TEXT-CONTROL-CHAR": lambda: tk._(
        "Character {position} ({character}) cannot be stored. Delete it and type it again"
    ),
    "TEXT-LENGTH": lambda: tk._("{length} characters are too many; {limit} are allowed"),
    "FLAG-EXPECTED": lambda: tk._('"{typed}" is neither yes nor no. Write ใช่ or ไม่ใช่, true or false'),
    "COUNT-EXPECTED": lambda: tk._('"{typed}" is not a whole number'),
    "TYPE-UNKNOWN": lambda: tk._('"{typed}" is no type of data. Use one of: {nearest}'),
    "REFERENCE-FORMAT": lambda: tk._('"{typed}" cannot be read. Write table.column or column'),
    "LIST-EXPECTED": lambda: tk._("A list is expected here"),
    "LIMIT-EXCEEDED": lambda: tk._("These are too many; {limit} are allowed"),
    "TABLE-NAME": lambda: tk._("Table {number} has no name. Where there are several, each needs one"),
    "TABLE-DUPLICATE": lambda: tk._('Tables {first} and {second} are both called "{name}". Rename one'),
    "FIELD-NAME-REQUIRED": lambda: tk._("The column has no name. Write it as it stands in the data"),
    "FIELD-DUPLICATE": lambda: tk._('Rows {first} and {second} are both called "{name}". Rename one'),
    "PATTERN-SYNTAX": lambda: tk._("The pattern cannot be read at character {position}. Correct it"),
    "REGEX-UNSAFE": lambda: tk._(
        "The pattern cannot be used (character {position}): no back references or look-around"
    ),
    "PATTERN-TOO-LARGE": lambda: tk._(
        "The pattern is too large from character {position} on. Shorten it, or repeat less often"
    ),
    "PATTERNS-TOO-LARGE": lambda: tk._(
        "From this column on the patterns of the dictionary are too large together. Shorten the longest,"
        " or repeat less often"
    ),
    "SIZE-TYPE": lambda: tk._('The type "{type}" has no size. Empty it'),
    "RANGE-TYPE": lambda: tk._('The type "{type}" has no smallest and largest value. Empty it'),
    "RANGE-VALUE": lambda: tk._('"{typed}" is no value of this column: {problem}'),
    "RANGE-ORDER": lambda: tk._("The largest value must not be less than the smallest"),
    "DECIMALS-SIZE": lambda: tk._("The decimals must not be more than all digits together"),
    "ALLOWED-DUPLICATE": lambda: tk._('"{value}" is there twice. Delete one'),
    "ALLOWED-VALUE": lambda: tk._('"{value}" is no value of this column: {problem}'),
    "ALLOWED-BOTH": lambda: tk._("Give either a code list or allowed values, not both"),
    "VALUE-UNKNOWN": lambda: tk._('"{typed}" is not a choice. Give one of: {known}'),
    "DATE-FORMAT-UNKNOWN": lambda: tk._(
        '"{typed}" is no format of a date. Write it like DD/MM/YYYY or วว/ดด/ปปปป'
    ),
    "ERA-TYPE": lambda: tk._('The type "{type}" is no date. Empty this'),
    "PERSONAL-KIND": lambda: tk._(
        "The column has a kind of personal data but is not said to be personal data"
    ),
    "REFERENCE-UNKNOWN": lambda: tk._('There is no column "{reference}" in this dictionary. Correct it'),
    "REFERENCE-TYPE": lambda: tk._(
        'The column is "{type}" but "{reference}", to which it refers, is "{other}". Make them the same'
    ),
    "REFERENCE-CIRCLE": lambda: tk._("The references go in a circle: {path}. Check that this is meant"),
    "CATEGORY-LEVEL": lambda: tk._(
        'Personal data cannot be "{level}". Choose a higher level, or say that it is no personal data'
    ),
    "COLUMN-LEVEL-ABOVE": lambda: tk._(
        'The column is "{level}", so the data of this file are, too, although the file is "{resource}". Raise'
        " the level of the file, or store a version without the column and take the column out here"
    ),
    "STORAGE-LEVEL": lambda: tk._(
        'What is "{level}" may not be stored in this catalog. First delete the file and its table, make it a'
        " link, or store a version without this column"
    ),
    "COLUMN-LEVEL-BELOW": lambda: tk._(
        'A column cannot be more open than its file: "{level}" has no effect, "{resource}" holds'
    ),
    "COLUMN-LEVEL-DOWN": lambda: tk._(
        'The column is "{level}". A lower level takes a second person: it is proposed now, and waits until'
        " somebody else approves it or saves the same. Save the rest without this change"
    ),
    "COLUMN-LEVEL-GONE": lambda: tk._(
        'The column "{column}" is "{level}", and so are the data. Taking it out takes a second person: it'
        " is proposed now, and waits until somebody else approves it or saves the same. Keep the column"
        " meanwhile"
    ),
    "LEVEL-UNKNOWN": lambda: tk._('"{typed}" is no classification level. Give one of: {known}'),
}
