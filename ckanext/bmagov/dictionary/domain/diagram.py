"""Where the tables of a dictionary stand in a picture of their references.

Tables that are referred to stand left of those that refer to them. A circle is cut at one of its references,
which then runs backwards. Lengths are in units of the picture; `formats.dictionary_svg` draws it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.dictionary.domain.checks import find_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

MAX_TABLES: Final = 30
MAX_LINKS: Final = 60
"""Beyond these a picture is a knot: the list of references says more."""

ROWS: Final = 8
LETTERS: Final = 26
LETTER: Final = 8.2
ROW: Final = 24
HEAD: Final = 32
PADDING: Final = 12
ACROSS: Final = 88
BELOW: Final = 28
MARGIN: Final = 12
LOOP: Final = 36
LANE: Final = 14

Point = tuple[float, float]


@dataclass(frozen=True)
class Link:
    """A reference that leads somewhere."""

    table: str
    column: str
    to_table: str
    to_column: str


@dataclass(frozen=True)
class Row:
    """A column in the picture; `key` and `refers` are its marks."""

    name: str
    key: bool
    refers: bool


@dataclass(frozen=True)
class Box:
    """A table in the picture. `more` columns are not shown."""

    name: str
    rows: tuple[Row, ...]
    more: int
    x: float
    y: float
    width: float
    height: float

    def middle(self, column: str) -> float:
        """Return the height of a column's line; of the heading when it is not shown."""
        place = next((number for number, row in enumerate(self.rows) if row.name == column), None)
        return self.y + (HEAD / 2 if place is None else HEAD + (place + 0.5) * ROW)


