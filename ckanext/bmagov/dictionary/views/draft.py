"""A dictionary while it is edited: what the form shows, what it sends, what is wrong with it.

A column is here a dictionary of texts (and `True` for what is ticked), as a form knows them; lists are lines.
Names that begin with an underscore are no part of the dictionary: `_errors` and `_warnings` (field ->
sentences), `_guessed` (fields nobody has confirmed) and `_personal` (a guess that waits for an answer).
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.dictionary.domain.listing import read_allowed, read_texts, write_allowed, write_texts
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import ATTRIBUTES, FLAGS, Allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from werkzeug.datastructures import MultiDict

    from ckanext.bmagov.dictionary.domain.spec import Dictionary

Record = dict[str, Any]

TABLE_TEXTS: Final = ("name", "label_th", "label_en", "description")
PLAIN: Final = ("name", "label_th", "type", "description", "required", "primary_key")
"""What each row of the plain form shows; the rest stands under the row that is open."""

PAGE: Final = 25
"""Rows of the plain form at once: no browser is slow with them, no server refuses them."""

BLANK_ROWS: Final = 5
LARGEST: Final = 40_000_000
"""Bytes that a packed draft may unpack to."""


@dataclass
class Draft:
    """A dictionary in somebody's hands. `version` is the one that was read; none when there was none."""

    tables: list[Record] = field(default_factory=lambda: [{"columns": []}])
    version: int | None = None
    unsaved: bool = False
    note: str = ""
    table: int = 0
    offset: int = 0
    open: int | None = None

    @property
    def current(self) -> Record:
        """Return the table that the plain form shows."""
        return self.tables[self.table]

    @property
    def rows(self) -> list[tuple[int, Record]]:
        """Return the columns that the plain form shows, with their places."""
        return list(enumerate(self.current["columns"]))[self.offset : self.offset + PAGE]

    def sent(self) -> list[Record]:
        """Return the tables as the action takes them: without blank rows."""
        return [
            {
                **{name: table[name] for name in TABLE_TEXTS if table.get(name)},
                "columns": [_sent(column) for column in table["columns"] if not is_blank(column)],
            }
            for table in self.tables
        ]

    def dictionary(self) -> Dictionary:
        """Return what can be read of it."""
        return parse_dictionary({"tables": self.sent()}).dictionary

    def packed(self) -> str:
        """Return all of it as a short text, for a hidden field."""
        plain = {"tables": self.tables, "version": self.version, "unsaved": self.unsaved}
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(zlib.compress(text.encode())).decode()

    @classmethod
    def unpacked(cls, text: str) -> Draft:
        """Read a packed draft.

        :raises ProblemError: `DICT-FORMAT`, when it is none
        """
        unpacker = zlib.decompressobj()
        try:
            result = json.loads(unpacker.decompress(base64.b64decode(text, validate=True), LARGEST))
        except (ValueError, binascii.Error, zlib.error, RecursionError) as error:
            raise ProblemError("DICT-FORMAT") from error
        return cls.taken(result)

    @classmethod
    def taken(cls, raw: object) -> Draft:
        """Read a draft that came as data.

        :raises ProblemError: `DICT-FORMAT`, when it is none
        """
        if not isinstance(raw, dict):
            raise ProblemError("DICT-FORMAT")
        version = raw.get("version")
        note = raw.get("note")
        return cls(
            _tables(raw.get("tables")),
            version if isinstance(version, int) and not isinstance(version, bool) else None,
            bool(raw.get("unsaved")),
            note if isinstance(note, str) else "",
        )

    # --- what is wrong ---

    def point_out(self, problems: Iterable[Mapping[str, Any]], kind: str) -> list[Record]:
        """Put sentences at their columns (`kind` is `_errors` or `_warnings`); return them with places.

        `table` becomes the number of the table and `row` counts all rows of the draft from 1, blank ones too.
        """
        for table in self.tables:
            table.pop("_errors", None)
            for column in table["columns"]:
                column.pop(kind, None)
        placed = []
        for problem in problems:
            number = self._number(problem.get("table", ""))
            row = self._row(number, int(problem.get("row") or 0))
            name, message = str(problem.get("field") or ""), str(problem["message"])
            if row:
                sentences = self.tables[number]["columns"][row - 1].setdefault(kind, {})
                sentences.setdefault(name or "name", []).append(message)
            elif kind == "_errors":
                self.tables[number].setdefault(kind, []).append(message)
            placed.append({"table": number, "row": row, "field": name or "name", "message": message})
        return placed

    def _number(self, name: str) -> int:
        return next((at for at, table in enumerate(self.tables) if (table.get("name") or "") == name), 0)

    def _row(self, number: int, sent_row: int) -> int:
        columns = self.tables[number]["columns"]
        filled = [row for row, column in enumerate(columns, 1) if not is_blank(column)]
        return filled[sent_row - 1] if 0 < sent_row <= len(filled) else 0

    def show(self, table: int, row: int) -> None:
        """Turn the plain form to a row (from 1), and open it."""
        self.table, self.open = table, row - 1
        self.offset = (row - 1) // PAGE * PAGE

    # --- guesses about personal data ---

    def guesses(self) -> Iterator[tuple[int, int, Record]]:
        """Tables, rows (from 0) and columns whose guess waits for an answer."""
        for number, table in enumerate(self.tables):
            for row, column in enumerate(table["columns"]):
                if column.get("_personal"):
                    yield number, row, column

    def set_personal(self, number: int, row: int, *, is_personal: bool) -> None:
        """Answer one."""
        column = self.tables[number]["columns"][row]
        guess = column.pop("_personal", None) or {}
        column["personal"] = "yes" if is_personal else "no"
        if is_personal and guess.get("kind"):
            column["personal_kind"] = guess["kind"]


