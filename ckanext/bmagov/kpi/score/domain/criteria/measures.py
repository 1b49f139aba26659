"""What can be measured on one dataset, in shares of one. Parts 1 and 2 use the same measures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import FILES_FORM
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.kpi.rules.domain.ruleset import Substance, Words
    from ckanext.bmagov.kpi.score.domain.facts import Column, DatasetFacts


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
    thin: tuple[str, ...] = ()
    """Those of ``missing`` that are filled with words that say too little."""
    thin_columns: int = 0
    """Columns whose description says too little."""
    because: Reason | None = None
    """Why so little is reached, where that is not simply what is missing."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """What ``because`` names."""
    waits: bool = False
    """Whether what is missing is declared, and waits for an auditor."""

    @cached_property
    def lost(self) -> Fraction:
        """What is known not to be reached."""
        return FULL - self.earned - self.unknown


DESCRIBING: Final = frozenset({"title", "notes"})
"""Where words that say nothing stand in place of both, choices beside them describe nothing either (ours)."""
ANY_WORDS: Final = 1
"""Characters that a text needs for which rules have no number of their own, where they ask for any."""


def metadata(dataset: DatasetFacts, substance: Substance) -> Measure:
    """Measure mandatory fields that are filled, and say something (มรด. 3-1; เอกสารหมายเลข 5)."""
    return _metadata(
        dataset.mandatory_total, dataset.mandatory_missing, thin_fields(dataset, substance.words)
    )


def thin_fields(dataset: DatasetFacts, words: Words) -> tuple[str, ...]:
    """Return the mandatory texts that are filled and say too little."""
    asked = {"title": words.title, "notes": words.notes}
    other = ANY_WORDS if any(asked.values()) else 0
    measured = (dataset.characters or {}).items()
    return tuple(name for name, characters in measured if characters < asked.get(name, other))


@once
def _metadata(total: int, empty: tuple[str, ...], thin: tuple[str, ...]) -> Measure:
    missing = empty + thin
    filled = total - len(missing)
    said_nothing = bool(thin) and set(missing) >= DESCRIBING
    share = Fraction(filled, total) if total and not said_nothing else ZERO
    return Measure("metadata", share, value=f"metadata {filled}/{total}", missing=missing, thin=thin)


def classification(dataset: DatasetFacts, _substance: Substance) -> Measure:
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


def owner(dataset: DatasetFacts, substance: Substance) -> Measure:
    """Measure whether a responsible person or unit is named."""
    owned = dataset.has_owner and OWNER_FIELD not in thin_fields(dataset, substance.words)
    return _OWNED if owned else _UNOWNED


OWNER_FIELD: Final = "maintainer"
_OWNED, _UNOWNED = Measure("owner", FULL, value="owner 1/1"), Measure("owner", ZERO, value="owner 0/1")


def asks_dictionary(dataset: DatasetFacts, substance: Substance) -> bool:
    """Tell whether a dictionary is asked for: of a table, and of what its type says is a table."""
    return dataset.tabular or (substance.dictionary_by_type and dataset.data_type in TABLE_TYPES)


TABLE_TYPES: Final = frozenset({"record", "statistics", "mixed"})
"""Types of datasets that are tables, whatever file they come in (codes of `data_type.yaml`)."""
FEWEST_COLUMNS: Final = 4
"""Where a table has fewer columns, two of them that read alike say nothing about its dictionary (ours)."""


def dictionary(dataset: DatasetFacts, substance: Substance) -> Measure:
    """Measure types and descriptions of columns, and agreement with the data (เอกสารหมายเลข 6).

    Each column counts as two; the agreement as much as all columns together. A description that says too
    little, or stands beside too many columns, is none; where rules ask for words and no column has any, types
    and names alone are no dictionary.
    """
    if dataset.columns is None:
        return _UNSEEN
    thin = [_is_thin(column, substance) for column in dataset.columns]
    done = whole = said = 0
    for column, says_nothing in zip(dataset.columns, thin, strict=True):
        described = column.described and not says_nothing
        said += described
        done += column.typed + described
        whole += column.typed and described
    columns = len(dataset.columns)
    measure = _dictionary(columns, done, columns - whole, dataset.dictionary_agrees, sum(thin))
    return _as_nothing(measure) if substance.words.description and not said else measure


@once
def _as_nothing(measure: Measure) -> Measure:
    return replace(measure, earned=ZERO, unknown=ZERO)


def _is_thin(column: Column, substance: Substance) -> bool:
    if not column.described:
        return False
    if column.characters is not None and column.characters < substance.words.description:
        return True
    alike = column.alike > 1 and column.of >= FEWEST_COLUMNS
    return alike and column.alike > substance.alike_share * column.of


_UNSEEN = Measure("dictionary", ZERO, FULL, "dictionary ?")


@once
def _dictionary(columns: int, done: int, open_columns: int, agrees: bool | None, thin: int) -> Measure:
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
        thin_columns=thin,
    )


def machine_readable(dataset: DatasetFacts, _substance: Substance) -> Measure:
    """Measure whether machines can read a file of it, or the data are locked in a page or a picture."""
    return _READABLE[dataset.machine_readable]


_READABLE: Final = {
    True: Measure("machine_readable", FULL, value="machine-readable 1/1"),
    False: Measure("machine_readable", ZERO, value="machine-readable 0/1"),
    None: Measure("machine_readable", ZERO, FULL, "machine-readable ?"),
}

FEW_ROWS: Final = Reason(
    "FEW-ROWS",
    N_("Rows of the data: {rows}. Fewer than {least} are no database."),
    N_("Import the whole data: {least} rows or more."),
    FILES_FORM,
)


def few_rows(dataset: DatasetFacts, substance: Substance) -> Measure | None:
    """Return nothing reached, where tables that could be counted hold fewer rows than a database has."""
    imported = dataset.imported
    if not dataset.tabular or not dataset.import_known or imported is None:
        return None
    if imported.rows >= substance.least_rows:
        return None
    numbers = {"rows": imported.rows, "least": substance.least_rows}
    return Measure("rows", ZERO, value=f"rows {imported.rows}", because=FEW_ROWS, numbers=numbers)


MEASURES: dict[str, Callable[[DatasetFacts, Substance], Measure]] = {
    "metadata": metadata,
    "classification": classification,
    "owner": owner,
    "dictionary": dictionary,
    "machine_readable": machine_readable,
}
