"""What the editor of a dictionary has to know: fields, types, choices, and the words that its script says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.domain.headings import WRITTEN
from ckanext.bmagov.dictionary.domain.spec import MINIMUM, PERSONAL, PERSONAL_KINDS
from ckanext.bmagov.dictionary.domain.types import BOOLEANS, TYPES
from ckanext.bmagov.dictionary.domain.values import ERAS
from ckanext.bmagov.dictionary.domain.words import ENGLISH, THAI
from ckanext.bmagov.dictionary.words.dictionary import attribute_label

if TYPE_CHECKING:
    from collections.abc import Mapping

TRUE_MARKS: Final = ("x", "✓", "✔", "pk", "notnull", "จำเป็น", "required")


class FormType(TypedDict):
    """A type of data to choose from."""

    name: str
    label: str
    hint: str
    aliases: list[str]


class FormField(TypedDict):
    """What can be said about a column, and how its field is drawn."""

    name: str
    label: str
    headings: list[str]
    kind: str
    group: str
    standard: bool
    grid: int
    width: str
    help: str
    choices: list[list[str]]
    inputmode: str


def bmagov_dictionary_types() -> list[FormType]:
    """Return the types of data: `name`, `label`, `hint` and the `aliases` that are understood, too."""
    hints = _hints()
    return [
        {
            "name": known.name,
            "label": known.label(lang()),
            "hint": hints.get(known.name, ""),
            "aliases": [known.label_th, known.label_en, *known.aliases],
        }
        for known in TYPES.values()
    ]


def _hints() -> dict[str, str]:
    """Return one line for each type that helps to choose."""
    return {
        "text": tk._("Names, notes, any words"),
        "code": tk._("Codes and numbers that are not calculated with: 001, postcodes, document numbers"),
        "integer": tk._("Counts without a decimal point: 1,234"),
        "number": tk._("Measured or calculated figures: 12.50, amounts of money, percentages"),
        "boolean": tk._("Only two answers: yes or no, has or has not"),
        "date": tk._("A day: 31 ม.ค. 2564 or 2021-01-31"),
        "datetime": tk._("A day with a time: 31 ม.ค. 2564 08.30"),
        "time": tk._("A time of day: 14.30"),
        "year": tk._("A year, a fiscal year or a school year: 2564"),
        "email": tk._("E-mail addresses. Of a person they are personal data."),
        "phone": tk._("Telephone numbers. Of a person they are personal data."),
        "citizen_id": tk._("Thirteen digits with a check digit: always personal data"),
        "url": tk._("An address that begins with https://"),
        "geopoint": tk._("Latitude and longitude in one column: 13.7563, 100.5018"),
        "geometry": tk._("Lines or areas as GeoJSON or WKT"),
        "json": tk._("Data within data, as programs write it"),
        "binary": tk._("A file or picture within the database"),
    }


_Spec = tuple[str, str, str]

_BASICS: Final[tuple[_Spec, ...]] = (
    ("name", "text", "12rem"),
    ("label_th", "text", "12rem"),
    ("type", "type", "12rem"),
    ("description", "block", "20rem"),
    ("unit", "text", "7rem"),
    ("required", "flag", "6rem"),
    ("primary_key", "flag", "6rem"),
    ("personal", "choice", "8rem"),
    ("classification", "choice", "10rem"),
    ("label_en", "text", "12rem"),
)
"""What stands in the grid: field, kind of cell, width."""

_REST: Final = (
    ("meaning", ("label_en", "description_en", "unit", "example", "source")),
    ("values", ("required", "unique", "allowed", "codelist", "minimum", "maximum", "pattern", "missing")),
    ("writing", ("size", "decimals", "date_format", "era")),
    ("links", ("primary_key", "references")),
    ("protection", ("personal", "personal_kind", "classification")),
)
"""What stands in the details of a column, by group; the grid's first four come before all groups."""

_KINDS: Final = {
    **{name: kind for name, kind, _ in _BASICS},
    "description_en": "block",
    "unique": "flag",
    "allowed": "lines",
    "missing": "lines",
    "codelist": "choice",
    "era": "choice",
    "personal_kind": "choice",
}


def bmagov_dictionary_fields() -> list[FormField]:
    """Return what can be said about a column, in the order of the form, with what is needed to draw it.

    `group` is the heading under which it stands, empty for the first four; `width` only where it is in the
    grid; `choices` are `[value, label]`.
    """
    groups = {
        "meaning": tk._("Meaning and source"),
        "values": tk._("Allowed values"),
        "writing": tk._("Size and writing"),
        "links": tk._("Keys and references"),
        "protection": tk._("Protection"),
    }
    placed = {name: groups[group] for group, names in _REST for name in names}
    first = [name for name, _, _ in _BASICS if name not in placed]
    widths = {name: width for name, _, width in _BASICS}
    order = [name for name, _, _ in _BASICS]
    helps = _helps()
    return [
        {
            "name": name,
            "label": attribute_label(name),
            "headings": list(WRITTEN[name]),
            "kind": _KINDS.get(name, "text"),
            "group": placed.get(name, ""),
            "standard": name in MINIMUM,
            "grid": order.index(name) + 1 if name in widths else 0,
            "width": widths.get(name, ""),
            "help": helps.get(name, ""),
            "choices": _choices(name),
            "inputmode": "numeric" if name in ("size", "decimals") else "",
        }
        for name in (*first, *(name for _, names in _REST for name in names))
    ]


