"""A hint that a proposed database repeats a dataset of Part 1 (criterion 2.1.4). A hint, never a verdict."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.content import contained
from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ckanext.bmagov.base.domain.content import Fingerprint
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts

FILLERS = ("ชุดข้อมูล", "ฐานข้อมูล", "ระบบฐานข้อมูล", "ข้อมูล", "รายการ", "กรุงเทพมหานคร", "กทม", "dataset", "database")
"""Words that any title may carry: they tell no two datasets apart. Longer ones go first."""

SHARED_ENOUGH = Fraction(1, 2)
FEWEST_COLUMNS = 3
ROWS_ALIKE = 0.5
"""From this share of the rows of one table in the other on, they are alike (ours; 0 to 1)."""
FEWEST_ROWS = 3
"""Rows of a table that tell something, unless the other holds just these."""
TITLES_ALIKE = 0.4
"""Titles that share less are not suggested for each other (ours; 0 to 1)."""
_FILLER = re.compile("|".join(sorted(map(re.escape, FILLERS), key=len, reverse=True)))
_YEAR = re.compile(r"(?:ปีงบประมาณ|ปี)?(?:พ\.?ศ\.?)?25\d\d")
_NOISE = re.compile(r"[^\w\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Overlap:
    """Why two datasets may be one. ``columns`` are shared names, ``hashes`` equal files."""

    dataset_id: str
    same_title: bool = False
    columns: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    rows: float | None = None
    """Share of the rows of a table of either that a table of the other holds, where that is much (0 to 1)."""
    itself: bool = False
    """It is the very dataset that is proposed."""


def title_key(title: str) -> str:
    """Return a title without what does not tell datasets apart: spaces, year, common words, punctuation."""
    plain = match_key(title)
    bare = _NOISE.sub("", _FILLER.sub("", _YEAR.sub("", plain)))
    return bare or _NOISE.sub("", plain)


def title_likeness(title: str, other: str) -> float:
    """Return how much two titles share: 1 for the same, 0 for less than `TITLES_ALIKE`.

    Pairs of neighbouring letters are compared, as Thai has no blanks to go by.
    """
    keys = title_key(title), title_key(other)
    first, second = ({key[at : at + 2] for at in range(len(key) - 1)} for key in keys)
    if not first or not second:
        return float(keys[0] == keys[1])
    share = 2 * len(first & second) / (len(first) + len(second))
    return share if share >= TITLES_ALIKE else 0


def find_overlaps(
    proposed: DatasetFacts,
    kept: Iterable[DatasetFacts],
    contents: Mapping[str, Sequence[Fingerprint]] | None = None,
) -> tuple[Overlap, ...]:
    """Compare a proposed database with the datasets of the register, most alike first.

    Columns count when at least three, and half of the shorter dictionary, are called the same; rows, when
    half of those of a table are in a table of the other, in whatever file they come.

    :param kept: with the proposed dataset itself, where it is a duty
    :param contents: what the tables of datasets hold, by id, as far as it was measured
    """
    key_of = functools.cache(match_key)  # dictionaries call their columns alike
    title, columns, hashes = _traits(proposed, key_of)
    tables = contents or {}
    overlaps = []
    for other in kept:
        if other.id == proposed.id:
            overlaps.append(Overlap(other.id, itself=True))
            continue
        its_title, its_columns, its_hashes = _traits(other, key_of)
        shared = sorted(columns.keys() & its_columns.keys())
        fewest = min(len(columns), len(its_columns))
        alike = len(shared) >= FEWEST_COLUMNS and Fraction(len(shared), fewest) >= SHARED_ENOUGH
        same_files = tuple(sorted(hashes & its_hashes))
        same_title = bool(title) and title == its_title
        rows = shared_rows(tables.get(proposed.id, ()), tables.get(other.id, ()))
        if alike or same_files or same_title or rows:
            names = tuple(columns[key] for key in shared) if alike else ()
            overlaps.append(Overlap(other.id, same_title, names, same_files, rows))
    return tuple(sorted(overlaps, key=_rank))


def _rank(overlap: Overlap) -> tuple[bool, int, float, bool, int, str]:
    return (
        not overlap.itself,
        -len(overlap.hashes),
        -(overlap.rows or 0),
        not overlap.same_title,
        -len(overlap.columns),
        overlap.dataset_id,
    )


def shared_rows(tables: Iterable[Fingerprint], others: Sequence[Fingerprint]) -> float | None:
    """Return the largest share of the rows of a table that a table of the other side holds; None below half.

    A share that was estimated from few rows does not count.
    """
    shares = [
        share.value
        for table in tables
        for other in others
        if table.has_rows_of(other) or min(table.rows, other.rows) >= FEWEST_ROWS
        for share in (contained(table, other), contained(other, table))
        if share and share.value >= ROWS_ALIKE and share.low >= ROWS_ALIKE / 2
    ]
    return max(shares, default=None)


def _traits(dataset: DatasetFacts, key_of: Callable[[str], str]) -> tuple[str, dict[str, str], set[str]]:
    columns = {key_of(column.name): column.name for column in dataset.columns or ()}
    return title_key(dataset.title), columns, {file_hash for file_hash in dataset.file_hashes if file_hash}
