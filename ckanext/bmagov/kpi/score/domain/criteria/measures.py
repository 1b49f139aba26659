"""What can be measured on one dataset, in shares of one. Parts 1 and 2 use the same measures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts


once = lru_cache(maxsize=4096)
"""Thousands of datasets come to the same few measures, and fractions are slow to make."""


@dataclass(frozen=True, eq=False)
class Measure:
    """A name, what is reached, what could not be seen, the value in words of data, and what is missing.

    ``missing`` names fields of our own form or things, never columns: those belong to the dataset, and a
    finding is read by people who may not know them. ``columns`` counts them.
    """

    name: str
    earned: Fraction
    unknown: Fraction = ZERO
    value: str = ""
    missing: tuple[str, ...] = ()
    columns: int = 0
    """Columns without a type or description."""
    waits: bool = False
    """Whether what is missing is declared, and waits for an auditor."""

    @cached_property
    def lost(self) -> Fraction:
        """What is known not to be reached."""
        return FULL - self.earned - self.unknown


def metadata(dataset: DatasetFacts) -> Measure:
    """Measure the mandatory fields that are filled (มรด. 3-1; เอกสารหมายเลข 5)."""
    return _metadata(dataset.mandatory_total, dataset.mandatory_missing)


@once
def _metadata(total: int, missing: tuple[str, ...]) -> Measure:
    filled = total - len(missing)
    share = Fraction(filled, total) if total else ZERO
    return Measure("metadata", share, value=f"metadata {filled}/{total}", missing=missing)


def classification(dataset: DatasetFacts) -> Measure:
    """Measure category and level, half each."""
    return _classification(dataset.has_category, dataset.has_classification)


@once
def _classification(category: bool, level: bool) -> Measure:
    missing = tuple(name for name, there in (("category", category), ("classification", level)) if not there)
    return Measure(
        "classification",
        FULL - Fraction(len(missing), 2),
        value=f"classification {2 - len(missing)}/2",
        missing=missing,
    )


def owner(dataset: DatasetFacts) -> Measure:
    """Measure whether a responsible person or unit is named."""
    return _OWNED if dataset.has_owner else _UNOWNED


_OWNED, _UNOWNED = Measure("owner", FULL, value="owner 1/1"), Measure("owner", ZERO, value="owner 0/1")


def dictionary(dataset: DatasetFacts) -> Measure:
    """Measure types and descriptions of columns, and agreement with the data (เอกสารหมายเลข 6).

    Each column counts as two; the agreement as much as all columns together.
    """
    if dataset.columns is None:
        return _UNSEEN
    done = sum([column.typed + column.described for column in dataset.columns])
    whole = sum([column.typed and column.described for column in dataset.columns])
    return _dictionary(len(dataset.columns), done, len(dataset.columns) - whole, dataset.dictionary_agrees)


_UNSEEN = Measure("dictionary", ZERO, FULL, "dictionary ?")


@once
def _dictionary(columns: int, done: int, open_columns: int, agrees: bool | None) -> Measure:
    if not columns:
        return Measure("dictionary", ZERO, value="dictionary 0/0")
    lacking = (("columns", open_columns > 0), ("agreement", agrees is False))
    return Measure(
        "dictionary",
        Fraction(done, 4 * columns) + (Fraction(1, 2) if agrees else ZERO),
        Fraction(1, 2) if agrees is None else ZERO,
        f"dictionary {columns - open_columns}/{columns}",
        tuple(name for name, there in lacking if there),
        open_columns,
    )


MEASURES: dict[str, Callable[[DatasetFacts], Measure]] = {
    "metadata": metadata,
    "classification": classification,
    "owner": owner,
    "dictionary": dictionary,
}
