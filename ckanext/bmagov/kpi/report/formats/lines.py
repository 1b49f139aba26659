"""Lines of Thai: broken between words, which Thai does not part by blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icu4py.breakers import CharacterBreaker, LineBreaker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCALE = "th"
WHOLE = re.compile("ธรรมาภิบาล")
"""Words that ICU's dictionary does not know and would break within."""


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield a paragraph in lines no wider than ``width``; a word that is wider is cut.

    :param measure: width of a piece of text; pieces are measured alone and added up
    """
    for part in text.split("\n"):
        yield from _part_lines(part.rstrip(), width, measure)


def _part_lines(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(text):
        needed = measure(piece.rstrip())
        if line and used + needed > width:
            yield line.rstrip()
            line, used = "", 0.0
        if needed > width:
            *full, piece = _cut(piece, width, measure)  # noqa: PLW2901 - what is left of it goes on
            yield from full
        line += piece
        used += measure(piece)
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may be broken."""
    inside = {place for word in WHOLE.finditer(text) for place in range(word.start() + 1, word.end())}
    piece, place = "", 0
    for segment in LineBreaker(text, LOCALE):
        piece, place = piece + segment, place + len(segment)
        if place not in inside:
            yield piece
            piece = ""
    if piece:
        yield piece


def _cut(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines, line = [], ""
    for letter in CharacterBreaker(word, LOCALE):
        if line and measure(line + letter) > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]
