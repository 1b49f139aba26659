"""Which values of a column a spreadsheet may have spoiled, by what is said of the column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.table.spoiled import ERRORS, is_shortened, kind_by_name, with_zero
from ckanext.bmagov.base.domain.text import to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from ckanext.bmagov.dictionary.domain.spec import Column

KINDS: Final = ("citizen_id", "phone", "account", "passport")
"""Kinds of personal data that are numbers of things."""


def kind_of(column: Column) -> str:
    """Return of which kind the numbers of a column are, one of `KINDS`, `code`, or nothing."""
    if column.type in ("citizen_id", "phone"):
        return column.type
    if column.personal_kind in KINDS:
        return column.personal_kind
    return "code" if column.type == "code" else kind_by_name(column.name)


def is_citizen_length(text: str) -> bool:
    """Tell whether a text has the thirteen digits of a citizen number."""
    return bool(re.fullmatch("[0-9]{13}", re.sub("[ -]", "", to_arabic_digits(text))))


def suspects(texts: Set[str], kind: str) -> Iterable[str]:
    """Return the texts that may be lost; most columns are passed over by a look at all at once."""
    joined = "\n".join(texts)
    if "#" in joined:
        yield from texts & ERRORS
    if kind and ("E+" in joined or "e+" in joined):
        yield from filter(is_shortened, texts)
    if kind == "phone":
        yield from filter(with_zero, texts)
