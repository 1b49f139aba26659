"""What changed between two versions of a dictionary, and whether it breaks what was built on the older one.

Breaking: a program written for the older version may fail on data of the newer, or data of the older no
longer keeps to the newer. Every change has a reason code; the table `BREAKING` is the whole rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.likeness import likeness
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.checks import form_of
from ckanext.bmagov.dictionary.domain.spec import ATTRIBUTES, Column, Dictionary, Table
from ckanext.bmagov.dictionary.domain.types import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BREAKING: Final[dict[str, bool]] = {
    "table-added": False,
    "table-removed": True,
    "table-renamed": True,
    "column-added": False,
    "column-added-required": True,
    "column-removed": True,
    "column-renamed": True,
    "order-changed": False,
    "type-changed": True,
    "type-widened": False,
    "type-described": False,
    "size-reduced": True,
    "size-increased": False,
    "required-added": True,
    "required-removed": True,
    "unique-added": True,
    "unique-removed": False,
    "key-changed": True,
    "reference-changed": True,
    "reference-added": True,
    "reference-removed": False,
    "values-added": False,
    "values-removed": True,
    "values-limited": True,
    "values-freed": False,
    "values-relabelled": False,
    "pattern-changed": True,
    "pattern-removed": False,
    "range-narrowed": True,
    "range-widened": False,
    "unit-changed": True,
    "date-writing-changed": True,
    "missing-added": True,
    "missing-removed": True,
    "personal-changed": False,
    "level-changed": True,
    "description-changed": False,
}
"""Reason -> whether it breaks."""

WIDER: Final = frozenset(
    (
        *(("integer", "number"), ("year", "integer"), ("date", "datetime"), ("geometry", "json")),
        *((name, "text") for name in ("code", "email", "phone", "url", "citizen_id")),
        *((name, "code") for name in ("citizen_id",)),
    )
)
"""Types whose every value is a value of the other, read the same."""

_TELLING: Final = ("label_th", "label_en", "description", "description_en", "unit", "pattern", "allowed")

ALIKE: Final = 0.6
"""How alike two columns must be for one to be the other renamed."""


@dataclass(frozen=True)
class DictionaryChange:
    """One change. `column` is empty when the table itself changed; old and new are plain text or numbers."""

    reason: str
    table: str
    column: str = ""
    attribute: str = ""
    old: Any = None
    new: Any = None

    @property
    def breaking(self) -> bool:
        """Tell whether this change breaks."""
        return BREAKING[self.reason]


@dataclass(frozen=True)
class Difference:
    """All changes, in the order of the newer version."""

    changes: tuple[DictionaryChange, ...] = ()

    @property
    def breaking(self) -> bool:
        """Tell whether any change breaks."""
        return any(change.breaking for change in self.changes)

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.changes)


def compare(old: Dictionary, new: Dictionary) -> Difference:
    """Compare two versions."""
    changes: list[DictionaryChange] = []
    pairs, added, removed = pair_tables(old.tables, new.tables)
    for before, after in pairs:
        if before.name != after.name:
            changes.append(DictionaryChange("table-renamed", after.name, "", "name", before.name, after.name))
        changes += compare_tables(before, after)
    changes += [DictionaryChange("table-added", table.name, new=len(table.columns)) for table in added]
    changes += [DictionaryChange("table-removed", table.name, old=len(table.columns)) for table in removed]
    return Difference(tuple(changes))


def compare_tables(old: Table, new: Table) -> list[DictionaryChange]:
    """Compare one table in two versions."""
    changes = [
        DictionaryChange("description-changed", new.name, "", name, getattr(old, name), getattr(new, name))
        for name in ("label_th", "label_en", "description")
        if getattr(old, name) != getattr(new, name)
    ]
    pairs, added, removed = pair_columns(old.columns, new.columns)
    for before, after in pairs:
        changes += [
            DictionaryChange(
                reason, new.name, after.name, attribute, getattr(before, attribute), getattr(after, attribute)
            )
            for reason, attribute in _changes(before, after)
        ]
    changes += [_added(new.name, column) for column in added]
    changes += [
        DictionaryChange("column-removed", new.name, column.name, "name", column.name) for column in removed
    ]
    kept = [before.name for before, _ in sorted(pairs, key=lambda pair: old.columns.index(pair[0]))]
    if kept != [before.name for before, _ in pairs]:
        changes.append(DictionaryChange("order-changed", new.name, "", "order"))
    return changes


def _added(table: str, column: Column) -> DictionaryChange:
    required = column.required or column.primary_key
    reason = "column-added-required" if required else "column-added"
    return DictionaryChange(reason, table, column.name, "name", new=column.name)


# who is who


def pair_tables(
    old: Sequence[Table], new: Sequence[Table]
) -> tuple[list[tuple[Table, Table]], list[Table], list[Table]]:
    """Which table is which in two versions: pairs in the order of the newer, then who came, who went."""
    return _pair(old, new, _table_likeness)


def pair_columns(
    old: Sequence[Column], new: Sequence[Column]
) -> tuple[list[tuple[Column, Column]], list[Column], list[Column]]:
    """Return which column is which in two versions of a table, as :func:`pair_tables`."""
    return _pair(old, new, _column_likeness)


def _pair(
    old: Sequence[Any], new: Sequence[Any], likeness: Callable[[Any, Any], float]
) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Pair the two versions of each thing by name, the rest by likeness; who is left came or went."""
    left: dict[str, list[Any]] = {}
    for item in old:
        left.setdefault(match_key(item.name), []).append(item)
    results: dict[int, Any] = {}
    for position, item in enumerate(new):
        namesakes = left.get(match_key(item.name))
        if namesakes:
            results[position] = namesakes.pop(0)
    removed = [item for items in left.values() for item in items]
    scores = sorted(
        (
            (-likeness(before, item), position, place)
            for position, item in enumerate(new)
            if position not in results
            for place, before in enumerate(removed)
        ),
    )
    taken: set[int] = set()
    for score, position, place in scores:
        if -score >= ALIKE and position not in results and place not in taken:
            results[position] = removed[place]
            taken.add(place)
    pairs = [(results[position], new[position]) for position in sorted(results)]
    added = [item for position, item in enumerate(new) if position not in results]
    return pairs, added, [item for place, item in enumerate(removed) if place not in taken]


