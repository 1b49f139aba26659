"""Rows as text in their only form: what a value says counts, not how a file or a program writes it.

A row is a line, its cells stand apart by U+001F. Many rows are put into form at once, because Python is slow
cell by cell. Each step here depends on the cell alone, so that it does not matter which rows stand beside it;
the question before a step is only whether any cell can need it.

Not told apart: `5` and `5.0`, `2569-01-31 10:00` and `2569-01-31T10:00:00`, blanks around a value, line ends
within it, empty cells at the end of a row. Told apart: `7` and `007`, columns in another order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

UNIT: Final = "\x1f"
"""Between cells."""

BREAK: Final = "\x1e"
"""In place of a line break within a cell."""

_BLANKS: Final = re.compile(rb"(?:[ \t]|\xc2\xa0)+(?=[\x1f\n])|(?<![^\x1f\n])(?:[ \t]|\xc2\xa0)+")
_MAY_HAVE_BLANKS: Final = (b" \x1f", b" \n", b"\x1f ", b"\n ", b"\t", b"\xc2\xa0")
_FRACTION: Final = re.compile(rb"\.([0-9]++)(?<=0)(?=[\x1f\n])")
_MOMENT: Final = re.compile(rb"-([0-9]{2})[ T]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?(?=[\x1f\n])")
_LOGICAL: Final = re.compile(rb"(?<![^\x1f\n])(?:True|False)(?=[\x1f\n])")
_EMPTY_END: Final = re.compile(rb"\x1f+(?=\n)")


def row_text(cells: Iterable[str]) -> str:
    """Return a row as a line of text."""
    line = UNIT.join(cells)
    if "\n" in line or "\r" in line:
        line = line.replace("\r\n", BREAK).replace("\r", BREAK).replace("\n", BREAK)
    return f"{line}\n"


def canonical(text: str) -> bytes:
    """Return lines of rows in the form that is compared, in UTF-8.

    :param text: whole lines, with line feeds alone between them
    """
    data = text.encode("utf-8", "surrogatepass")
    if not data.endswith(b"\n"):
        data += b"\n"
    if data.startswith(b" ") or any(part in data for part in _MAY_HAVE_BLANKS):
        data = _BLANKS.sub(b"", data)
    if b"0\x1f" in data or b"0\n" in data:
        data = _FRACTION.sub(_without_zeros, data)
    if b":" in data:
        data = _MOMENT.sub(_moment, data)
    if b"True" in data or b"False" in data:
        data = _LOGICAL.sub(lambda match: match[0].upper(), data)
    return _EMPTY_END.sub(b"", data) if b"\x1f\n" in data else data


def _without_zeros(match: re.Match[bytes]) -> bytes:
    """A number without zeros at its end; what is none, such as 10.0.0.10, stays."""
    data, at = match.string, match.start()
    begins = max(data.rfind(b"\x1f", 0, at), data.rfind(b"\n", 0, at)) + 1
    if not data[begins:at].lstrip(b"+-").isdigit():
        return match[0]
    digits = match[1].rstrip(b"0")
    return b"." + digits if digits else b""


def _moment(match: re.Match[bytes]) -> bytes:
    """A moment to the second; of midnight the day alone, which is how spreadsheets keep a day."""
    seconds = match[3] or b""
    clock = match[2] + (seconds if seconds.strip(b":0.") else b"")
    return b"-" + match[1] + (b"" if clock == b"00:00" else b"T" + clock)
