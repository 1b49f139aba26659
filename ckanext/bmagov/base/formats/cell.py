"""Cells of CSV files that people open in a spreadsheet: what would be calculated is marked with a ``'``.

What begins a formula is OWASP's list ("CSV Injection"): ``= + - @``, their full-width forms, a tab and line
breaks. Blanks and invisible characters in front of them count as nothing: some programs drop these. A plain
number stays a number, with its sign.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_UNSEEN: Final = "\\s\\x00-\\x1f\\x7f\\xad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff"
_FORMULA: Final = rf"(?:[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}])"
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?%?\Z"
_CALCULATED: Final = re.compile(rf"(?!{_NUMBER}){_FORMULA}")
_GUARDED: Final = re.compile(rf"'+{_FORMULA}")


def plain_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if _CALCULATED.match(text) else text


def guarded(text: str) -> str:
    """As :func:`plain_cell`, in a way that :func:`unguarded` takes back from any text."""
    return f"'{text}" if _CALCULATED.match(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell without the mark that keeps a spreadsheet from calculating."""
    return text[1:] if _GUARDED.match(text) else text


class GuardedText:
    """The bytes of a CSV or TSV in UTF-8, its cells :func:`guarded` as they pass; all else stays as it is.

    Nothing is read ahead but the rest of a cell that is cut off, so a file of any length passes.
    """

    def __init__(self, delimiter: str = ",") -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape").decode
        end = re.escape(delimiter) + r"\r\n"
        self._cell = re.compile(
            rf'("(?:[^"]|"")*"|[^{end}"][^{end}]*|)({re.escape(delimiter)}|\r\n|\r(?!\Z)|\n)'
        )
        self._rest = ""
        self._quotes = 0
        self._began = False

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Give the bytes, guarded."""
        for chunk in chunks:
            yield self._passed(self._decode(chunk)).encode("utf-8", errors="surrogateescape")
        last = self._rest + self._decode(b"", final=True)
        self._rest = ""
        yield self._cells(f"{last}\n")[:-1].encode("utf-8", errors="surrogateescape") if last else b""

    def _passed(self, text: str) -> str:
        """Return the whole lines that there are by now; a line is looked through once, when it is whole."""
        self._quotes += text.count('"')
        end = text.rfind("\n") + 1
        if not end or (self._quotes - text.count('"', end)) % 2:
            return self._kept(text)
        whole, self._rest = self._rest + text[:end], text[end:]
        self._quotes = self._rest.count('"')
        return self._cells(whole)

    def _kept(self, text: str) -> str:
        self._rest += text
        return ""

    def _cells(self, lines: str) -> str:
        mark = ""
        if not self._began:
            self._began = True
            mark = "\ufeff" if lines.startswith("\ufeff") else ""
        return mark + self._cell.sub(self._guarded, lines[len(mark) :])

    @staticmethod
    def _guarded(cell: re.Match[str]) -> str:
        text, end = cell.groups()
        if not text.startswith('"'):
            return guarded(text) + end
        inner = text[1:-1].replace('""', '"')
        return f"\"'{text[1:]}{end}" if guarded(inner) != inner else text + end
