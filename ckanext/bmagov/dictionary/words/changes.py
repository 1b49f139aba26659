"""What changed between two versions of a dictionary, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.language import lang, shorten
from ckanext.bmagov.dictionary.domain.spec import Allowed, Reference
from ckanext.bmagov.dictionary.words.dictionary import attribute_label, type_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.dictionary.domain.answers import ChangeAnswer, ChangesAnswer
    from ckanext.bmagov.dictionary.domain.diff import DictionaryChange, Difference


def difference_dict(difference: Difference) -> ChangesAnswer:
    """Return a difference for an API answer, with a sentence for each change."""
    return {
        "breaking": difference.breaking,
        "changes": [change_dict(change) for change in difference.changes],
    }


def change_dict(change: DictionaryChange) -> ChangeAnswer:
    """Return one change for an API answer."""
    return {
        "reason": change.reason,
        "breaking": change.breaking,
        "table": change.table,
        "column": change.column,
        "attribute": change.attribute,
        "old": _plain(change.old),
        "new": _plain(change.new),
        "message": change_text(change),
    }


def change_text(change: DictionaryChange) -> str:
    """Return one change as a sentence that names the table and the column."""
    words = (
        _SENTENCES[change.reason] if change.column or change.reason != "description-changed" else _table_text
    )
    said = words().format(
        table=shorten(change.table),
        column=shorten(change.column),
        attribute=attribute_label(change.attribute),
        old=_shown(change.attribute, change.old),
        new=_shown(change.attribute, change.new),
    )
    in_table = change.table and not change.reason.startswith("table-")
    return (
        tk._('Table "{table}": {change}').format(table=shorten(change.table), change=said)
        if in_table
        else said
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return str(value)
    if isinstance(value, Allowed):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _shown(attribute: str, value: Any) -> str:
    if value is None or value in ("", ()):
        return tk._("nothing")
    if isinstance(value, bool):
        return tk._("Yes") if value else tk._("No")
    if isinstance(value, tuple):
        return shorten(", ".join(str(_plain(item)) for item in value))
    if attribute == "type":
        return type_label(str(value))
    if attribute == "classification":
        result = codelist("data_classification").get(str(value))
        return result.label(lang()) if result else shorten(value)
    return shorten(value)


def _table_text() -> str:
    return tk._("{attribute} is worded differently")


def _changed() -> str:
    return tk._('"{column}": {attribute} was "{old}", is now "{new}"')


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "table-added": lambda: tk._('Table "{table}" is new, with {new} columns'),
    "table-removed": lambda: tk._('Table "{table}" with {old} columns is gone'),
    "table-renamed": lambda: tk._('Table "{old}" is now called "{new}"'),
    "column-added": lambda: tk._('Column "{column}" is new'),
    "column-added-required": lambda: tk._('Column "{column}" is new and must be filled in'),
    "column-removed": lambda: tk._('Column "{column}" is gone'),
    "column-renamed": lambda: tk._('Column "{old}" is now called "{new}"'),
    "order-changed": lambda: tk._("The columns stand in another order"),
    "type-changed": _changed,
    "type-widened": _changed,
    "type-described": lambda: tk._('"{column}": {attribute} is now "{new}"'),
    "size-reduced": _changed,
    "size-increased": _changed,
    "required-added": lambda: tk._('"{column}" must now be filled in'),
    "required-removed": lambda: tk._('"{column}" may now be empty'),
    "unique-added": lambda: tk._('"{column}": no value may be there twice now'),
    "unique-removed": lambda: tk._('"{column}": values may now repeat'),
    "key-changed": lambda: tk._('"{column}": part of the primary key was {old}, is now {new}'),
    "reference-changed": _changed,
    "reference-added": lambda: tk._('"{column}" now refers to "{new}"'),
    "reference-removed": lambda: tk._('"{column}" no longer refers to "{old}"'),
    "values-added": lambda: tk._('"{column}": more values are allowed'),
    "values-removed": lambda: tk._('"{column}": some values are no longer allowed'),
    "values-limited": lambda: tk._('"{column}": only certain values are allowed now'),
    "values-freed": lambda: tk._('"{column}": any value is allowed now'),
    "values-relabelled": lambda: tk._('"{column}": the allowed values are called or ordered differently'),
    "pattern-changed": _changed,
    "pattern-removed": lambda: tk._('"{column}": the pattern "{old}" is gone'),
    "range-narrowed": _changed,
    "range-widened": _changed,
    "unit-changed": _changed,
    "date-writing-changed": _changed,
    "missing-added": lambda: tk._('"{column}": more values mean "no data" ({new})'),
    "missing-removed": lambda: tk._('"{column}": fewer values mean "no data" ({new})'),
    "personal-changed": _changed,
    "level-changed": _changed,
    "description-changed": lambda: tk._('"{column}": {attribute} is worded differently'),
}
