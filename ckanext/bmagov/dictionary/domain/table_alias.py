"""Aliases: second names under which a table of the DataStore is read.

An alias stands in the same place as the id of a resource, so it must never be one, or look like one: whoever
reads by the id would get the rows of another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST: Final = 63
"""Bytes of a name in PostgreSQL, which cuts a longer one without a word: it would be another name then."""

_FORM: Final = re.compile(r"[A-Za-zก-ฮเ-ไ][A-Za-z0-9_.\-ก-ฺเ-๛]*")
"""Latin and Thai letters: of other alphabets many look the same."""

_LIKE_ID: Final = re.compile(r"[^-]{8}-[^-]{4}-[^-]{4}-[^-]{4}-[^-]{12}|[0-9a-f]{32}", re.IGNORECASE)
_OF_DATABASE: Final = "pg_"
"""Such a name reads the database's own tables, which are looked up first."""


def aliases_of(given: Any) -> tuple[str, ...] | None:
    """Return the aliases that a caller gives, as the DataStore reads them: a list, or text with commas.

    None for anything else, which the DataStore refuses itself.
    """
    if isinstance(given, str):
        given = given.split(",") if given else []
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        return None
    # The DataStore takes off blanks, and quotes where both ends are alike.
    return tuple(name for item in given if (name := item.strip().strip('"')))


def has_form(alias: str) -> bool:
    """Return whether an alias can be taken for nothing but a name that somebody gave."""
    if len(alias.encode("utf-8", "surrogatepass")) > LONGEST or not _FORM.fullmatch(alias):
        return False
    return not _LIKE_ID.fullmatch(alias) and not alias.lower().startswith(_OF_DATABASE)


def alias_problems(aliases: Iterable[str], taken: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with the aliases of one table: `ALIAS-FORMAT`, `ALIAS-TAKEN` (`alias`).

    What looks like an id is refused by its looks alone, whether there is such an id or not.

    :param taken: names of what is there already, of other tables and of everything else an alias may not be
    """
    known = {likeness(item) for item in taken}
    for alias in aliases:
        if not has_form(alias):
            yield Problem("ALIAS-FORMAT", {"alias": alias[:LONGEST], "limit": LONGEST})
        elif likeness(alias) in known:
            yield Problem("ALIAS-TAKEN", {"alias": alias})
        known.add(likeness(alias))


def likeness(name: str) -> str:
    """Return a name as it is compared: two that people read as the same are the same."""
    return match_key(name)