@dataclass(frozen=True)
class Arrow:
    """A reference in the picture, from its column: a curve of four points, or three curves of ten."""

    link: Link
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Diagram:
    """The picture."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def links(dictionary: Dictionary) -> tuple[Link, ...]:
    """Return all references that lead somewhere, in the order of the dictionary."""
    return tuple(
        Link(table.name, column.name, result[0].name, result[1].name)
        for table, column in dictionary.columns
        if column.references and (result := find_reference(dictionary, table, column.references))
    )


def diagram(dictionary: Dictionary) -> Diagram | None:
    """Place the tables; none when nothing refers to anything, or too much does."""
    known = links(dictionary)
    if not known or len(known) > MAX_LINKS or len(dictionary.tables) > MAX_TABLES:
        return None
    layers = _ordered(_layers([table.name for table in dictionary.tables], known), known)
    boxes = dict(_placed(dictionary, layers, known))
    arrows = _arrows(known, boxes)
    corners = [point for arrow in arrows for point in arrow.points]
    corners += [(box.x + box.width, box.y + box.height) for box in boxes.values()]
    return Diagram(
        max(x for x, _ in corners) + MARGIN,
        max(y for _, y in corners) + MARGIN,
        tuple(boxes.values()),
        tuple(arrows),
    )


def shortened(text: str, letters: int = LETTERS) -> str:
    """Cut a name to what fits. Marks above and below a letter take no room."""
    taken = 0
    for place, character in enumerate(text):
        taken += _room(character)
        if taken > letters:
            return text[: place - 1].rstrip() + "…"
    return text


def _room(character: str) -> int:
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def _width(texts: Iterator[str]) -> float:
    longest = max((sum(map(_room, shortened(text))) for text in texts), default=0)
    return max(110.0, longest * LETTER + 2 * PADDING + 30)


def _layers(names: Sequence[str], known: Sequence[Link]) -> list[list[str]]:
    """Layer of a table: one more than the furthest of those that it refers to; circles are cut."""
    parents: dict[str, list[str]] = {name: [] for name in names}
    for link in known:
        if link.to_table != link.table and link.to_table not in parents[link.table]:
            parents[link.table].append(link.to_table)
    depth: dict[str, int] = {}
    for name in names:
        _walk(name, parents, depth)
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    return layers


def _walk(start: str, parents: Mapping[str, Sequence[str]], depth: dict[str, int]) -> None:
    """Set the depth of a table and of those it refers to. No recursion: chains may be long."""
    waiting = [(start, False)]
    open_now: set[str] = set()
    while waiting:
        name, done = waiting.pop()
        if done:
            open_now.discard(name)
            depth[name] = max((depth[parent] + 1 for parent in parents[name] if parent in depth), default=0)
        elif name not in depth and name not in open_now:
            open_now.add(name)
            waiting.append((name, True))
            waiting += [(parent, False) for parent in parents[name] if parent not in open_now]


def _ordered(layers: list[list[str]], known: Sequence[Link]) -> list[list[str]]:
    """Bring what is linked to the same height, so that fewer arrows cross."""
    near: dict[str, list[str]] = {name: [] for layer in layers for name in layer}
    for link in known:
        near[link.table].append(link.to_table)
        near[link.to_table].append(link.table)
    for _ in range(4):
        place = {name: number for layer in layers for number, name in enumerate(layer)}

        def height(name: str, place: Mapping[str, int] = place) -> float:
            around = [place[other] for other in near[name] if other != name]
            return sum(around) / len(around) if around else place[name]

        layers = [sorted(layer, key=height) for layer in layers]
    return layers


def _placed(
    dictionary: Dictionary, layers: Sequence[Sequence[str]], known: Sequence[Link]
) -> Iterator[tuple[str, Box]]:
    tables = {table.name: table for table in dictionary.tables}
    used = {(link.table, link.column) for link in known} | {(link.to_table, link.to_column) for link in known}
    rows = {name: _rows(table, used) for name, table in tables.items()}
    sizes = {name: _size(table, rows[name]) for name, table in tables.items()}
    tallest = max(_stack(layer, sizes) for layer in layers)
    left = float(MARGIN)
    for layer in layers:
        top = MARGIN + (tallest - _stack(layer, sizes)) / 2
        widest = max(sizes[name][0] for name in layer)
        for name in layer:
            height = sizes[name][1]
            more = len(tables[name].columns) - len(rows[name])
            yield name, Box(name, rows[name], more, left, top, widest, height)
            top += height + BELOW
        left += widest + ACROSS


def _rows(table: Table, used: set[tuple[str, str]]) -> tuple[Row, ...]:
    """The columns that make the key or the references, then others while there is room; in their order."""

    def tells(column: Column) -> bool:
        return column.primary_key or (table.name, column.name) in used

    telling = [column for column in table.columns if tells(column)]
    others = [column for column in table.columns if not tells(column)][: max(0, ROWS - len(telling))]
    shown = {id(column) for column in (*telling[: 2 * ROWS], *others)}
    return tuple(
        Row(column.name, column.primary_key, column.references is not None)
        for column in table.columns
        if id(column) in shown
    )


def _size(table: Table, rows: Sequence[Row]) -> tuple[float, float]:
    more = ROW if len(rows) < len(table.columns) else 0
    return _width(iter((table.name, *(row.name for row in rows)))), HEAD + len(rows) * ROW + more + 6


def _stack(layer: Sequence[str], sizes: Mapping[str, tuple[float, float]]) -> float:
    return sum(sizes[name][1] for name in layer) + BELOW * (len(layer) - 1)


def _arrows(known: Sequence[Link], boxes: Mapping[str, Box]) -> list[Arrow]:
    """Draw the references. Those that pass other tables run below these, each on a line of its own."""
    arrows: list[Arrow] = []
    passing = 0
    for link in known:
        start, end = boxes[link.table], boxes[link.to_table]
        left, right = sorted((start.x, end.x))
        between = [box.y + box.height for box in boxes.values() if left < box.x < right]
        points = _direct(start, start.middle(link.column), end, end.middle(link.to_column))
        if between:
            points = _below(points, max(between) + LANE * (1.5 + passing))
            passing += 1
        arrows.append(Arrow(link, points))
    return arrows


def _direct(start: Box, from_y: float, end: Box, to_y: float) -> tuple[Point, ...]:
    if end.x == start.x:
        side = start.x + start.width
        return (side, from_y), (side + LOOP, from_y), (side + LOOP, to_y), (side, to_y)
    leftwards = end.x < start.x
    from_x = start.x if leftwards else start.x + start.width
    to_x = end.x + end.width if leftwards else end.x
    bend = (to_x - from_x) / 2
    return (from_x, from_y), (from_x + bend, from_y), (to_x - bend, to_y), (to_x, to_y)


def _below(points: tuple[Point, ...], lane: float) -> tuple[Point, ...]:
    """Bend a curve down to a level line and up again: three curves, ten points."""
    (from_x, from_y), *_, (to_x, to_y) = points
    step = ACROSS * 0.45 if to_x > from_x else -ACROSS * 0.45
    down, up = from_x + step, to_x - step
    return (
        *((from_x, from_y), (down, from_y), (from_x, lane), (down, lane)),
        *((down, lane), (up, lane), (up, lane)),
        *((to_x, lane), (up, to_y), (to_x, to_y)),
    )
