"""Addresses, texts and values as N-Triples writes them, which is also how Turtle does.

Triples are three such texts: a catalog of 100,000 datasets has ten million, and an object for each part of
each would take most of the time. What people typed never breaks a graph: letters that an address can't hold
are written as browsers send them, and what XML can't hold is left out of texts.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

Triple = tuple[str, str, str]

_GONE: Final = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""No XML document holds these (XML 1.0, Char), so no RDF/XML does; nor has a description a use for them."""

_TEXT: Final = {
    **_GONE,
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    0x7F: "\\u007F",
}
_NEVER_IN_ADDRESSES: Final = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\u2028\u2029\ufffe\uffff\s]')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_THAI: Final = re.compile("[\u0e00-\u0e7f]")
_LATIN: Final = re.compile("[A-Za-z]")
_WEB: Final = re.compile(r"(?:https?|ftp)://[^\s/?#]", re.IGNORECASE)
_UNESCAPES: Final = {"\\\\": "\\", '\\"': '"', "\\n": "\n", "\\r": "\r", "\\u007F": "\x7f"}
_ESCAPED: Final = re.compile(r'\\(?:u007F|[\\"nr])')


def iri(address: str) -> str:
    """Return an address, with what it can't hold percent-encoded."""
    clean = _SURROGATE.sub("", address.strip())
    return f"<{_NEVER_IN_ADDRESSES.sub(lambda letter: quote(letter[0], safe=''), clean)}>"


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that can be followed."""
    return bool(_WEB.match(text.strip()))


def language_of(text: str) -> str:
    """Return th for what has Thai letters, en for what has Latin ones, nothing for figures and signs."""
    if _THAI.search(text):
        return "th"
    return "en" if _LATIN.search(text) else ""


def literal(text: str, lang: str = "") -> str:
    """Return a text, of a language if it has one."""
    quoted = f'"{text.translate(_TEXT)}"'
    return f"{quoted}@{lang}" if lang else quoted


def typed(value: str, datatype: str) -> str:
    """Return a value of a datatype, the address of which is given as `iri` writes it."""
    return f'"{value.translate(_TEXT)}"^^{datatype}'


def address_of(term: str) -> str:
    """Return the address within what `iri` wrote; empty for a text."""
    return term[1:-1] if term.startswith("<") else ""


def text_of(term: str) -> tuple[str, str]:
    """Return text and language of what `literal` or `typed` wrote; the language of a value is empty."""
    body, _, lang = term.rpartition('"')
    text = _ESCAPED.sub(lambda match: _UNESCAPES[match[0]], body[1:])
    return text, lang[1:] if lang.startswith("@") else ""


def datatype_of(term: str) -> str:
    """Return the address of the datatype of what `typed` wrote; empty for a text or an address."""
    return term[term.rindex('"') + 4 : -1] if term.startswith('"') and term.endswith(">") else ""
