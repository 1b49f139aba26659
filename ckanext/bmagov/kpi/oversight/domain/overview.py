"""All agencies of a year together: groups with subtotals, how results spread, what is late, what order.

Rows are as `bmagov_scorecard_list` answers: texts and numbers, nothing of a dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, Any]

GROUPS: Final = ("bureau", "office", "district_office", "permanent_secretary_unit")
"""Groups of the overview, in its order; kinds that are not here follow."""

BINS: Final = 10
NUMBERS: Final = ("result", "highest", "stated")
ROUND_ORDER: Final = ("draft", "returned", "submitted", "under_review", "verified", "signed_off", "closed")


@dataclass(frozen=True)
class Total:
    """What several agencies reach together. Agencies that were never scored are counted, not averaged."""

    agencies: int
    scored: int
    mean: Decimal | None
    due: Decimal | None
    """Mean of what agencies reach of what is due so far."""
    lowest: Decimal | None
    highest: Decimal | None
    reached: int
    """Agencies at or above the target."""
    late: int
    """Agencies with something past its deadline and not reached."""
    percents: Mapping[str, int | None]
    """Criterion -> mean of the agencies to which it applies and of which something could be seen."""


@dataclass(frozen=True)
class Bin:
    """Results from ``low`` (inclusive) to ``high`` (exclusive; the last one holds 100)."""

    low: int
    high: int
    agencies: int


def total(rows: Sequence[Row], criteria: Iterable[str], target: Decimal) -> Total:
    """Add up agencies."""
    results = [Decimal(row["result"]) for row in rows if row["result"] is not None]
    due = [value for value in map(due_result, rows) if value is not None]
    return Total(
        agencies=len(rows),
        scored=len(results),
        mean=mean(results),
        due=mean(due),
        lowest=min(results, default=None),
        highest=max(results, default=None),
        reached=sum(result >= target for result in results),
        late=sum(bool(row["late"]) for row in rows),
        percents={name: _percent(rows, name) for name in criteria},
    )


def due_result(row: Row) -> Decimal | None:
    """Return what an agency reaches of what is due so far, per cent."""
    due = row["due_so_far"]
    return Decimal(due["result"]) if due and due["result"] is not None else None


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Return the mean to two places; None of nothing."""
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _percent(rows: Iterable[Row], criterion: str) -> int | None:
    cells = [row["criteria"].get(criterion) for row in rows]
    known = [cell["percent"] for cell in cells if cell and cell["percent"] is not None]
    return int(sum(known) / len(known)) if known else None


def groups(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows by kind of agency, in the order of the overview; empty groups are left out."""
    known = list(rows)
    kinds = [*GROUPS, *sorted({row["kind"] for row in known} - set(GROUPS))]
    grouped = [(kind, [row for row in known if row["kind"] == kind]) for kind in kinds]
    return [(kind, own) for kind, own in grouped if own]


def distribution(rows: Iterable[Row]) -> list[Bin]:
    """Return how many agencies stand in each tenth."""
    results = [Decimal(row["result"]) for row in rows if row["result"] is not None]
    width = 100 // BINS
    places = [min(int(result) // width, BINS - 1) for result in results]
    return [Bin(place * width, (place + 1) * width, places.count(place)) for place in range(BINS)]


def chosen(rows: Iterable[Row], wanted: Mapping[str, str]) -> list[Row]:
    """Return the rows that a filter asks for.

    :param wanted: ``group`` (kind of agency), ``state`` (some criterion stands so), ``round``, ``late``,
        ``no_register`` and ``touched`` (anything), ``q`` (words of the name); empty ones ask for nothing
    """
    words = wanted.get("q", "").casefold().split()
    return [
        row
        for row in rows
        if wanted.get("group") in (None, "", row["kind"])
        and wanted.get("round") in (None, "", row["round"])
        and all(row[name] for name in ("late", "no_register", "touched") if wanted.get(name))
        and (not wanted.get("state") or _stands(row, wanted["state"]))
        and all(word in f"{row['title']} {row['title_en']} {row['name']}".casefold() for word in words)
    ]


def _stands(row: Row, state: str) -> bool:
    return any(cell["state"] == state for cell in row["criteria"].values())


def ordered(rows: Sequence[Row], key: str) -> list[Row]:
    """Return rows in the order of a column, ``-`` before it for the greatest first; unknown values last.

    Rows that are equal keep their order: that of the agencies' codes. A column that there is not is no order.
    Without a column those come first with whom no register is agreed.
    """
    if not key:
        return sorted(rows, key=lambda row: not row["no_register"])
    name, down = key.removeprefix("-"), key.startswith("-")
    values = [(_value(row, name), row) for row in rows]
    known = [pair for pair in values if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [row for _, row in known] + [row for value, row in values if value is None]


def _value(row: Row, name: str) -> Any:
    if name == "title":
        return row["title"]
    if name in NUMBERS:
        return None if row[name] is None else Decimal(row[name])
    if name == "due":
        return due_result(row)
    if name == "late":
        return len(row["late"])
    if name == "round":
        return ROUND_ORDER.index(row["round"])
    cell = row["criteria"].get(name)
    return cell["percent"] if cell else None
