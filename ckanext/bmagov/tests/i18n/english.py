"""Finds English that is left on a Thai page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString

if TYPE_CHECKING:
    from bs4.element import Tag

# Read by nobody, or not prose: code, and what says itself that it is in another language.
NOT_THAI = (
    "script, style, template, noscript, code, pre, kbd, samp, [lang]:not(html):not([lang=th]), [hidden]"
)
ATTRIBUTES = (
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "data-bs-title",
    "data-bs-content",
    "data-module-content",
)

# Names of products, standards and licences, which official Thai leaves in Latin letters.
NAMES = [
    r"Creative Commons(?: [A-Z][\w-]+)*(?: \(\w+\))?",
    r"Open Data Commons?(?: [A-Z]\w+)*",
    r"Open Government Licence",
    r"GNU Free Documentation License",
    r"Open Database License",
    r"(?:CKAN )?(?:Data )?API",
    r"curl|ckanapi|DataStore|DataPusher|CKAN|Markdown|Facebook|Excel|PowerShell|Python|JavaScript|Shapefile|GeoTiff",
    r"English",
    r"regular expression",
    r"GET query string",
    r"Open Definition",
    r"HTML ?5 audio",
    r"Gravatar",
    r"Arc/Info Coverage",
    r"ckan clean activities",
    # What the city's own forms and plans leave in Latin letters, and the name of a format.
    r"Data [Dd]ictionary|Data Governance Framework|Data Catalog|Data file|District Catalog",
    r"Bangkok as a Democratic City",
    r"Table Schema|Turtle|mimetype",
    r"(?:ckan|bmagov|python)(?![\w-])",
]
NAME = re.compile("|".join(rf"(?<![A-Za-z])(?:{name})(?![A-Za-z])" for name in NAMES))
ADDRESS = re.compile(r"\S*(?:://|@|/)\S*|\S+\.[a-z]{2,4}\b|\S*[_\d]\S*|[\w.]+-[\w.-]+")
WORD = r"[A-Za-z][a-z'’]+"
SENTENCE = re.compile(rf"{WORD}(?:[\s,.:;()\"“”/&-]+(?:{WORD}|a|I)(?![A-Za-z]))+")
SINGLE = re.compile(rf"[\s\W]*({WORD})[\s\W]*")


def english_in(text: str) -> list[str]:
    """Runs of two English words or more, or the one word that is the whole text."""
    prose = ADDRESS.sub(" · ", NAME.sub(" · ", text))
    found = [match.group(0) for match in SENTENCE.finditer(prose)]
    alone = SINGLE.fullmatch(prose)
    return found or ([alone.group(1)] if alone else [])


def english_on(html: str) -> list[str]:
    """English sentences, labels and hints that a reader of the page meets."""
    page = BeautifulSoup(html, "html.parser")
    for part in page.select(NOT_THAI):
        part.decompose()
    found: list[str] = []
    for node in page.find_all(string=True):
        if isinstance(node, NavigableString) and not isinstance(node, Comment | Doctype):
            found += english_in(str(node))
    for tag in page.find_all(True):
        found += _english_in_attributes(tag)
    return list(dict.fromkeys(found))


def _english_in_attributes(tag: Tag) -> list[str]:
    found: list[str] = []
    for name in ATTRIBUTES:
        value = str(tag.get(name) or "")
        found += [f"[{name}] {text}" for text in (english_on(value) if "<" in value else english_in(value))]
    if tag.name == "input" and tag.get("type") in {"submit", "button", "reset"}:
        found += [f"[value] {text}" for text in english_in(str(tag.get("value") or ""))]
    return found