def _helps() -> dict[str, str]:
    return {
        "name": tk._("As it stands in the first row of the file or in the database"),
        "label_th": tk._("What people call it, for tables and charts"),
        "description": tk._("What the values mean, how they are counted or measured, what is left out"),
        "required": tk._("No row may leave it empty"),
        "unique": tk._("No value stands in two rows"),
        "primary_key": tk._("These columns together tell one row from all others"),
        "references": tk._("Column of another table whose values stand here: table.column"),
        "allowed": tk._("One on each line: value = Thai label | English label"),
        "codelist": tk._("A code list of the catalog, instead of values of your own"),
        "pattern": tk._("A regular expression that every value matches: [0-9]{5}"),
        "minimum": tk._("For numbers, dates and times"),
        "maximum": tk._("For numbers, dates and times"),
        "missing": tk._("What is written where nothing is known, one on each line: -, ไม่มีข้อมูล"),
        "size": tk._("Most characters of a text, or most digits of a number"),
        "decimals": tk._("Most digits after the point"),
        "date_format": tk._("As the days are written in the file: DD/MM/YYYY"),
        "unit": tk._("People, baht, square metres, percent of …"),
        "source": tk._("Where the values come from: a system, a form, a calculation"),
        "personal": tk._("Whether a living person can be known by it, alone or with other columns"),
        "classification": tk._("Only when this column is more closed than its file"),
    }


def _choices(name: str) -> list[list[str]]:
    words = THAI if lang() == "th" else ENGLISH
    if name in ("personal", "personal_kind", "era"):
        known = {"personal": PERSONAL, "personal_kind": PERSONAL_KINDS, "era": ERAS}[name]
        return [[value, words.show(name, value)] for value in known]
    if name == "classification":
        return [[code.value, code.label(lang())] for code in codelists()["data_classification"].codes]
    if name == "codelist":
        return [[key, known.title(lang())] for key, known in codelists().items()]
    return []


def editor_state(draft: Any, resource: Mapping[str, Any]) -> str:
    """Return all that the editor's script needs, as JSON."""
    state = {
        "fields": bmagov_dictionary_fields(),
        "types": bmagov_dictionary_types(),
        "words": _words(),
        "tables": draft.tables,
        "version": draft.version,
        "unsaved": draft.unsaved,
        "resource": resource["id"],
    }
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def _words() -> dict[str, str | list[str]]:
    """Return what the script says."""
    return {
        "trueWords": sorted(
            {match_key(item) for item in (*TRUE_MARKS, *(w for w, yes in BOOLEANS.items() if yes))}
        ),
        "yes": tk._("Yes"),
        "no": tk._("No"),
        "grid": tk._("Columns of the table"),
        "row": tk._("No."),
        "rowNumber": tk._("Row {n}"),
        "standard": tk._("standard"),
        "notSaid": tk._("Not stated"),
        "unnamed": tk._("No name yet"),
        "guessed": tk._("A guess from the data. Please check it."),
        "lacking": tk._("The standard asks for this."),
        "typeUnknown": tk._("This is no type that is known here. Choose one from the list."),
        "nameMissing": tk._("The column has no name. Write it as it stands in the data."),
        "nameTwice": tk._("Row {n} has the same name. Rename one."),
        "leave": tk._("Press Tab to leave the table."),
        "rowHelp": tk._("Press Enter for all details of this column. Drag the handle to move the row."),
        "rowAdded": tk._("Row {n} is added."),
        "rowsRemoved": tk._("Rows removed: {n}. Undo brings them back."),
        "rowMoved": tk._("Moved to row {n}."),
        "copied": tk._("Rows copied: {n}"),
        "pasted": tk._("Rows pasted: {n}"),
        "undone": tk._("Undone."),
        "redone": tk._("Done again."),
        "complete": tk._("{n} of {total} columns complete"),
        "missing": tk._("without {name}: {n}"),
        "lacks": tk._("without {names}"),
        "wrong": tk._("to correct"),
        "guesses": tk._("{n} with guesses to check"),
        "detailsOf": tk._("Details of {name}"),
        "tableNumber": tk._("Table {n}"),
        "tableRemoved": tk._("The table is removed. Undo brings it back."),
        "moreCards": tk._("Show more"),
        "up": tk._("Move up"),
        "down": tk._("Move down"),
        "remove": tk._("Remove"),
        "personalGuess": tk._("“{name}” looks like personal data: {kind}."),
        "personalYes": tk._("Yes, personal data"),
        "personalNo": tk._("No, it is not"),
        "saving": tk._("Saving …"),
        "notSaved": tk._("Not saved. To correct: {n}"),
        "notSent": tk._("The server did not answer. What you typed is still here: try again in a moment."),
        "taken": tk._("It stands in the table now. Look at it and save."),
    }
