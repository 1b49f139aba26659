"""Text as a font can show it: what it has no glyph for is written in other letters and never left out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_IN_LETTERS: Final = {
    "≥": ">=",
    "≤": "<=",
    "≠": "<>",
    "≈": "~",
    "→": "->",
    "←": "<-",
    "⇒": "=>",
    "\u2011": "-",  # a hyphen at which no line ends
}
_NOT_SEEN: Final = frozenset(("Cc", "Cf", "Cs"))


def in_letters(text: str, glyphs: Container[int]) -> str:
    """Return the text with nothing in it that the font lacks; its lines stay lines.

    :param glyphs: the code points that the font has
    """
    return "".join(char if char == "\n" else _shown(char, glyphs) for char in text)


def _shown(char: str, glyphs: Container[int]) -> str:
    if char.isspace():
        return " "
    if ord(char) in glyphs:
        return char
    if unicodedata.category(char) in _NOT_SEEN or unicodedata.name(char, "").startswith("VARIATION SELECTOR"):
        return ""
    compatible = _IN_LETTERS.get(char) or unicodedata.normalize("NFKC", char)
    if all(ord(letter) in glyphs for letter in compatible):
        return compatible
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"