def is_blank(column: Mapping[str, Any]) -> bool:
    """Tell whether a row says nothing."""
    return not any(value for name, value in column.items() if not name.startswith("_"))


def shown_tables(tables: Sequence[Mapping[str, Any]]) -> list[Record]:
    """Return the tables of a stored dictionary as the form shows them."""
    return [
        {
            **{name: table[name] for name in TABLE_TEXTS if table.get(name)},
            "columns": [shown_column(column) for column in table["columns"]],
        }
        for table in tables
    ]


def shown_column(column: Mapping[str, Any]) -> Record:
    """Return one column as the form shows it."""
    return {name: _shown(name, value) for name, value in column.items() if value not in (None, "", [], False)}


def _shown(name: str, value: Any) -> Any:
    if name == "allowed":
        return "\n".join(write_allowed((Allowed(**item),)) for item in value)
    if name == "missing":
        return "\n".join(write_texts((item,)) for item in value)
    return True if name in FLAGS else str(value)


def _sent(column: Mapping[str, Any]) -> Record:
    sent = {name: value for name, value in column.items() if value and not name.startswith("_")}
    if isinstance(sent.get("allowed"), str):
        sent["allowed"] = read_allowed(sent["allowed"])
    if isinstance(sent.get("missing"), str):
        sent["missing"] = read_texts(sent["missing"])
    return sent


def _tables(raw: object) -> list[Record]:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise ProblemError("DICT-FORMAT")
    tables = []
    for item in raw:
        columns = item.get("columns")
        if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
            raise ProblemError("DICT-FORMAT")
        texts = {name: item[name] for name in TABLE_TEXTS if isinstance(item.get(name), str) and item[name]}
        tables.append({**texts, "columns": [_known(column) for column in columns]})
    return tables or [{"columns": []}]


def _known(column: Mapping[str, Any]) -> Record:
    """Keep what belongs to a column, of the kind that the form knows."""
    kept: Record = {
        name: value
        for name, value in column.items()
        if (name in ATTRIBUTES and isinstance(value, str | bool) and value)
    }
    guessed = column.get("_guessed")
    if isinstance(guessed, list):
        kept["_guessed"] = [name for name in guessed if name in ATTRIBUTES]
    personal = column.get("_personal")
    if isinstance(personal, Mapping):
        kept["_personal"] = {key: str(personal.get(key) or "") for key in ("kind", "label")}
    return kept


# --- the plain form ---


