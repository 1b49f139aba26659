"""Which encoding the bytes of a text file are in.

Thai offices still save CSV from Excel as Windows-874, so this asks in order: a byte-order mark, zero bytes
(UTF-16), strict UTF-8, Windows-874. `cp874` is used and never `tis_620` or `iso8859_11`: those turn the
curly quotes, dashes and dots that Windows-874 has (0x80-0x97) into control characters and refuse 0xA0.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

CODECS: Final[dict[str, str]] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp874": "Windows-874 / TIS-620",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16 (BOM)",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
}
"""Python codec -> the name people know. The choices when a guess is corrected by hand."""

CHARSETS: Final[dict[str, str]] = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "cp874": "windows-874",
    "cp1252": "windows-1252",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
}
"""Python codec -> its name on the web (WHATWG Encoding)."""

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SAMPLE: Final = 64 * 1024
"""Bytes with other than Latin letters that are looked at to tell Thai from letters with accents."""

_THAI: Final = re.compile("[\u0e00-\u0e7f]")

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


_NOT_THAI: Final = bytes(
    byte for byte in range(128, 256) if bytes((byte,)).decode("cp874", "replace") == "\ufffd"
)
"""Bytes that Windows-874 does not have."""
_FEW_BYTES: Final = re.compile(rb"[\x80-\xff]+")
MOST_ACCENTS: Final = 2
"""Letters with accents that stand together; a Thai word has more."""
_AMONG: Final = re.compile(rb"[A-Za-z][\x80-\xff]|.?[\x80-\xff][A-Za-z]", re.DOTALL)
"""A byte beside a Latin letter."""


class WholeText:
    """Takes a whole file in pieces and tells whether it is UTF-8, Windows-874, or neither.

    The beginning does not tell: the first Thai letter may come after a million Latin ones.
    """

    def __init__(self) -> None:
        """Begin a file."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._sample = self._last = b""
        self._taken = self._lines = 0
        self._line_began = 0
        self._not_utf8: dict[str, str | int] | None = None
        self._not_thai: dict[str, str | int] | None = None
        self._is_mixed = False
        self._has_thai = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        if self._not_utf8 is None:
            self._decode(piece, final=False)
        if self._not_thai is None and piece.translate(None, _NOT_THAI) != piece:
            at = next(at for at, byte in enumerate(piece) if byte in _NOT_THAI)
            self._not_thai = self._place(piece, at, piece[at])
        if len(self._sample) < SAMPLE and (self._sample or not piece.isascii()):
            self._sample = (self._sample or self._last) + piece[:SAMPLE]
        self._last = piece[-1:]
        self._lines += piece.count(b"\n")
        self._line_began = self._taken + piece.rfind(b"\n") + 1 if b"\n" in piece else self._line_began
        self._taken += len(piece)

    def _decode(self, piece: bytes, *, final: bool) -> None:
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            at = error.start - (len(error.object) - len(piece))
            text = error.object[: error.start].decode("utf-8")
            self._not_utf8 = self._place(piece, at, error.object[error.start])
            self._is_mixed = self._has_thai or bool(_THAI.search(text))
        else:
            self._has_thai = self._has_thai or (not text.isascii() and bool(_THAI.search(text)))

    def _place(self, piece: bytes, at: int, byte: int) -> dict[str, str | int]:
        before = piece[: max(at, 0)]
        began = self._taken + before.rfind(b"\n") + 1 if b"\n" in before else self._line_began
        line = self._lines + before.count(b"\n") + 1
        return {"byte": f"0x{byte:02X}", "line": line, "column": self._taken + at - began + 1}

    def guess(self) -> EncodingGuess:
        """Return the encoding of all that came."""
        if self._not_utf8 is None:
            self._decode(b"", final=True)
            if self._is_mixed:  # it ends in the middle of a letter
                return EncodingGuess("", problem="FILE-BROKEN")
        if self._not_utf8 is None:
            return EncodingGuess("utf-8")
        if self._is_mixed:
            return EncodingGuess("", problem="FILE-ENCODING-MIXED", params=self._not_utf8)
        if _is_western(self._sample):
            return EncodingGuess("cp1252", certain=False)
        if self._not_thai:
            return EncodingGuess("", problem="FILE-ENCODING", params=self._not_thai)
        return EncodingGuess("cp874", certain=False)


def _is_western(sample: bytes) -> bool:
    """Tell whether single letters with accents stand among Latin ones; Thai letters come several together."""
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    runs = list(_FEW_BYTES.finditer(sample))
    if any(len(run[0]) > MOST_ACCENTS for run in runs):
        return False
    among = sum(len(run[0]) == 1 and bool(_AMONG.match(sample, max(run.start() - 1, 0))) for run in runs)
    return bool(runs) and among > len(runs) / 2


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
    except UnicodeDecodeError:
        return _not_utf8(head)
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


def _not_utf8(head: bytes) -> EncodingGuess:
    whole = WholeText()
    whole.feed(head)
    return whole.guess()


_SPOILED: Final = (
    # as what it was taken, what its letters look like then, as what it was meant
    ("latin-1", re.compile("[\u00a1-\u00fb]"), "cp874"),  # "ชื่อ" as "ª×èÍ"
    ("cp874", re.compile("[\u0e40-\u0e41](?=[\u0e18\u0e19])"), "utf-8"),
    ("cp1252", re.compile("\u00e0(?=[\u00b8\u00b9])"), "utf-8"),
)
"""How Thai text was spoiled: by a program that took its bytes for another encoding, then saved that."""


def _mojibake(text: str) -> EncodingGuess | None:
    """Valid UTF-8 that was made of Thai text by a change of encoding too many."""
    letters = sum(character.isalpha() or "\u00a1" <= character <= "\u00fb" for character in text)
    for taken, look, meant in _SPOILED:
        width = 1 if meant == "cp874" else 3
        if letters and len(look.findall(text)) * width / letters >= MOJIBAKE_SHARE:
            line = next(row for row in text.splitlines() if look.search(row))
            mended = _mended(line, taken, meant)
            if mended:
                return EncodingGuess(
                    "utf-8",
                    certain=False,
                    problem="FILE-MOJIBAKE",
                    params={"found": line[:60], "meant": mended[:60]},
                )
    return None


def _mended(line: str, taken: str, meant: str) -> str:
    """Return a line as it was before it was spoiled; empty when it cannot have been so."""
    try:
        data = b"".join(_as_byte(character, taken) for character in line)
        text = data.decode(meant)
    except UnicodeError:
        return ""
    thai, strange = len(_THAI.findall(text)), sum(byte >= 128 for byte in data)
    return text if thai * (1 if meant == "cp874" else 3) >= strange > 0 else ""


def _as_byte(character: str, codec: str) -> bytes:
    """Programs keep bytes that an encoding does not have as control characters."""
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return character.encode("latin-1")
