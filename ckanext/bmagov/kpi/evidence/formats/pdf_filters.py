"""The filters by which the objects of a PDF are packed, each unpacked no further than a limit."""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEAD: Final = 1024
"""Bytes that are enough to tell what a stream is."""

CHAIN: Final = 6
"""Filters after another that are tried."""

_CHUNK: Final = 64 * 1024
_SLOW: Final = 40
"""What is unpacked here and not in C costs so much more."""

Bytes = bytes | memoryview


class Budget:
    """The bytes that may still be unpacked."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit

    def spend(self, size: int) -> None:
        """Count bytes.

        :raises ProblemError: `FILE-UNPACKED-SIZE` (`limit` in MB) when there are too many
        """
        self.left -= size
        if self.left < 0:
            raise ProblemError("FILE-UNPACKED-SIZE", limit=self.limit // (1024 * 1024))


def flate(packed: Bytes, limit: int, budget: Budget | None) -> bytes | None:
    """Unpack deflated bytes; what comes before an error counts, as readers show it."""
    unpacking, made = zlib.decompressobj(), bytearray()
    for start in range(0, len(packed), _CHUNK):
        chunk = bytes(packed[start : start + _CHUNK])
        try:
            made += unpacking.decompress(chunk, limit - len(made) + 1)
        except zlib.error:
            break
        _charge(len(chunk), budget)
        if unpacking.eof or len(made) > limit:
            break
    return _whole(bytes(made), limit, budget) if made or unpacking.eof else None


_HEX = re.compile(rb"[0-9A-Fa-f\x00\t\n\x0c\r ]*(?:>|\Z)")
_BLANKS = b"\x00\t\n\x0c\r "


def hexadecimal(packed: Bytes, limit: int, budget: Budget | None) -> bytes | None:
    """Read bytes that are written as hexadecimal digits, up to `>`."""
    match = _HEX.match(packed)
    if not match:
        return None
    _charge(match.end(), budget)
    digits = bytes(packed[: match.end()]).rstrip(b">").translate(None, _BLANKS)
    digits += b"0" * (len(digits) % 2)
    return _whole(bytes.fromhex(digits.decode("ascii")), limit, budget) or None


_BASE85 = re.compile(rb"(?:<~)?[!-uz\x00\t\n\x0c\r ]*")


def base85(packed: Bytes, limit: int, budget: Budget | None) -> bytes | None:
    """Read bytes that are written in 85 signs; the end may be cut off."""
    match = _BASE85.match(packed)
    size = match.end() if match else 0
    _charge(size, budget)
    text = bytes(packed[:size]).removeprefix(b"<~").translate(None, _BLANKS)
    for cut in range(5):
        try:
            return _whole(base64.a85decode(text[: len(text) - cut]), limit, budget) or None
        except ValueError:
            continue
    return None


def runs(packed: Bytes, limit: int, budget: Budget | None) -> bytes | None:
    """Unpack runs of equal bytes."""
    made, at = bytearray(), 0
    while at < len(packed) and len(made) <= limit:
        length = packed[at]
        if length == 128:
            break
        if length < 128:
            made += packed[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            made += bytes(packed[at + 1 : at + 2]) * (257 - length)
            at += 2
    _charge(_SLOW * (at + len(made)), budget)
    return _whole(bytes(made), limit, budget) or None


def lzw(packed: Bytes, limit: int, budget: Budget | None) -> bytes | None:
    """Unpack by the filter of old writers, in its usual form (codes grow one early)."""
    table: list[bytes] = []
    made, before, width, held, bits = bytearray(), b"", 9, 0, 0
    for byte in bytes(packed[: limit + _CHUNK]):
        held, bits = (held << 8 | byte) & 0xFFFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == 257 or len(made) > limit:
            break
        if code == 256:
            table, before, width = [], b"", 9
            continue
        entry = _entry(code, table, before)
        if entry is None:
            break
        made += entry
        if before:
            table.append(before + entry[:1])
        before = entry
        width = min(12, (258 + len(table) + 1).bit_length())
        _charge(_SLOW * (len(entry) + 1), budget)
        if len(table) > 4096:
            break
    return _whole(bytes(made), limit, budget) or None


def _entry(code: int, table: list[bytes], before: bytes) -> bytes | None:
    if code < 256:
        return bytes((code,))
    if code - 258 < len(table):
        return table[code - 258]
    return before + before[:1] if before and code - 258 == len(table) else None


def _charge(size: int, budget: Budget | None) -> None:
    if budget:
        budget.spend(size)


def _whole(made: bytes, limit: int, budget: Budget | None) -> bytes:
    """Return what was made; without a budget only its beginning is asked for."""
    if budget and len(made) > limit:
        budget.spend(len(made))
    return made[:limit]


DECODERS: Final[Mapping[str, Callable[[Bytes, int, Budget | None], bytes | None]]] = {
    "flate": flate,
    "hex": hexadecimal,
    "base85": base85,
    "lzw": lzw,
    "runs": runs,
}
FILTERS: Final[Mapping[str, bytes]] = {"lzw": b"LZW(?:Decode)?", "runs": b"RL|RunLengthDecode"}
"""Names of the filters that are tried only where they are named: they make something of anything."""
