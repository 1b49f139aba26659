"""What is asked of the rows of a table: words, filters by type, order, columns, a page.

All of it is text in an address, so that a link says everything.

`q` are words that a row has, also inside of others. `is.<column>` (several: any of them), `from.<column>` and
`to.<column>` filter; values are read as cells are, so days may be in either era. `sort` is a column, with `-`
before it the largest first. `show` are the columns to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.dictionary import TYPES
from ckanext.bmagov.tables.domain.cells import COMPARED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckanext.bmagov.tables.domain.plan import Stored

PER_PAGE: Final = (20, 50, 100, 500)
MOST_WORDS: Final = 10
MOST_VALUES: Final = 50
LONGEST: Final = 200
"""Characters of a word or a value."""

IS, FROM, TO = "is", "from", "to"
KINDS: Final = (IS, FROM, TO)


@dataclass(frozen=True)
class Filter:
    """A condition on one column. `typed` are the values as they were written, `values` what they mean."""

    column: Stored
    kind: str
    typed: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """What is asked of a table. `problems` are parts that could not be read; nothing is given then."""

    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: Stored | None = None
    down: bool = False
    shown: tuple[Stored, ...] = ()
    page: int = 1
    per_page: int = PER_PAGE[1]
    problems: tuple[Problem, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Tell whether not all rows are asked for."""
        return bool(self.words or self.filters)

    def without(self, column: Stored) -> Asked:
        """Return the same without the choice of values of a column: what else could be chosen there."""
        kept = tuple(item for item in self.filters if item.column != column or item.kind != IS)
        return replace(self, filters=kept)


def read(params: Mapping[str, Sequence[str]], columns: Sequence[Stored]) -> Asked:
    """Read what is asked.

    :param params: the values of each parameter
    :param columns: those of the table that the reader may know of; no other is one
    """
    by_id = {column.id: column for column in columns}
    problems: list[Problem] = []
    filters: list[Filter] = []
    for name, texts in params.items():
        kind, dot, column_id = name.partition(".")
        if not dot or kind not in KINDS:
            continue
        typed = tuple(dict.fromkeys(text.strip()[:LONGEST] for text in texts if text.strip()))[:MOST_VALUES]
        column = by_id.get(column_id)
        if column is None:
            problems.append(Problem("TABLE-NO-COLUMN", {"column": column_id[:LONGEST]}))
        elif typed:
            try:
                filters.append(_filter(column, kind, typed))
            except ProblemError as error:
                problems.append(error.problem)
    order = _first(params, "sort")
    sort = by_id.get(order) or by_id.get(order.removeprefix("-"))
    if order and sort is None:
        problems.append(Problem("TABLE-NO-COLUMN", {"column": order[:LONGEST]}))
    shown = tuple(by_id[column_id] for column_id in params.get("show", ()) if column_id in by_id)
    per_page = _number(params, "per", PER_PAGE[1])
    return Asked(
        tuple(_first(params, "q")[:LONGEST].split()[:MOST_WORDS]),
        tuple(filters),
        sort,
        sort is not None and order not in by_id,
        shown or tuple(columns),
        max(1, _number(params, "page", 1)),
        per_page if per_page in PER_PAGE else PER_PAGE[1],
        tuple(problems),
    )


def _filter(column: Stored, kind: str, typed: tuple[str, ...]) -> Filter:
    if kind != IS:
        typed = typed[:1]
    return Filter(column, kind, typed, tuple(_value(column, text) for text in typed))


def _value(column: Stored, text: str) -> Any:
    """Return what a text means in a column.

    :raises ProblemError: `TABLE-NO-VALUE` (`column`, `value`, `type`)
    """
    if column.type not in COMPARED:
        return text
    try:
        return TYPES[column.type].parse(text)
    except ProblemError:
        params = {"column": column.name, "value": text, "type": column.type}
        raise ProblemError("TABLE-NO-VALUE", **params) from None


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(params.get(name, ())), "").strip()


def _number(params: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    text = _first(params, name)
    return int(text[:9]) if text.isascii() and text.isdigit() else default


def pairs(asked: Asked, columns: Iterable[Stored], **changes: Any) -> list[tuple[str, str]]:
    """Return the parameters of an address that asks the same, with some parts changed.

    :param columns: all columns of the table, of which the shown ones are named unless they are all
    :param changes: `words`, `filters`, `sort`, `down`, `shown`, `page`
    """
    other = replace(asked, **changes)
    address = [("q", " ".join(other.words))] if other.words else []
    address += [(f"{item.kind}.{item.column.id}", text) for item in other.filters for text in item.typed]
    if other.sort:
        address.append(("sort", f"{'-' if other.down else ''}{other.sort.id}"))
    if other.shown != tuple(columns):
        address += [("show", column.id) for column in other.shown]
    if other.per_page != PER_PAGE[1]:
        address.append(("per", str(other.per_page)))
    if other.page > 1:
        address.append(("page", str(other.page)))
    return address
