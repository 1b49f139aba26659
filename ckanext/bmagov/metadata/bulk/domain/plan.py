"""What would become of one dataset: what is sent, what that changes, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.schema_facts import Field, values_of
from ckanext.bmagov.metadata.bulk.domain.columns import (
    DATASET,
    ID,
    KEYWORDS,
    STATE,
    TYPE,
    VERSION,
    Column,
    Wording,
    cell_text,
    cell_value,
    is_link,
    tidy,
)
from ckanext.bmagov.metadata.domain.editing import same_keywords

if TYPE_CHECKING:
    from ckanext.bmagov.metadata.bulk.domain.reading import Row

Record = Mapping[str, Any]

NEW, CHANGE, TRASH, RESTORE = "new", "change", "trash", "restore"
WAITING, DONE, UNCHANGED, REFUSED = "waiting", "done", "unchanged", "refused"

LONGEST_SHOWN: Final = 500
"""Characters of a value that a list of changes shows."""

_UNTOUCHED: Final = frozenset({ID, VERSION, DATASET})


@dataclass(frozen=True)
class Change:
    """A field with its text before and after; `cell` where the workbook has it, `file` whose it is."""

    field: str
    before: str
    after: str
    cell: str = ""
    file: str = ""


@dataclass(frozen=True)
class Reason:
    """Why something is refused: `CODE: sentence`, with the field and the cell where it is wrong."""

    text: str
    field: str = ""
    cell: str = ""
    sheet: str = ""


@dataclass
class Plan:
    """What is to be done to one dataset."""

    kind: str
    """`new`, `change`, `trash` or `restore`."""

    title: str
    dataset_id: str = ""
    name: str = ""
    sheet: str = ""
    row: int = 0
    status: str = WAITING
    """`waiting` (it would be done), `unchanged`, `refused`; `done` afterwards."""

    record: dict[str, Any] = field(default_factory=dict)
    """What is sent to `package_create` or `package_patch`."""

    undo: dict[str, Any] = field(default_factory=dict)
    """`before` and `after`: stored values by field, to put back the former where the latter still stand."""

    changes: list[Change] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def refuse(self, reason: Reason) -> Plan:
        """Note why it is refused; nothing of it will be done."""
        self.status = REFUSED
        self.reasons.append(reason)
        return self

    def shown(self) -> dict[str, Any]:
        """Return changes and reasons as they are stored."""
        return {"changes": list(map(asdict, self.changes)), "reasons": list(map(asdict, self.reasons))}


@dataclass(frozen=True)
class Difference:
    """What a row says otherwise than the stored record: what is sent, and the change in texts."""

    values: dict[str, Any]
    changes: tuple[Change, ...]


def difference(row: Row, stored: Record, columns: Sequence[Column], wording: Wording) -> Difference:
    """Compare the cells of a row with those that the stored record would have.

    A column that the sheet does not have says nothing; an empty cell empties its field.
    """
    values: dict[str, Any] = {}
    changes: list[Change] = []
    file = str(stored.get("name") or "") or file_word(row) if row.kind == "files" else ""
    for column in columns:
        if column.name in _UNTOUCHED or column.name not in row.cells:
            continue
        before, after = tidy(cell_text(column, stored.get(column.name), wording)), row.text(column.name)
        if before == after or (column.name in (STATE, "name") and not after):
            continue
        values[column.name] = cell_value(column, after, wording)
        place = row.places[column.name]
        changes.append(Change(column.name, cut(before), cut(after), place, file))
    return Difference(values, tuple(changes))


def new_record(row: Row, columns: Sequence[Column], wording: Wording) -> dict[str, Any]:
    """Return what a row without an id describes; empty cells are left out, and a state is a draft."""
    by_name = {column.name: column for column in columns if column.name not in _UNTOUCHED}
    values = {
        name: cell_value(by_name[name], text, wording)
        for name, text in row.cells.items()
        if name in by_name and text
    }
    if row.kind == "files":
        return values
    return {STATE: "draft", **values, TYPE: row.kind}


def really_changed(
    changes: Sequence[Change], before: Record, after: Record, fields: Mapping[str, Field]
) -> list[Change]:
    """Leave out what was only written otherwise: another spelling of the same choice, day or keyword."""
    return [change for change in changes if not same_value(change.field, before, after, fields)]


def same_value(name: str, before: Record, after: Record, fields: Mapping[str, Field]) -> bool:
    """Return whether two records hold the same in a field."""
    if name == KEYWORDS:
        return same_keywords(before.get(name), after.get(name))
    old, new = values_of(before.get(name)), values_of(after.get(name))
    known = fields.get(name)
    return sorted(old) == sorted(new) if known is not None and known.multiple else old == new


def merged_files(
    rows: Sequence[Row], resources: Sequence[Record], columns: Sequence[Column], wording: Wording
) -> tuple[list[dict[str, Any]], list[Row | None], list[Change], list[Row]]:
    """Put the rows of a dataset's links into its list of files; what has no row stays as it is.

    :returns: the files, the row of each (or None), what changes, and rows whose id is of no link of the
        dataset
    """
    files = [dict(resource) for resource in resources]
    places: list[Row | None] = [None] * len(files)
    links = {str(resource["id"]): number for number, resource in enumerate(files) if is_link(resource)}
    changes: list[Change] = []
    strange: list[Row] = []
    for row in rows:
        if row.text(ID):
            number = links.get(row.text(ID))
            if number is None:
                strange.append(row)
                continue
            differs = difference(row, resources[number], columns, wording)
            files[number] |= differs.values
            places[number] = row
            changes += differs.changes
        else:
            files.append(new_record(row, columns, wording))
            places.append(row)
            changes.append(new_file(row))
    return files, places, changes, strange


def new_file(row: Row) -> Change:
    """Return the change that a row of a new link is."""
    return Change("url", "", cut(row.text("url")), row.places.get("url", ""), file_word(row))


def file_word(row: Row) -> str:
    """Return what a file is called in a list of changes; never empty."""
    return row.text("name") or row.text("url") or str(row.number)


def rows_of_datasets(datasets: Sequence[Row], files: Sequence[Row]) -> tuple[dict[int, list[Row]], list[Row]]:
    """Return the rows of files by the place of their dataset among the rows, and those that name none.

    A title that two datasets have names neither.
    """
    by_word: dict[str, set[int]] = {}
    for number, row in enumerate(datasets):
        for word in {row.text("title"), row.text("name"), row.text(ID)} - {""}:
            by_word.setdefault(word, set()).add(number)
    sorted_out: dict[int, list[Row]] = {}
    strange: list[Row] = []
    for row in files:
        numbers = by_word.get(row.text(DATASET), set())
        if len(numbers) == 1:
            sorted_out.setdefault(min(numbers), []).append(row)
        else:
            strange.append(row)
    return sorted_out, strange


def repeated(datasets: Sequence[Row]) -> dict[int, int]:
    """Return the rows whose id or web address an earlier row has, by place, with that one's place."""
    first: dict[tuple[str, str], int] = {}
    twice: dict[int, int] = {}
    for number, row in enumerate(datasets):
        for name in (ID, "name"):
            text = row.text(name)
            if text and first.setdefault((name, text), number) != number:
                twice[number] = first[name, text]
    return twice


def cut(text: str) -> str:
    """Return as much of a value as a list of changes shows."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
