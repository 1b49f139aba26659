"""Dictionaries as people could write them, for property tests."""

from __future__ import annotations

import itertools
from typing import Any, Final

from hypothesis import strategies as st

from ckanext.bmagov.base.domain.text import match_key, normalize_block, normalize_line
from ckanext.bmagov.dictionary.domain.spec import (
    PERSONAL_KINDS,
    Allowed,
    Column,
    Dictionary,
    Reference,
    Table,
)
from ckanext.bmagov.dictionary.domain.types import TYPES

LETTERS = "abcXYZ019 กขคงำ./-_()%,\"'|="
RAW_LINES = st.text(LETTERS, max_size=20)
RAW_BLOCKS = st.text(LETTERS + "\n", max_size=40)
LINES = RAW_LINES.map(normalize_line)
SOME = LINES.filter(bool)
BLOCKS = RAW_BLOCKS.map(normalize_block)
NAMES = st.text("abcdeกขคงจ_ .", min_size=1, max_size=12).map(normalize_line).filter(bool)
REFERENCES = st.builds(Reference, st.just("") | NAMES, NAMES)
ALLOWED = st.lists(st.builds(Allowed, SOME, LINES, LINES), max_size=3).map(tuple)

CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    "type": ("", *TYPES),
    "required": (False, True),
    "unique": (False, True),
    "primary_key": (False, True),
    "personal": ("", "yes", "no"),
    "personal_kind": ("", *PERSONAL_KINDS),
    "classification": ("", "open", "secret"),
    "era": ("", "be", "ce"),
}
COUNTS: Final = ("size", "decimals")
TEXTS: Final = (
    *("label_th", "label_en", "codelist", "pattern", "minimum", "maximum"),
    *("unit", "example", "source", "date_format"),
)


def _column(drawn: tuple[Any, ...]) -> Column:
    name, choices, references, allowed, missing, counts, lines, blocks = drawn
    return Column(
        name=name,
        references=references,
        allowed=allowed,
        missing=missing,
        description=normalize_block(blocks[0]),
        description_en=normalize_block(blocks[1]),
        **dict(zip(CHOICES, choices, strict=True)),
        **{field: count if count >= 0 else None for field, count in zip(COUNTS, counts, strict=True)},
        **{field: normalize_line(line) for field, line in zip(TEXTS, lines, strict=True)},
    )


# What is drawn in one go, and made fit afterwards, takes half of the time of a strategy for each field.
COLUMNS = st.tuples(
    NAMES,
    st.sampled_from(list(itertools.product(*CHOICES.values()))),
    st.none() | REFERENCES,
    ALLOWED,
    st.lists(SOME, max_size=2, unique=True).map(tuple),
    st.tuples(*[st.integers(-999, 999)] * len(COUNTS)),
    st.tuples(*[RAW_LINES] * len(TEXTS)),
    st.tuples(RAW_BLOCKS, RAW_BLOCKS),
).map(_column)


def _key(item: Column | Table) -> str:
    return match_key(item.name)


TABLES = st.builds(
    Table,
    name=NAMES,
    label_th=LINES,
    label_en=LINES,
    description=BLOCKS,
    columns=st.lists(COLUMNS, max_size=4, unique_by=_key).map(tuple),
)
DICTIONARIES = st.lists(TABLES, max_size=3, unique_by=_key).map(lambda tables: Dictionary(tuple(tables)))
