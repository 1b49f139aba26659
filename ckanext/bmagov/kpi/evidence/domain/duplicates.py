"""A hint that a proposed database repeats a dataset of Part 1 (criterion 2.1.4). A hint, never a verdict."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts

FILLERS = ("ชุดข้อมูล", "ฐานข้อมูล", "ระบบฐานข้อมูล", "ข้อมูล", "รายการ", "กรุงเทพมหานคร", "กทม", "dataset", "database")
"""Words that any title may carry: they tell no two datasets apart. Longer ones go first."""

SHARED_ENOUGH = Fraction(1, 2)
FEWEST_COLUMNS = 3
TITLES_ALIKE = 0.4
"""Titles that share less are not suggested for each other (ours; 0 to 1)."""
_FILLER = re.compile("|".join(sorted(map(re.escape, FILLERS), key=len, reverse=True)))
_YEAR = re.compile(r"(?:ปีงบประมาณ|ปี)?(?:พ\.?ศ\.?)?25\d\d")
_NOISE = re.compile(r"[^\w\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Overlap:
    """Why two datasets may be one. ``columns`` are shared names, ``hashes`` equal files."""

    dataset_id: str
    same_title: bool
    columns: tuple[str, ...]
    hashes: tuple[str, ...]


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


def find_overlaps(proposed: DatasetFacts, kept: Iterable[DatasetFacts]) -> tuple[Overlap, ...]:
    """Compare a proposed database with the datasets of the register, most alike first.

    Columns count when at least three, and half of the shorter dictionary, are called the same.
    """
    key_of = functools.cache(match_key)  # dictionaries call their columns alike
    title, columns, hashes = _traits(proposed, key_of)
    overlaps = []
    for other in kept:
        if other.id == proposed.id:
            continue
        its_title, its_columns, its_hashes = _traits(other, key_of)
        shared = sorted(columns.keys() & its_columns.keys())
        fewest = min(len(columns), len(its_columns))
        alike = len(shared) >= FEWEST_COLUMNS and Fraction(len(shared), fewest) >= SHARED_ENOUGH
        same_files = tuple(sorted(hashes & its_hashes))
        same_title = bool(title) and title == its_title
        if alike or same_files or same_title:
            names = tuple(columns[key] for key in shared) if alike else ()
            overlaps.append(Overlap(other.id, same_title, names, same_files))
    return tuple(
        sorted(
            overlaps,
            key=lambda overlap: (
                -len(overlap.hashes),
                not overlap.same_title,
                -len(overlap.columns),
                overlap.dataset_id,
            ),
        )
    )


def _traits(dataset: DatasetFacts, key_of: Callable[[str], str]) -> tuple[str, dict[str, str], set[str]]:
    columns = {key_of(column.name): column.name for column in dataset.columns or ()}
    return title_key(dataset.title), columns, {file_hash for file_hash in dataset.file_hashes if file_hash}