def from_form(form: MultiDict[str, str]) -> Draft:
    """Read the plain form: the packed draft, with what its visible fields say now.

    :raises ProblemError: `DICT-FORMAT`, when the draft did not come whole
    """
    draft = Draft.unpacked(form.get("draft", ""))
    draft.note = form.get("note", "")
    draft.table = _number(form.get("table"), len(draft.tables) - 1)
    draft.offset = _number(form.get("offset"), len(draft.current["columns"]))
    opened = form.get("open", "")
    draft.open = int(opened) if opened.isdecimal() and len(opened) < 7 else None
    for name in TABLE_TEXTS:
        if f"table-{name}" in form:
            _put(draft.current, name, _typed(form, f"table-{name}"))
    for row, column in draft.rows:
        names = ATTRIBUTES if row == draft.open else PLAIN
        for name in names if f"c-{row}-name" in form else ():
            value = f"c-{row}-{name}" in form if name in FLAGS else _typed(form, f"c-{row}-{name}")
            if value != (column.get(name) or ("" if name not in FLAGS else False)):
                _change(column, name, value)
    return draft


def _number(text: str | None, largest: int) -> int:
    return min(int(text), largest) if text and text.isdecimal() and len(text) < 7 else 0


def _typed(form: MultiDict[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _put(record: Record, name: str, value: Any) -> None:
    if value:
        record[name] = value
    else:
        record.pop(name, None)


def _change(column: Record, name: str, value: Any) -> None:
    _put(column, name, value)
    for kind in ("_errors", "_warnings"):
        column.get(kind, {}).pop(name, None)
    if name in column.get("_guessed", ()):
        column["_guessed"].remove(name)
    if name == "personal":
        column.pop("_personal", None)


def act(draft: Draft, wanted: str) -> bool:
    """Do what a button of the plain form says, as `up-3`; tell whether it is known."""
    verb, _, place = wanted.partition("-")
    places = [int(item) for item in place.split("-") if item.isdecimal() and len(item) < 7]
    act_on = _ACTS.get(verb)
    if act_on is None:
        return False
    act_on(draft, *places)
    return True


def _add(draft: Draft, *_places: int) -> None:
    columns = draft.current["columns"]
    first = len(columns)
    columns += [{} for _ in range(BLANK_ROWS)]
    draft.offset = first // PAGE * PAGE
    draft.open = None


def _remove(draft: Draft, row: int = -1, *_more: int) -> None:
    columns = draft.current["columns"]
    if 0 <= row < len(columns):
        del columns[row]
        draft.open = None
        draft.offset = min(draft.offset, max(0, len(columns) - 1) // PAGE * PAGE)


def _up(draft: Draft, row: int = -1, *_more: int) -> None:
    columns = draft.current["columns"]
    if 0 < row < len(columns):
        columns[row - 1], columns[row] = columns[row], columns[row - 1]
        draft.open = (
            {row: row - 1, row - 1: row}.get(draft.open, draft.open) if draft.open is not None else None
        )
        draft.offset = min(draft.offset, (row - 1) // PAGE * PAGE)


def _down(draft: Draft, row: int = -1, *_more: int) -> None:
    _up(draft, row + 1)


def _open(draft: Draft, row: int = -1, *_more: int) -> None:
    draft.open = None if draft.open == row else row


def _page(draft: Draft, offset: int = 0, *_more: int) -> None:
    draft.offset = min(offset, len(draft.current["columns"])) // PAGE * PAGE
    draft.open = None


def _turn(draft: Draft, number: int = 0, *_more: int) -> None:
    draft.table = min(number, len(draft.tables) - 1)
    draft.offset, draft.open = 0, None


def _new(draft: Draft, *_places: int) -> None:
    draft.tables.append({"columns": [{} for _ in range(BLANK_ROWS)]})
    _turn(draft, len(draft.tables) - 1)


def _drop(draft: Draft, *_places: int) -> None:
    if len(draft.tables) > 1:
        del draft.tables[draft.table]
        _turn(draft, max(0, draft.table - 1))


def _set_personal(draft: Draft, number: int, row: int, *, is_personal: bool) -> None:
    if number < len(draft.tables) and row < len(draft.tables[number]["columns"]):
        draft.set_personal(number, row, is_personal=is_personal)


def _yes(draft: Draft, number: int = 0, row: int = 0, *_more: int) -> None:
    _set_personal(draft, number, row, is_personal=True)


def _no(draft: Draft, number: int = 0, row: int = 0, *_more: int) -> None:
    _set_personal(draft, number, row, is_personal=False)


_ACTS: Final = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "open": _open,
    "page": _page,
    "table": _turn,
    "newtable": _new,
    "droptable": _drop,
    "yes": _yes,
    "no": _no,
}
