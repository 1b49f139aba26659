"""What can be measured on one dataset, in shares of one. Parts 1 and 2 use the same measures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ..findings import ONE, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..facts import DatasetFacts


@dataclass(frozen=True)
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

    @property
    def lost(self) -> Fraction:
        """What is known not to be reached."""
        return ONE - self.earned - self.unknown


def metadata(dataset: DatasetFacts) -> Measure:
    """Mandatory fields filled (มรด. 3-1; เอกสารหมายเลข 5)."""
    total = dataset.mandatory_total
    filled = total - len(dataset.mandatory_missing)
    share = Fraction(filled, total) if total else ZERO
    return Measure("metadata", share, value=f"metadata {filled}/{total}", missing=dataset.mandatory_missing)


def classification(dataset: DatasetFacts) -> Measure:
    """Category and level, half each."""
    missing = tuple(
        name
        for name, there in (
            ("category", dataset.has_category),
            ("classification", dataset.has_classification),
        )
        if not there
    )
    return Measure(
        "classification",
        ONE - Fraction(len(missing), 2),
        value=f"classification {2 - len(missing)}/2",
        missing=missing,
    )


def owner(dataset: DatasetFacts) -> Measure:
    """A responsible person or unit is named."""
    return Measure("owner", ONE if dataset.has_owner else ZERO, value=f"owner {int(dataset.has_owner)}/1")


def dictionary(dataset: DatasetFacts) -> Measure:
    """Every column has a type and a description, and the dictionary agrees with the data (เอกสารหมายเลข 6).

    Each column counts as two; the agreement as much as all columns together.
    """
    if dataset.columns is None:
        return Measure("dictionary", ZERO, ONE, "dictionary ?")
    if not dataset.columns:
        return Measure("dictionary", ZERO, value="dictionary 0/0")
    total = 2 * len(dataset.columns)
    done = sum(column.typed + column.described for column in dataset.columns)
    open_columns = sum(not (column.typed and column.described) for column in dataset.columns)
    agrees = dataset.dictionary_agrees
    lacking = (("columns", open_columns > 0), ("agreement", agrees is False))
    return Measure(
        "dictionary",
        Fraction(done, 2 * total) + (Fraction(1, 2) if agrees else ZERO),
        Fraction(1, 2) if agrees is None else ZERO,
        f"dictionary {len(dataset.columns) - open_columns}/{len(dataset.columns)}",
        tuple(name for name, there in lacking if there),
        open_columns,
    )


MEASURES: dict[str, Callable[[DatasetFacts], Measure]] = {
    "metadata": metadata,
    "classification": classification,
    "owner": owner,
    "dictionary": dictionary,
}
