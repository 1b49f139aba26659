"""Thai text in one form: normalised on the way in, compared tolerantly, sorted as a dictionary sorts.

Unicode's NFC is not enough for Thai. It keeps U+0E33 and U+0E4D U+0E32 apart (the former has only a
compatibility decomposition), keeps a tone mark typed before its vowel, and keeps characters nobody can see.
People type, paste and scan all of these, so the same word reaches us in several byte forms. Everything stored
passes through :func:`normalize_line` or :func:`normalize_block`; everything looked up, through
:func:`match_key`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from ckanext.bmagov.base.domain.problem import ProblemError

_SARA_AM = "\u0e33"
_TONES = "\u0e48-\u0e4b"

# Zero width space, joiners, direction marks, word joiner, BOM, soft hyphen: nothing a reader could miss.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_TRAILING_BLANKS = re.compile(r"(?<! ) +(?=\n|$)")

# A PDF or an old Word file may hold the glyph variants that Windows' Thai fonts keep in the private use area
# (the Windows column of libthai's rendering table). U+F700-F71A mean ordinary letters and marks, shifted.
_FONT_VARIANTS = {
    0xF700: 0x0E10,
    **{0xF701 + i: 0x0E34 + i for i in range(4)},
    **{0xF705 + i: 0x0E48 + i for i in range(5)},
    **{0xF70A + i: 0x0E48 + i for i in range(5)},
    0xF70F: 0x0E0D,
    0xF710: 0x0E31,
    0xF711: 0x0E4D,
    0xF712: 0x0E47,
    **{0xF713 + i: 0x0E48 + i for i in range(5)},
    **{0xF718 + i: 0x0E38 + i for i in range(3)},
}

# Marks in the order a Thai keyboard manual gives them: below, above, tone, then the silencers.
_MARK_ORDER = {
    mark: place
    for place, marks in enumerate(["\u0e3a", "\u0e38\u0e39", "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47",
                                   "\u0e48\u0e49\u0e4a\u0e4b", "\u0e4c\u0e4d\u0e4e"])
    for mark in marks
}  # fmt: skip
_MARK_RUN = re.compile(f"[{''.join(_MARK_ORDER)}]{{2,}}")

# Once marks are in order a tone mark stands before nikhahit, so these two letters are one sara am.
_SPLIT_SARA_AM = "\u0e4d\u0e32"
_TONE_AFTER_SARA_AM = re.compile(f"{_SARA_AM}([{_TONES}]+)")
_DOUBLE_SARA_E = "\u0e40\u0e40"
_SARA_AE = "\u0e41"

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)

# C0 and C1 but tab and line breaks, direction overrides and isolates, lone surrogates, non-characters.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_SECONDARY = {mark: str(rank) for rank, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b")}
"""Marks that decide between equal words, in the order of Unicode's collation: silencer, maitaikhu, tones."""
_NIKHAHIT = "\u0e4d"
_BEFORE_VOWELS = "\u0e2f"
"""Stands between the last consonant and the first vowel, where nikhahit is sorted; itself it is no letter."""


@dataclass(frozen=True)
class ControlCharacter:
    """A character that must not be stored; ``position`` counts from 1, ``code`` reads U+202E."""

    position: int
    code: str


def find_control_character(text: str) -> ControlCharacter | None:
    """Return the first character that PostgreSQL, Solr or a reader's eye would trip over, or None.

    Direction overrides (U+202E ...) count: they make a file name or a title read as something else.
    Invisible but harmless characters do not: :func:`normalize_line` removes those.
    """
    match = _CONTROL.search(text)
    if match is None:
        return None
    return ControlCharacter(match.start() + 1, f"U+{ord(match.group()):04X}")


def refuse_control_character(text: str) -> None:
    """Raise what :func:`find_control_character` finds.

    :raises ProblemError: TEXT-CONTROL-CHAR with ``position`` and ``character``
    """
    if character := find_control_character(text):
        raise ProblemError("TEXT-CONTROL-CHAR", position=character.position, character=character.code)


def normalize_line(text: str) -> str:
    """Return a line of Thai or English in its only form: no stray spaces or line breaks, one code order."""
    return " ".join(_compose(text).split())


