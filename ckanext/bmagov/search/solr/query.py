"""What a reader's query becomes before Solr reads it. Pure text: no Solr, no CKAN.

CKAN gives a query without a colon to Solr's DisMax parser, one with a colon to Solr's query language. One
who types ``เวลา 08:30`` means no field, and one who types ``foo:bar)(`` means no syntax.
"""

from __future__ import annotations

import re

from ckanext.bmagov.base.domain.text import normalize_line

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
# A field name in Solr's query language comes first, or after a blank, bracket or sign; `://` is an address.
_FIELD = re.compile(r"(?:^|(?<=[\s(+\-!]))(?:\*|[A-Za-z_][\w.\-]*):(?=[^\s:/])")
# From one value to another; times in it have colons of their own.
_RANGE = re.compile(r"[\[{]\s*[^\[\]{}]{1,100}\sTO\s[^\[\]{}]{1,100}[\]}]")
_SYNTAX = re.compile(r'[\\+\-&|!(){}\[\]^"~*?:/]')
_OPERATORS = {"AND", "OR", "NOT"}
_THAI = re.compile("[\u0e00-\u0e7f]")

# Shorter runs of letters stand inside too many other words (วัด in จังหวัด, ปลา in ปลายทาง).
SHORTEST_RUN = 4

LONGEST = 300
"""Letters of a search in words. Each is looked up in several ways; Solr gives up where they are too many."""

LONGEST_FIELDED = 4_000
"""Letters of a query in Solr's language, which programs write."""


def is_fielded(q: str) -> bool:
    """Say whether this is Solr's language: each colon outside quotes ends a field name or is escaped."""
    bare = _RANGE.sub("[]", _QUOTED.sub('""', q).replace("\\:", ""))
    return "\\:" in q or (":" in bare and bare.count(":") == len(_FIELD.findall(bare)))


def shortened(q: str) -> str:
    """Return the query with as many of its first words as are looked for; one in Solr's language as it is."""
    if len(q) <= LONGEST or q.lstrip().startswith("{!") or is_fielded(q):
        return q
    words = q[: LONGEST + 1].rpartition(" ")[0].rstrip() or q[:LONGEST]
    return words.rpartition('"')[0].rstrip() if words.count('"') % 2 else words


def prepare(q: str, known_phrases: re.Pattern[str]) -> str:
    """Return the query for CKAN's search: in one spelling, without colons that mean no field, phrases whole.

    A query in Solr's language, a local parser or ``*:*`` stays as it is: its strings must equal what is
    stored.
    """
    if not q.strip() or q.lstrip().startswith("{!") or is_fielded(q):
        return q
    q = normalize_line(q.replace(":", " "))
    if '"' in q:
        return q
    return known_phrases.sub(lambda match: f'"{match.group()}"', q)


def as_text(q: str) -> str:
    """Return a query without any sign of Solr's language: for one that Solr could not read."""
    parts = _SYNTAX.sub(" ", q).split()
    return normalize_line(" ".join(part.lower() if part in _OPERATORS else part for part in parts))


def relaxed(q: str) -> str | None:
    """Return the wider query for one that found nothing, or None when the reader asked for exactly that.

    Any of: all its words anywhere; its parts as runs of letters; its Thai parts joined, for a blank typed
    inside a word.
    """
    if (
        not q.strip()
        or q.lstrip().startswith("{!")
        or is_fielded(q)
        or '"' in q
        or re.search(r"(^|\s)[+\-]\S", q)
    ):
        return None
    parts = [part.strip(".") for part in as_text(q).split()]
    parts = [part for part in parts if part]
    if not parts:
        return None
    words = " ".join(parts)
    runs = " ".join(
        f'+{"bmagov_trigram" if len(part) >= SHORTEST_RUN else "text"}:"{part}"' for part in parts
    )
    wider = [f"bmagov_words:({words})", f"({runs})"]
    if len(parts) > 1 and all(_THAI.match(part) for part in parts):
        wider.append(f'text:"{"".join(parts)}"')
    return " OR ".join(wider)
