"""The columns of the workbook, all of them from the schema, and what their cells hold.

A cell holds what the form holds: labels of choices, days and years as the reader counts them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.calendar import Language, format_date, to_buddhist_year
from ckanext.bmagov.base.domain.likeness import nearest
from ckanext.bmagov.base.domain.schema_facts import Facts, Field, values_of
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.metadata.domain.editing import keywords

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.codelist import CodeList

Record = Mapping[str, Any]

ID, VERSION, STATE, DATASET = "id", "metadata_modified", "state", "dataset"
TYPE, AGENCY, KEYWORDS = "data_type", "owner_org", "tag_string"

OWN_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    ID: {"th": "รหัสในระบบ (ห้ามแก้)", "en": "Id (do not change)"},
    VERSION: {"th": "ฉบับที่ดาวน์โหลด (ห้ามแก้)", "en": "Version (do not change)"},
    STATE: {"th": "สถานะ", "en": "State"},
    DATASET: {"th": "ชุดข้อมูล (ที่อยู่เว็บ หรือชื่อในไฟล์นี้)", "en": "Dataset (web address, or title in this file)"},
}
"""Labels of the columns that are no fields of the form."""

STATES: Final[Mapping[str, Mapping[str, str]]] = {
    "draft": {"th": "ฉบับร่าง", "en": "Draft"},
    "active": {"th": "เผยแพร่", "en": "Published"},
}

SEPARATOR: Final = "; "
"""Between the choices of a cell that holds several; no label has it."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATES: Final = frozenset({"date", "past_date", "date_or_text"})


@dataclass(frozen=True)
class Column:
    """A column. ``field`` is None for what is no field of the form."""

    name: str
    labels: Mapping[str, str]
    field: Field | None = None

    def label(self, lang: str) -> str:
        """Return the label in a language, else in English."""
        return self.labels.get(lang) or self.labels["en"]


@dataclass(frozen=True)
class Agency:
    """An agency for which datasets may be edited."""

    id: str
    name: str
    title: str
    title_en: str = ""


@dataclass(frozen=True)
class Wording:
    """In which words cells are written: the language, the code lists, the agencies of the reader."""

    lang: str
    lists: Mapping[str, CodeList]
    agencies: Sequence[Agency] = ()

    def agency_text(self, agency_id: str) -> str:
        """Return the title of an agency; its name where two have the title, the id of a strange one."""
        agency = next((agency for agency in self.agencies if agency.id == agency_id), None)
        if agency is None:
            return agency_id
        title = self._title(agency)
        return title if self._titles[match_key(title)] == 1 else agency.name

    def agency_id(self, text: str) -> str:
        """Return the id of an agency by any of its words; empty when none or several have it."""
        key = match_key(text)
        ids = {agency.id for agency in self.agencies if key in map(match_key, _words(agency))}
        return ids.pop() if len(ids) == 1 else ""

    def nearest_agencies(self, text: str) -> tuple[str, ...]:
        """Return the titles that resemble a text most."""
        return nearest(text, map(self._title, self.agencies), 3)

    def choices(self, column: Column) -> tuple[str, ...]:
        """Return what the cells of a column may hold, in order; empty for free text."""
        if column.name == STATE:
            return tuple(labels[self.lang] for labels in STATES.values())
        if column.name == AGENCY:
            return tuple(sorted(self.agency_text(agency.id) for agency in self.agencies))
        if column.field is None or not column.field.codelist:
            return ()
        return tuple(code.label(self.lang) for code in self.lists[column.field.codelist].codes)

    def _title(self, agency: Agency) -> str:
        return (agency.title_en if self.lang != "th" else "") or agency.title

    @cached_property
    def _titles(self) -> Counter[str]:
        return Counter(match_key(self._title(agency)) for agency in self.agencies)


def dataset_columns(facts: Facts, data_type: str) -> tuple[Column, ...]:
    """Return the columns of the sheet of a dataset type; the type itself is the sheet."""
    own = tuple(Column(name, OWN_LABELS[name]) for name in (ID, VERSION, STATE))
    fields = (field for field in facts.dataset if field.shown_for(data_type) and field.name != TYPE)
    return (*own, *(Column(field.name, field.labels, field) for field in fields))


def file_columns(facts: Facts) -> tuple[Column, ...]:
    """Return the columns of the sheet of linked files."""
    own = tuple(Column(name, OWN_LABELS[name]) for name in (DATASET, ID))
    return (*own, *(Column(field.name, field.labels, field) for field in facts.resource))


def is_link(resource: Record) -> bool:
    """Tell a linked file, which the workbook holds, from one that is kept or made here."""
    return not resource.get("url_type")


def with_keywords(dataset: Record) -> dict[str, Any]:
    """Return a dataset with its keywords as they are typed."""
    return {**dataset, KEYWORDS: keywords(dataset)}


def cell_text(column: Column, value: Any, wording: Wording) -> str:
    """Return what the cell of a stored value holds."""
    if column.name == STATE:
        return STATES[value][wording.lang] if value in STATES else str(value or "")
    if column.name == AGENCY:
        return wording.agency_text(str(value or ""))
    field = column.field
    if field is None:
        return str(value or "")
    if field.codelist:
        known = wording.lists[field.codelist]
        codes = ((known.get(item), item) for item in values_of(value))
        return SEPARATOR.join(code.label(wording.lang) if code else item for code, item in codes)
    text = SEPARATOR.join(values_of(value)) if field.multiple else "" if value is None else str(value)
    if wording.lang != "th":
        return text
    if field.kind == "year" and len(text) == 4 and text.isdecimal():
        return str(to_buddhist_year(date(int(text), 12, 31))) if int(text) else text
    return _day_text(text) if field.kind in _DATES else text


def cell_value(column: Column, text: str, wording: Wording) -> Any:
    """Return what is sent to be checked and saved, of the text of a cell.

    The server reads choices and dates itself, in any spelling, and says what is wrong with them.
    """
    if column.name == STATE:
        key = match_key(text)
        spellings = {match_key(word): state for state in STATES for word in (state, *STATES[state].values())}
        return spellings.get(key, text)
    if column.name == AGENCY:
        return wording.agency_id(text) or text
    if column.field is not None and column.field.multiple:
        return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    return text


def tidy(text: str) -> str:
    """Return text with the line ends that spreadsheets have, without blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _day_text(text: str) -> str:
    if not _DAY.match(text):
        return text
    try:
        return format_date(date.fromisoformat(text), Language.THAI)
    except ValueError:
        return text


def _words(agency: Agency) -> tuple[str, ...]:
    return tuple(word for word in (agency.id, agency.name, agency.title, agency.title_en) if word)
