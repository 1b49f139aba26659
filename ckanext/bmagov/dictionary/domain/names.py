"""The names of columns in the DataStore, which takes fewer than a file has.

PostgreSQL cuts a name after 63 bytes (21 Thai letters), so that two may become the same; CKAN takes none that
begins with `_` or holds a quotation mark. A column keeps its name as it stands in the file and gets a short
one beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.dictionary.domain.spec import Column

NAME_BYTES: Final = 63
_REFUSED_FIRST: Final = re.compile(r"^[\s_]+")


def stored_names(names: Iterable[str]) -> dict[str, str]:
    """Return the name that each column has in a table of the DataStore, all of them different."""
    results: dict[str, str] = {}
    taken: set[str] = set()
    often: Counter[str] = Counter()
    for name in names:
        plain = _REFUSED_FIRST.sub("", name.replace('"', "")).strip() or "column"
        short = first = _cut(plain, NAME_BYTES)
        while match_key(short) in taken:
            often[first] += 1
            end = f" {often[first] + 1}"
            short = _cut(plain, NAME_BYTES - len(end)) + end
        taken.add(match_key(short))
        results[name] = short
    return results


def _cut(name: str, size: int) -> str:
    """Return as much of a name as fits into so many bytes, whole characters."""
    return name.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore").strip()


def by_key(columns: Iterable[Column]) -> dict[str, Column]:
    """Return columns by their names as people read them, and by their short ones.

    Of two namesakes the first counts.
    """
    results: dict[str, Column] = {}
    known = list(columns)
    for column in known:
        results.setdefault(match_key(column.name), column)
    shorts = stored_names(column.name for column in known)
    for column in known:
        results.setdefault(match_key(shorts[column.name]), column)
    return results
