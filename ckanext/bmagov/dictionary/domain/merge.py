"""Both ways between a dictionary and the DataStore's own, which knows label, notes and a type override.

The DataStore keeps an `info` dict for every field; others (datapusher, xloader, a person on the DataStore's
page) write there too. Nothing of theirs is ever lost: only our keys are touched, and where both sides
changed since the last meeting ours is kept and theirs is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.text import match_key, normalize_block, normalize_line
from ckanext.bmagov.dictionary.domain.names import by_key
from ckanext.bmagov.dictionary.domain.spec import Column
from ckanext.bmagov.dictionary.domain.types import TYPES, resolve_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIDDEN: Final = frozenset(("_id", "_full_text"))
"""Columns that the DataStore adds itself."""

OVERRIDES: Final = {
    **dict.fromkeys(("integer", "number"), "numeric"),
    **dict.fromkeys(("date", "datetime"), "timestamp"),
    **dict.fromkeys(("text", "code", "email", "phone", "citizen_id", "url"), "text"),
}
"""Our type -> what the loaders understand as `type_override`; other types are left to them."""

FROM_OVERRIDE: Final = {"numeric": "number", "timestamp": "datetime", "text": "text"}
_FAMILY: Final = {"year": "numeric"}

KEYS: Final = ("label", "notes", "type_override")
"""The keys of `info` that mean what a column of ours says."""


@dataclass(frozen=True)
class Conflict:
    """Both sides changed the same since they last met; ours was kept."""

    column: str
    attribute: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The columns after taking in what the DataStore says. `added` were only there, `absent` are only
    here.
    """

    columns: tuple[Column, ...]
    added: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def info_of(column: Column) -> dict[str, str]:
    """Return what the DataStore should say about a column; what we do not know is left out."""
    info = {
        "label": column.label_th or column.label_en,
        "notes": column.description or column.description_en,
        "type_override": OVERRIDES.get(column.type, ""),
    }
    return {key: text for key, text in info.items() if text}


def from_fields(
    columns: Sequence[Column],
    fields: Sequence[Mapping[str, Any]],
    base: Mapping[str, Mapping[str, str]] | None = None,
) -> Merged:
    """Take in what the DataStore says.

    :param base: by field, the `info` as it was when both sides last agreed; without it what is empty here is
    filled and nothing is replaced
    """
    known = by_key(columns)
    theirs = {
        match_key(known[key].name) if key in known else key: item
        for item in fields
        if item.get("id") not in HIDDEN and (key := match_key(str(item.get("id", ""))))
    }
    own = {match_key(column.name): column for column in columns}
    conflicts: list[Conflict] = []
    merged: list[Column] = []
    for key, column in own.items():
        item = theirs.get(key)
        if item is None:
            merged.append(column)
            continue
        last = (base or {}).get(str(item["id"]))
        merged.append(_take(column, item.get("info") or {}, last, conflicts))
    added: list[str] = []
    for key, item in theirs.items():
        if key not in own:
            merged.append(_new(item))
            added.append(str(item["id"]))
    absent = tuple(column.name for key, column in own.items() if key not in theirs)
    return Merged(tuple(merged), tuple(added), absent, tuple(conflicts))


def _new(item: Mapping[str, Any]) -> Column:
    """Return a column only the DataStore knows: its words, and the type it is stored in unless overridden."""
    info = item.get("info") or {}
    result = resolve_type(str(item.get("type", "")))
    column = Column(str(item["id"]), type=result.type.name if result else "")
    column = _take(column, {key: info.get(key) for key in ("label", "notes")}, None, [])
    override = FROM_OVERRIDE.get(str(info.get("type_override") or ""), "")
    return replace(column, type=override) if override and not _agrees(column.type, override) else column


def _take(
    column: Column, info: Mapping[str, Any], base: Mapping[str, str] | None, conflicts: list[Conflict]
) -> Column:
    ours = info_of(column)
    for key in KEYS:
        said = info.get(key)
        text = (
            (normalize_block(said) if key == "notes" else normalize_line(said))
            if isinstance(said, str)
            else ""
        )
        if not text or text == ours.get(key, ""):
            continue
        before = base.get(key, "") if base is not None else None
        if not ours.get(key) or (before is not None and ours.get(key) == before and text != before):
            column = _put(column, key, text)
        elif before is not None and text != before:
            conflicts.append(Conflict(column.name, key, ours[key], text))
    return column


def _put(column: Column, key: str, text: str) -> Column:
    if key == "type_override":
        wanted = FROM_OVERRIDE.get(text, "")
        return replace(column, type=wanted) if wanted and not _agrees(column.type, wanted) else column
    thai = any("\u0e01" <= character <= "\u0e5b" for character in text)
    if key == "label":
        in_english = column.label_en and not column.label_th and not thai
        return replace(
            column, **{"label_en" if in_english or (not thai and not column.label_th) else "label_th": text}
        )
    in_english = not thai and not column.description
    return replace(column, **{"description_en" if in_english else "description": text})


def _agrees(ours: str, wanted: str) -> bool:
    """Tell whether our finer type is already of the kind the override asks for (a code is text)."""
    if ours not in TYPES:
        return False
    return (OVERRIDES.get(ours) or _FAMILY.get(ours)) == OVERRIDES.get(wanted)