def normalize_block(text: str) -> str:
    """Like :func:`normalize_line` for text of several lines, where breaks and indentation mean something.

    Two blanks at a line's end (a Markdown line break) stay two; more become two.
    """
    text = _LINE_BREAKS.sub("\n", _compose(text))
    return _TRAILING_BLANKS.sub(_keep_markdown_break, text).strip("\n ")


def _keep_markdown_break(blanks: re.Match[str]) -> str:
    return "  " if len(blanks.group()) >= 2 else ""


_LONGEST_RUN = 30
"""Marks on one letter: the Stream-Safe Text Format of Unicode (UAX 15). Ordering them takes their square."""

FIRST_MARK: Final = 0x300
LAST_MARK: Final = 0x1E94A
"""Between these stand all characters that Unicode combines with the one before."""


def _stream_safe(text: str) -> str:
    """Return the text without the marks that no letter has, which are too many to be put in order."""
    if len(text) <= _LONGEST_RUN or text.isascii():
        return text
    return _long_run().sub(lambda run: run.group()[:_LONGEST_RUN], text)


@cache
def _long_run() -> re.Pattern[str]:
    """Return what finds more marks on one letter than are kept."""
    marks = "".join(filter(unicodedata.combining, map(chr, range(FIRST_MARK, LAST_MARK + 1))))
    return re.compile(f"[{marks}]{{{_LONGEST_RUN + 1},}}")


_SHORT = 64
"""Characters of a text that is remembered: names, types and the like come again and again in a file."""


def _compose(text: str) -> str:
    return _remembered(text) if len(text) <= _SHORT else _composed(text)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    return _composed(text)


def _composed(text: str) -> str:
    text = _stream_safe(text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_FONT_VARIANTS)
    text = unicodedata.normalize("NFC", text)
    text = _MARK_RUN.sub(_order_marks, text)
    text = text.replace(_SPLIT_SARA_AM, _SARA_AM).replace(_DOUBLE_SARA_E, _SARA_AE)
    text = _TONE_AFTER_SARA_AM.sub(rf"\1{_SARA_AM}", text)
    text = _MARK_RUN.sub(_order_marks, text)
    return unicodedata.normalize("NFC", text)


def _order_marks(run: re.Match[str]) -> str:
    """Order the marks on one letter, and keep one of a mark typed twice (it is drawn as one)."""
    ordered = sorted(run.group(), key=_MARK_ORDER.__getitem__)
    return "".join(mark for i, mark in enumerate(ordered) if i == 0 or mark != ordered[i - 1])


def to_arabic_digits(text: str) -> str:
    """๒๕๖๔ -> 2564."""
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """2564 -> ๒๕๖๔."""
    return text.translate(_TO_THAI)


def number_text(number: float) -> str:
    """Write a number as the person who typed it would: 1 and not 1.0."""
    return str(int(number)) if number.is_integer() else repr(number)


def match_key(text: str) -> str:
    """Return what two texts share when a reader calls them the same.

    Case, spaces, the digits' script and every difference :func:`normalize_line` removes do not count.
    For looking up codes, aliases and names; never for showing or storing.
    """
    folded = unicodedata.normalize("NFC", to_arabic_digits(normalize_line(text)).casefold())
    return "".join(folded.split())


def collation_key(text: str) -> tuple[str, str, str]:
    """Return a key that sorts as a Thai dictionary does.

    A vowel written before its consonant sorts after it, tone marks and silencers decide only between words
    that are otherwise equal. Spaces and punctuation do not count. Digits, then Latin, then Thai.
    """
    line = to_arabic_digits(normalize_line(text))
    swapped = _LEADING_VOWEL.sub(r"\2\1", line.casefold())
    primary: list[str] = []
    secondary: list[str] = []
    for char in swapped:
        if char in _SECONDARY:
            secondary.append(_SECONDARY[char])
        elif char not in "ฯๆ" and (char.isalnum() or unicodedata.category(char) == "Mn"):
            primary.append(_BEFORE_VOWELS if char == _NIKHAHIT else char)
            secondary.append(" ")
    return "".join(primary), "".join(secondary), line
