"""Dictionaries as people could write them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from ckanext.bmagov.domain.dictionary.spec import (
    PERSONAL_KINDS,
    Allowed,
    Column,
    Dictionary,
    Reference,
    Table,
)
from ckanext.bmagov.domain.dictionary.types import TYPES
from ckanext.bmagov.domain.text import match_key, normalize_block, normalize_line

LETTERS = "abcXYZ019 กขคงำ./-_()%,\"'|="
LINES = st.text(LETTERS, max_size=20).map(normalize_line)
SOME = LINES.filter(bool)
BLOCKS = st.text(LETTERS + "\n", max_size=40).map(normalize_block)
NAMES = st.text("abcdeกขคงจ_ .", min_size=1, max_size=12).map(normalize_line).filter(bool)
COUNTS = st.none() | st.integers(0, 999)
REFERENCES = st.builds(Reference, st.just("") | NAMES, NAMES)
ALLOWED = st.lists(st.builds(Allowed, SOME, LINES, LINES), max_size=3).map(tuple)

COLUMNS = st.builds(
    Column,
    name=NAMES,
    label_th=LINES,
    label_en=LINES,
    type=st.sampled_from(["", *TYPES]),
    size=COUNTS,
    decimals=COUNTS,
    required=st.booleans(),
    unique=st.booleans(),
    primary_key=st.booleans(),
    references=st.none() | REFERENCES,
    description=BLOCKS,
    description_en=BLOCKS,
    allowed=ALLOWED,
    codelist=LINES,
    pattern=LINES,
    minimum=LINES,
    maximum=LINES,
    unit=LINES,
    example=LINES,
    source=LINES,
    personal=st.sampled_from(["", "yes", "no"]),
    personal_kind=st.sampled_from(["", *PERSONAL_KINDS]),
    classification=st.sampled_from(["", "open", "secret"]),
    missing=st.lists(SOME, max_size=2, unique=True).map(tuple),
    date_format=LINES,
    era=st.sampled_from(["", "be", "ce"]),
)


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
