"""Which encoding the bytes of a text file are in.

Thai offices still save CSV from Excel as Windows-874, so this asks in order: a byte-order mark, zero bytes
(UTF-16), strict UTF-8, Windows-874. `cp874` is used and never `tis_620` or `iso8859_11`: those turn the
curly quotes, dashes and dots that Windows-874 has (0x80-0x97) into control characters and refuse 0xA0.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import Final

CODECS: Final[dict[str, str]] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp874": "Windows-874 / TIS-620",
    "utf-16": "UTF-16 (BOM)",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
}
"""Python codec -> the name people know. The choices when a guess is corrected by hand."""

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

ZERO_SHARE: Final = 0.2
"""Share of zero bytes at one parity above which a file without a mark is taken for UTF-16."""

MOJIBAKE_SHARE: Final = 0.3
"""Share of letters U+00A1-U+00FB above which text is taken for Thai that was decoded as Latin-1."""


@dataclass(frozen=True)
class EncodingGuess:
    """The encoding and how sure it is.

    `codec` is a key of `CODECS`, or empty when nothing fits. `certain` is false when other encodings would
    fit as well. `problem` is a code with `params`: `FILE-EMPTY`, `FILE-ENCODING` (`byte` as hex text, `line`
    and `column` counted from 1), `FILE-ENCODING-MIXED` (the same) or `FILE-MOJIBAKE` (`found`, `meant`).
    """

    codec: str
    certain: bool = True
    problem: str = ""
    params: dict[str, str | int] = field(default_factory=dict)


def detect_encoding(head: bytes, *, complete: bool) -> EncodingGuess:
    """Guess from the beginning of a file.

    `complete` says that `head` is the whole file; otherwise its last character may be cut.
    """
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return EncodingGuess("", problem="FILE-EMPTY")
    for mark, codec in BOMS:
        if head.startswith(mark):
            return EncodingGuess(codec)
    wide = _utf16_without_mark(head)
    if wide:
        return EncodingGuess(wide, certain=False)
    try:
        text = _decode(head, "utf-8", complete)
    except UnicodeDecodeError as error:
        return _not_utf8(head, error.start)
    return _mojibake(text) or EncodingGuess("utf-8")


def _decode(head: bytes, codec: str, complete: bool) -> str:
    return codecs.getincrementaldecoder(codec)("strict").decode(head, complete)


def _utf16_without_mark(head: bytes) -> str:
    """Latin letters, digits and line ends have a zero byte in UTF-16; text in other encodings has none."""
    pairs = len(head) // 2
    if pairs == 0:
        return ""
    for codec, parity in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[parity : pairs * 2 : 2].count(0) / pairs > ZERO_SHARE:
            return codec
    return ""


def _not_utf8(head: bytes, bad: int) -> EncodingGuess:
    sound = head[:bad].decode("utf-8")
    if any("\u0e00" <= character <= "\u0e7f" for character in sound):
        return EncodingGuess("", problem="FILE-ENCODING-MIXED", params=_place(head, bad))
    try:
        head.decode("cp874")
    except UnicodeDecodeError as error:
        return EncodingGuess("", problem="FILE-ENCODING", params=_place(head, error.start))
    return EncodingGuess("cp874", certain=False)


def _place(head: bytes, position: int) -> dict[str, str | int]:
    """Where a person would look: the line and the byte in it, both from 1."""
    before = head[:position]
    return {
        "byte": f"0x{head[position]:02X}",
        "line": before.count(b"\n") + 1,
        "column": position - before.rfind(b"\n"),
    }


def _mojibake(text: str) -> EncodingGuess | None:
    """Valid UTF-8 that was made from Windows-874 by a program that took it for Latin-1 (ª×èÍ for ชื่อ)."""
    letters = [c for c in text if c.isalpha() or "\u00a1" <= c <= "\u00fb"]
    strange = [c for c in letters if "\u00a1" <= c <= "\u00fb"]
    if not letters or len(strange) / len(letters) < MOJIBAKE_SHARE:
        return None
    line = next(row for row in text.splitlines() if any("\u00a1" <= c <= "\u00fb" for c in row))[:60]
    try:
        meant = line.encode("latin-1").decode("cp874")
    except UnicodeError:
        return None
    thai = sum("\u0e01" <= c <= "\u0e5b" for c in meant)
    if thai < len([c for c in line if "\u00a1" <= c <= "\u00fb"]):
        return None
    return EncodingGuess(
        "utf-8", certain=False, problem="FILE-MOJIBAKE", params={"found": line, "meant": meant}
    )
