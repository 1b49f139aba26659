"""A reader's query as words to look for inside text that is stored as `match_key` leaves it. Pure.

For what is searched in the database and not in Solr; prepared as the search of datasets prepares its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key, normalize_line
from ckanext.bmagov.search.solr import query, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST: Final = 12
"""Words of a query; those beyond do not count."""

SHORTEST: Final = 3
"""Letters of a synonym that is looked for inside words."""

_PARTS: Final = re.compile(r'"([^"]+)"|(\S+)')
_EDGES: Final = ".,;!?()[]{}*+-\"'"


def words_of(q: str) -> list[tuple[str, ...]]:
    """The words of a query, all of which must be there: each as the spellings that mean the same, its own
    first.
    """
    line = query.prepare(normalize_line(q), synonyms.phrases()) if not query.is_fielded(q) else q
    words: list[tuple[str, ...]] = []
    for quoted, plain in _PARTS.findall(line.replace(":", " ")):
        key = match_key(quoted or plain.strip(_EDGES))
        if key:
            words.append((key, *(spelling for spelling in _alike().get(key, ()) if spelling != key)))
    return words[:MOST]


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """Spelling -> those of its group of synonyms, as `match_key` leaves them."""
    alike: dict[str, tuple[str, ...]] = {}
    for group in synonyms.load():
        keys = tuple(dict.fromkeys(_keys(group.terms)))
        for key in keys:
            for spelling in {key, key.replace(".", "")}:
                alike[spelling] = tuple(dict.fromkeys((*alike.get(spelling, ()), *keys)))
    return alike


def _keys(terms: Iterable[str]) -> list[str]:
    """Terms as they are compared; one of a letter or two would be found inside everything."""
    return [key for key in map(match_key, terms) if len(key) >= SHORTEST]
