"""Two people changed the same dictionary: their changes and mine in one, and where they contradict.

`base` is the version that both began with. What only one side changed is taken from that side; where both
changed the same differently, mine stands and the clash is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.diff import pair_columns, pair_tables
from ckanext.bmagov.dictionary.domain.spec import ATTRIBUTES, Column, Dictionary, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Item = TypeVar("_Item", Table, Column)
_Pairs = tuple[list[tuple[_Item, _Item]], list[_Item], list[_Item]]

_Key = tuple[str, int]

TABLE_TEXTS: Final = ("name", "label_th", "label_en", "description")


@dataclass(frozen=True)
class Clash:
    """Both changed the same, and mine was kept.

    `attribute` is empty when one removed what the other changed; the side that removed it then has none.
    """

    table: str
    column: str = ""
    attribute: str = ""
    mine: Any = None
    theirs: Any = None


@dataclass(frozen=True)
class Together:
    """Both people's work."""

    dictionary: Dictionary
    clashes: tuple[Clash, ...] = ()


def merge(base: Dictionary, mine: Dictionary, theirs: Dictionary) -> Together:
    """Bring two versions that grew from one together."""
    clashes: list[Clash] = []
    tables: list[Table] = []
    for before, own, other in _line_up(base.tables, mine.tables, theirs.tables, pair_tables):
        if own is None or other is None:
            kept = _of_single_side(before, own, other)
            if before is not None and (own or other) != before:
                clashes.append(Clash((own or other or before).name, mine=own, theirs=other))
        else:
            kept = _table(before or Table(), own, other, clashes)
        if kept is not None:
            tables.append(kept)
    return Together(Dictionary(tuple(tables)), tuple(clashes))


def _table(before: Table, own: Table, other: Table, clashes: list[Clash]) -> Table:
    name = _chosen("name", before, own, other)[0]
    texts: dict[str, Any] = {}
    for text in TABLE_TEXTS:
        texts[text], differ = _chosen(text, before, own, other)
        if differ:
            clashes.append(Clash(name, "", text, getattr(own, text), getattr(other, text)))
    columns: list[Column] = []
    for was, mine, theirs in _line_up(before.columns, own.columns, other.columns, pair_columns):
        if mine is None or theirs is None:
            kept = _of_single_side(was, mine, theirs)
            if was is not None and (mine or theirs) != was:
                clashes.append(Clash(name, (mine or theirs or was).name, mine=mine, theirs=theirs))
        else:
            kept = _column(was or Column(mine.name), mine, theirs, name, clashes)
        if kept is not None:
            columns.append(kept)
    return Table(columns=tuple(columns), **texts)


def _column(before: Column, own: Column, other: Column, table: str, clashes: list[Clash]) -> Column:
    values: dict[str, Any] = {}
    for attribute in ATTRIBUTES:
        values[attribute], differ = _chosen(attribute, before, own, other)
        if differ:
            mine, theirs = getattr(own, attribute), getattr(other, attribute)
            clashes.append(Clash(table, own.name, attribute, mine, theirs))
    return replace(own, **values)


def _chosen(attribute: str, before: Any, own: Any, other: Any) -> tuple[Any, bool]:
    """Return the value that stands, and whether the two sides contradict."""
    was, mine, theirs = (getattr(side, attribute) for side in (before, own, other))
    if mine == was:
        return theirs, False
    return mine, theirs not in (was, mine)


def _of_single_side(before: _Item | None, own: _Item | None, other: _Item | None) -> _Item | None:
    """What only one side has: an addition stays; what was removed goes, unless mine was changed since."""
    if before is None:
        return own or other
    return own if own is not None and own != before else None


def _line_up(
    base: Sequence[_Item],
    mine: Sequence[_Item],
    theirs: Sequence[_Item],
    pair: Callable[[Sequence[_Item], Sequence[_Item]], _Pairs[_Item]],
) -> list[tuple[_Item | None, _Item | None, _Item | None]]:
    """Return (base, mine, theirs) for each thing, in my order unless only the other side moved things."""
    of_mine, of_theirs = _origins(base, mine, pair), _origins(base, theirs, pair)
    by_origin = {origin: place for place, origin in of_theirs.items()}
    by_name = {match_key(item.name): place for place, item in enumerate(theirs) if place not in of_theirs}
    rows: dict[_Key, tuple[_Item | None, _Item | None, _Item | None]] = {}
    twins: dict[int, _Key] = {}
    for place, item in enumerate(mine):
        origin = of_mine.get(place)
        twin = by_name.pop(match_key(item.name), None) if origin is None else by_origin.get(origin)
        was = None if origin is None else base[origin]
        rows["mine", place] = (was, item, None if twin is None else theirs[twin])
        if twin is not None:
            twins[twin] = ("mine", place)
    for place, item in enumerate(theirs):
        if place not in twins:
            rows["theirs", place] = (base[of_theirs[place]] if place in of_theirs else None, None, item)
    own = [("mine", place) for place in range(len(mine))]
    other = [twins.get(place, ("theirs", place)) for place in range(len(theirs))]
    moved = list(of_mine.values()) != sorted(of_mine.values())
    return [rows[key] for key in (_woven(own, other) if moved else _woven(other, own))]


def _origins(
    base: Sequence[_Item],
    new: Sequence[_Item],
    pair: Callable[[Sequence[_Item], Sequence[_Item]], _Pairs[_Item]],
) -> dict[int, int]:
    """Return place in the newer -> place in the base, of what is in both; in the newer's order."""
    old_places = {id(item): place for place, item in enumerate(base)}
    new_places = {id(item): place for place, item in enumerate(new)}
    return {new_places[id(after)]: old_places[id(before)] for before, after in pair(base, new)[0]}


def _woven(first: list[_Key], second: list[_Key]) -> list[_Key]:
    """Return all of `first` in order, and what only `second` has after what precedes it there."""
    known = set(first)
    followers: dict[_Key | None, list[_Key]] = {}
    last: _Key | None = None
    for key in second:
        if key in known:
            last = key
        else:
            followers.setdefault(last, []).append(key)
    woven = list(followers.get(None, ()))
    for key in first:
        woven += [key, *followers.get(key, ())]
    return woven
