"""A list of obligations as auditors keep it in a spreadsheet: headings in both languages, bad rows told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.calendar import DateError, parse_year
from ckanext.bmagov.base.domain.calendar.era import OFFSET
from ckanext.bmagov.base.domain.codelist import CodeList, parse_codelist
from ckanext.bmagov.base.domain.text import (
    find_control_character,
    match_key,
    normalize_line,
    to_arabic_digits,
)
from ckanext.bmagov.kpi.register.domain.obligations import ObligationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_ROWS: Final = 5000
MAX_TITLE: Final = 500

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("หน่วยงาน", "รหัสหน่วยงาน", "agency", "agency code"),
    "kind": ("ประเภท", "ประเภทชุดข้อมูล", "kind", "type"),
    "title": ("ชื่อชุดข้อมูล", "ชุดข้อมูล", "รายการ", "title", "dataset title"),
    "added_year": ("ปีงบประมาณ", "ปีที่เพิ่ม", "fiscal year", "year"),
    "unit": ("หน่วยความถี่", "ความถี่", "frequency", "frequency unit"),
    "interval": ("ค่าความถี่", "จำนวนความถี่", "interval", "frequency interval"),
    "extent": ("ขอบเขต", "ลักษณะข้อมูล", "extent"),
    "form": ("รูปแบบ", "form", "format"),
    "level": ("ระดับชั้นข้อมูล", "ชั้นข้อมูล", "ชั้นความลับ", "level", "classification"),
    "owner": ("ผู้รับผิดชอบ", "เจ้าของข้อมูล", "owner", "responsible"),
    "dataset": ("รหัสชุดข้อมูล", "ชุดข้อมูลในระบบ", "dataset", "dataset id"),
}
REQUIRED: Final = ("agency", "kind", "title")
KINDS: Final = parse_codelist(
    {
        "name": "obligation_kind",
        "title": {"th": "ประเภทชุดข้อมูล", "en": "Kind of duty"},
        "codes": [
            {
                "value": ObligationKind.CITY_INDICATOR.value,
                "label_th": "ชุดข้อมูลประกอบตัวชี้วัดเมือง",
                "label_en": "City-indicator dataset",
                "aliases": ["ตัวชี้วัดเมือง", "city indicator"],
            },
            {
                "value": ObligationKind.SPATIAL.value,
                "label_th": "ข้อมูลเชิงพื้นที่",
                "label_en": "Spatial dataset",
                "aliases": ["เชิงพื้นที่", "ชุดข้อมูลเชิงพื้นที่", "ข้อมูลเชิงพื้นที่ของเขต"],
            },
            {
                "value": ObligationKind.NEW_DATABASE.value,
                "label_th": "ฐานข้อมูลที่พัฒนาในปีก่อน",
                "label_en": "Database developed in an earlier year",
                "aliases": ["ฐานข้อมูลใหม่", "ฐานข้อมูลที่พัฒนา", "new database"],
            },
        ],
    },
    "kinds of duties",
)
"""What a person may write for the kind of a duty: also all that the register itself shows."""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a cell. ``row`` as the spreadsheet counts; 0 for the whole list."""

    row: int
    column: str
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One duty as the list has it; ``agency`` and ``dataset`` still as they are written."""

    row: int
    agency: str
    kind: str
    title: str
    added_year: int
    unit: str = ""
    interval: int = 1
    extent: str = ""
    form: str = ""
    level: str = ""
    owner: str = ""
    dataset: str = ""


@dataclass(frozen=True)
class Reading:
    """All that was read, and all that was wrong. ``ignored`` are headings that mean nothing here."""

    entries: tuple[Entry, ...]
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...]


def read_list(
    columns: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    fiscal_year: int,
    units: CodeList,
    levels: CodeList,
) -> Reading:
    """Read rows of cells.

    :param rows: number as the spreadsheet counts, and the cells
    :param fiscal_year: year (พ.ศ.) of rows that name none
    :param units: update frequencies
    :param levels: classification levels
    """
    places, ignored = _places(columns)
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        headings = ", ".join(column for column in columns if column.strip())
        return Reading((), tuple(_lacking(name, headings) for name in missing), ignored)
    if len(rows) > MAX_ROWS:
        return Reading((), (RowProblem(0, "", "FILE-TOO-MANY-ROWS", {"limit": MAX_ROWS}),), ignored)
    reader = _Rows(columns, places, fiscal_year, units, levels)
    entries = [reader.entry(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    reader.twice(entries)
    if not entries:
        reader.problems.append(RowProblem(0, "", "NO-ROWS", {}))
    return Reading(tuple(entries), tuple(reader.problems), ignored)


def _lacking(name: str, headings: str) -> RowProblem:
    return RowProblem(0, "", "HEADER-MISSING", {"column": HEADINGS[name][0], "found": headings[:200]})


def _places(columns: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    words = {match_key(word): name for name, all_words in HEADINGS.items() for word in (name, *all_words)}
    places: dict[str, int] = {}
    ignored = []
    for place, column in enumerate(columns):
        name = words.get(match_key(column))
        if name and name not in places:
            places[name] = place
        elif column.strip():
            ignored.append(normalize_line(column))
    return places, tuple(ignored)


class _Rows:
    def __init__(
        self,
        columns: Sequence[str],
        places: Mapping[str, int],
        fiscal_year: int,
        units: CodeList,
        levels: CodeList,
    ) -> None:
        self.columns, self.places, self.fiscal_year = columns, places, fiscal_year
        self.units, self.levels = units, levels
        self.problems: list[RowProblem] = []

    def tell(self, row: int, name: str, code: str, **params: Any) -> None:
        column = self.columns[self.places[name]] if name in self.places else HEADINGS[name][0]
        self.problems.append(RowProblem(row, normalize_line(column), code, params))

    def entry(self, row: int, cells: Sequence[str]) -> Entry:
        def text(name: str, limit: int = MAX_TITLE) -> str:
            place = self.places.get(name)
            raw = cells[place] if place is not None and place < len(cells) else ""
            if character := find_control_character(raw):
                self.tell(
                    row, name, "TEXT-CONTROL-CHAR", position=character.position, character=character.code
                )
                return ""
            value = normalize_line(raw)
            if len(value) > limit:
                self.tell(row, name, "LIMIT", limit=limit)
            return value

        def chosen(name: str, known: CodeList, *, empty: bool = False) -> str:
            raw = text(name)
            if code := known.find(raw):
                return code.value
            if raw or not empty:
                nearest = next((code.value for code in known.nearest(raw, 1)), "") if raw else ""
                self.tell(row, name, "VALUE-UNKNOWN" if raw else "TEXT-EMPTY", found=raw, nearest=nearest)
            return ""

        for name in ("agency", "title"):
            if not text(name):
                self.tell(row, name, "TEXT-EMPTY")
        return Entry(
            row,
            text("agency"),
            chosen("kind", KINDS),
            text("title"),
            self._year(row, text("added_year")),
            chosen("unit", self.units, empty=True),
            self._interval(row, text("interval")),
            text("extent"),
            text("form"),
            chosen("level", self.levels, empty=True),
            text("owner"),
            text("dataset"),
        )

    def _year(self, row: int, raw: str) -> int:
        if not raw:
            return self.fiscal_year
        try:
            return parse_year(raw).year + OFFSET
        except DateError as error:
            self.tell(row, "added_year", error.code, **error.params)
            return self.fiscal_year

    def _interval(self, row: int, raw: str) -> int:
        number = to_arabic_digits(raw)
        if not raw:
            return 1
        if not number.isdecimal() or len(number) > 9 or int(number) < 1:
            self.tell(row, "interval", "FREQUENCY-INTERVAL", found=raw)
            return 1
        return int(number)

    def twice(self, entries: Sequence[Entry]) -> None:
        """A duty stands in a list once: same agency, kind and title."""
        seen: dict[tuple[str, str, str], int] = {}
        for entry in entries:
            key = (match_key(entry.agency), entry.kind, match_key(entry.title))
            if entry.title and key in seen:
                self.tell(entry.row, "title", "ROW-TWICE", first=seen[key])
            seen.setdefault(key, entry.row)