def _column_likeness(old: Column, new: Column) -> float:
    """Measure likeness: names count half, what is said about the columns the other half."""
    if old.type and new.type and old.type != new.type:
        return 0.0
    names = likeness(match_key(old.name), match_key(new.name))
    said = [name for name in _TELLING if getattr(old, name) or getattr(new, name)]
    if not said:
        return names * 0.85
    same = sum(getattr(old, name) == getattr(new, name) for name in said) / len(said)
    return 0.5 * names + 0.5 * same if same < 1 else max(0.8, names)


def _table_likeness(old: Table, new: Table) -> float:
    before, after = ({match_key(c.name) for c in table.columns} for table in (old, new))
    return len(before & after) / len(before | after) if before | after else 0.0


# what changed


def _changes(old: Column, new: Column) -> Iterator[tuple[str, str]]:
    if old.name != new.name:
        yield "column-renamed", "name"
    for attribute in ATTRIBUTES:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if attribute != "name" and before != after:
            yield from ((reason, attribute) for reason in _reasons(attribute, old, new))


_SIMPLE: Final = {
    "primary_key": "key-changed",
    "unit": "unit-changed",
    "date_format": "date-writing-changed",
    "era": "date-writing-changed",
    "personal": "personal-changed",
    "personal_kind": "personal-changed",
    "classification": "level-changed",
}


def _reasons(attribute: str, old: Column, new: Column) -> list[str]:
    before, after = getattr(old, attribute), getattr(new, attribute)
    if attribute in _SIMPLE:
        return [_SIMPLE[attribute]]
    if attribute == "type":
        return [_type_reason(before, after)]
    if attribute in ("size", "decimals"):
        grown = after is None or (before is not None and after > before)
        return ["size-increased" if grown else "size-reduced"]
    if attribute in ("required", "unique"):
        return [f"{attribute}-{'added' if after else 'removed'}"]
    if attribute == "references":
        return ["reference-" + ("added" if before is None else "removed" if after is None else "changed")]
    if attribute == "pattern":
        return ["pattern-changed" if after else "pattern-removed"]
    if attribute in ("minimum", "maximum"):
        return ["range-narrowed" if _narrowed(attribute, old, new) else "range-widened"]
    if attribute in ("allowed", "codelist"):
        return _value_reasons(attribute, old, new)
    if attribute == "missing":
        added, removed = set(after) - set(before), set(before) - set(after)
        return ["missing-added"] * bool(added) + ["missing-removed"] * bool(removed)
    return ["description-changed"]


def _type_reason(before: str, after: str) -> str:
    if not before:
        return "type-described"
    return "type-widened" if (before, after) in WIDER else "type-changed"


def _value_reasons(attribute: str, old: Column, new: Column) -> list[str]:
    before, after = getattr(old, attribute), getattr(new, attribute)
    if not before:
        return ["values-limited"]
    if not after:
        return ["values-freed"]
    if attribute == "codelist":
        return ["values-removed"]
    had, has = {item.value for item in before}, {item.value for item in after}
    reasons = ["values-added"] * bool(has - had) + ["values-removed"] * bool(had - has)
    return reasons or ["values-relabelled"]


def _narrowed(attribute: str, old: Column, new: Column) -> bool:
    """Tell whether fewer values are in the range than before; when it can't be told, they may be."""
    before, after = getattr(old, attribute), getattr(new, attribute)
    if not before or not after:
        return not before
    try:
        ends = [
            TYPES[column.type].parse(text, form_of(column)) for column, text in ((old, before), (new, after))
        ]
        return bool(ends[1] > ends[0] if attribute == "minimum" else ends[1] < ends[0])
    except (ProblemError, KeyError, TypeError):
        return True
