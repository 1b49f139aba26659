"""The cells of the map of agencies and criteria: each kind of cell is drawn once, not each of thousands.

A cell opens its criterion in the record of its agency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Record = dict[str, Any]

SIGNS: Final = {
    "pass": ("p", "✓"),
    "partial": ("a", "◐"),
    "fail": ("f", "✗"),
    "unknown": ("u", "?"),
    "not_applicable": ("n", "–"),
    "not_due": ("d", "○"),
}
"""Class and sign of a state; a state is told by colour, sign and word."""

CELL: Final = Markup("<td class={}><a href={{}}>{}{}<i>{}</i></a>")
"""Without the end tag, which HTML does not ask for: it would be a tenth of the page. The address is open."""
EMPTY: Final = Markup("<td>")


def drawn(rows: Iterable[Mapping[str, Any]], criteria: Sequence[str], record: str) -> dict[str, Markup]:
    """Return the cells of each agency, by its id, in the order of the criteria.

    :param record: address of the records up to the agency's name, as short as can be: it stands in each cell
    :param rows: of `bmagov_scorecard_list`, where equal cells are one
    """
    words = _words()
    known: dict[int, Markup] = {}
    lines = {}
    for row in rows:
        drawings = []
        for name in criteria:
            cell = row["criteria"].get(name)
            mark = known.get(id(cell))
            if mark is None:
                mark = known[id(cell)] = _drawn(cell, words)
            drawings.append(mark.format(f"{record}{row['name']}#c{name}"))
        lines[row["id"]] = Markup("").join(drawings)
    return lines


def _drawn(cell: Record | None, words: Record) -> Markup:
    if cell is None:
        return EMPTY
    state = "not_due" if cell["not_due"] else cell["state"]
    class_, sign = SIGNS[state]
    percent = cell["percent"] if state == "partial" and cell["percent"] is not None else ""
    return CELL.format(class_, sign, percent, words[state])


def _words() -> dict[str, str]:
    return {
        "pass": tk._("done"),
        "partial": tk._("in part"),
        "fail": tk._("lacking"),
        "unknown": tk._("not seen"),
        "not_applicable": tk._("not asked"),
        "not_due": tk._("not due yet"),
    }
