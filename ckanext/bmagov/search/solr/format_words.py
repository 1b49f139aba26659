"""How people call formats of files, from the project's data: `excel` finds XLSX, `แผนที่` finds GeoJSON."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = PACKAGE / "data/format_words.csv"


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """Return the everyday words of formats; a format without any is left out."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["format"]: tuple(row["words"].split("|")) for row in csv.DictReader(file)}
