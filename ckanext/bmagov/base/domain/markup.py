"""What a text of Markdown may cost to render, and the part of an address that decides what a click does.

Python-Markdown tries each opening sign against the rest of its paragraph: n brackets cost n * n steps, a run
of n backticks n * n * n. A text of 20,000 backticks would keep a process busy for an hour, and it is paid
anew by each reader. What costs more than :data:`DEAREST` is shown as it was typed instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 40_000
"""Characters of one text. Our forms take 20,000; categories, people and views have no limit of their own."""

DEAREST: Final = 120_000
"""Microseconds on an office server; the weights below are measured in them."""

SCHEMES: Final = frozenset(("http", "https", "mailto"))
"""What a link or picture in somebody's text may lead to, beside addresses of the site itself."""

_LONG_RUN: Final = re.compile(r"`{25}|(?:\*|_){40}")
_SIGNS: Final = re.compile(r"[\[\]`*_<!\\(]")
_DECLARED: Final = re.compile(r"<[!?]")
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_ITEM: Final = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)[ \t]")
_MARKER: Final = re.compile(r"[ \t]*(?:>|[*+-](?=[ \t]|$)|\d{1,9}\.(?=[ \t]|$))")
_RULE: Final = re.compile(r"[ \t*_-]*\Z")
_INDENT: Final = re.compile(r"[ \t]*")
_DEEPEST: Final = 12
_DEEPEST_INDENT: Final = 60

_SIGN, _LINE, _TAG, _DECLARATION = 0.35, 0.4, 0.35, 1.2

_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS: Final = re.compile(r"\r\n?")
_SCHEME: Final = re.compile(r"[^/?#]*?:")


def plain_characters(text: str) -> str:
    """Return a text without control characters, direction overrides, lone surrogates, carriage returns."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def is_too_dear(text: str) -> bool:
    """Tell whether a text could keep the Markdown library busy for longer than a page may take."""
    if len(text) > LONGEST or _LONG_RUN.search(text) or _is_deep(text):
        return True
    price = _TAG * text.count("<") ** 2 + _DECLARATION * len(_DECLARED.findall(text)) ** 2
    for block in _BLANK.split(text):
        price += _LINE * (block.count("\n") + 1) ** 2
        price += sum(_SIGN * len(_SIGNS.findall(part)) ** 2 for part in _paragraphs(block))
        if price > DEAREST:
            return True
    return price > DEAREST


def _is_deep(text: str) -> bool:
    """Tell whether lists and quotations lie too deep in each other: each level is a call in the library."""
    for line in text.split("\n"):
        indent = _INDENT.match(line)
        if indent and len(indent.group().expandtabs(4)) > _DEEPEST_INDENT and line.strip():
            return True
        if _RULE.match(line):
            continue
        at = level = 0
        while (marker := _MARKER.match(line, at)) and level <= _DEEPEST:
            at, level = marker.end(), level + 1
        if level > _DEEPEST:
            return True
    return False


def _paragraphs(block: str) -> Iterator[str]:
    """Give what the library looks through at once: a block, or each item of a block that is a list."""
    if not _ITEM.match(block):
        yield block
        return
    lines: list[str] = []
    for line in block.split("\n"):
        if _ITEM.match(line) and lines:
            yield "\n".join(lines)
            lines = []
        lines.append(line)
    yield "\n".join(lines)


def is_safe_address(address: str) -> bool:
    """Tell whether following an address can run nothing: a scheme of :data:`SCHEMES`, or none at all.

    Browsers skip blanks and control characters in front of and inside a scheme, so these count as nothing.
    """
    shown = "".join(sign for sign in address if sign > " " and sign != "\x7f")
    scheme = _SCHEME.match(shown)
    return scheme is None or scheme.group()[:-1].lower() in SCHEMES
